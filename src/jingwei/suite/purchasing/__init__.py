"""Purchasing: requisitions merged into orders."""
