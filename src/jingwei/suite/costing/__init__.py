"""Costing: standard costs rolled up and applied."""
