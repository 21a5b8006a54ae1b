"""Production: work orders exploded, released, reported and backflushed."""
