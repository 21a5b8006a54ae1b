"""Events, timers, outbox and jobs as rows."""
