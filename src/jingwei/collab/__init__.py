"""Ring 5: promises, notices, timelines: how departments work together."""
