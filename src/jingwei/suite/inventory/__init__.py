"""Inventory: kits checked, lots chosen."""
