"""Ring 4: the one write door, the inbox, timers and automations."""
