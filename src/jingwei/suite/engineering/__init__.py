"""Engineering: structures checked and copied."""
