"""Ring 5: the manufacturing suite: bundles of text and thin commands."""
