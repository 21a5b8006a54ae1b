"""Ring 0: planning engines as pure functions; arrays in, plan out."""
