"""Statutory working days of China: public holidays and the weekends worked in their place."""

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar


def ruled_days(years: Iterable[int]) -> dict[date, bool]:
    """Days the yearly notices rule on: False is free, weekends within a holiday included, True is worked instead."""
    found: dict[date, bool] = {}
    for year in filter(published, years):
        day = date(year, 1, 1)
        while day.year == year:
            free, named = chinese_calendar.get_holiday_detail(day)
            if named is not None:
                found[day] = not free
            day += timedelta(days=1)
    return found


def published(year: int) -> bool:
    """Whether the notice of a year is built in."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True
