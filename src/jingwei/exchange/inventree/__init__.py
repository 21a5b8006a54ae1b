"""InvenTree: parts, structures, suppliers, stock and orders of its export become records of the suite."""
