"""What the planning pages read, under the reader's permissions; nothing here loads an engine."""
