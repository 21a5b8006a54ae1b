"""Names every bundle, job handler and engine action, explicitly."""
