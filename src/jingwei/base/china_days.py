"""Statutory working days of China: public holidays and the weekends worked in their place."""

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar


def differing_days(years: Iterable[int]) -> dict[date, bool]:
    """Days that differ from Monday–Friday: True is worked, False is free; none in unpublished years."""
    found: dict[date, bool] = {}
    for year in years:
        day = date(year, 1, 1)
        while day.year == year:
            try:
                works = bool(chinese_calendar.is_workday(day))
            except NotImplementedError:
                break
            if works != (day.weekday() < 5):
                found[day] = works
            day += timedelta(days=1)
    return found
