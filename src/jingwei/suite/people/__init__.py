"""People: their shifts as they are typed."""
