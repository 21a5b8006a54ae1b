"""Sales: orders followed to their end."""
