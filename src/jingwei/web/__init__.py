"""Ring 6: HTTP."""
