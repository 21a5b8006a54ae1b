"""The texts a problem may come in, by name, and which of them a text is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from jingwei.engines.schedule.factory import from_factory_text
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.project import from_project
from jingwei.engines.schedule.readers import from_flexible, from_job_shop, from_taillard

FORMATS: Mapping[str, Callable[[str], Problem]] = {
    "jsplib": from_job_shop,
    "taillard": from_taillard,
    "fjsplib": from_flexible,
    "psplib": from_project,
    "factory": from_factory_text,
}


def format_of(text: str) -> str:
    """The name of the format of a text; what looks like nothing else is a job shop."""
    if text.lstrip().startswith(("{", "[")):
        return "factory"
    if "PRECEDENCE RELATIONS" in text:
        return "psplib"
    if re.search(r"(?im)^[ \t]*times[ \t]*$", text):
        return "taillard"
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    jobs = rows[1:]
    return "fjsplib" if jobs and all(_is_flexible(row) for row in jobs) else "jsplib"


def _is_flexible(row: list[str]) -> bool:
    """Whether a line is a count of operations and then exactly so many, each a count and pairs."""
    if not all(word.isdecimal() for word in row):
        return False
    left, at = int(row[0]), 1
    while left and at < len(row):
        at += 1 + 2 * int(row[at])
        left -= 1
    return left == 0 and at == len(row)
