"""The token game: graph, state and step, pure."""
