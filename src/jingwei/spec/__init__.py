"""Ring 1: what a designer writes and what it means; frozen values, no I/O."""
