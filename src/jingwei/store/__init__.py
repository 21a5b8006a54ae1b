"""Ring 3: the only package that speaks to PostgreSQL."""
