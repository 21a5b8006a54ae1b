"""What happens after a commit: events to listeners, timers, jobs, deliveries."""
