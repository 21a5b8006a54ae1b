"""The append-only history and its seal."""
