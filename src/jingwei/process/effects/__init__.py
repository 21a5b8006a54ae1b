"""What a flow step asks for, one handler per file."""
