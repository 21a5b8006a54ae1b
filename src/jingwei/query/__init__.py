"""Ring 2: a request becomes one SQL statement; pure."""
