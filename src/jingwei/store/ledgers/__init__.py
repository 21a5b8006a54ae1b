"""Balances under named checks and append-only movements."""
