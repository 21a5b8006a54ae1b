"""Records read as JSON bytes and flushed in one ordered pass."""
