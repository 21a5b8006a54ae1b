"""Apps as text: read, check, diff."""
