"""Ring 0: decimals, units, calendars, errors and words, with no business noun."""
