"""Ring 7: the command line."""
