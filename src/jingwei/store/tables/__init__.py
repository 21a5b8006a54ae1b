"""Physical tables made and changed from the catalogue."""
