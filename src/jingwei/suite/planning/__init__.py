"""Planning: material requirements and schedules, computed by the worker and written through the door."""
