"""Rows about work: what a resource can do a day, the steps of a routing, and questions for a date."""

from dataclasses import dataclass
from fractions import Fraction

from jingwei.engines.case.cells import BadCellError, Cells
from jingwei.engines.promise.problem import MINUTES_LIMIT

DAY_MINUTES = 24 * 60
UNITS_LIMIT = 10**6


@dataclass(frozen=True, slots=True)
class Resource:
    """`minutes` of each of its `units` on a working day of its calendar, other minutes on exceptional days."""

    code: str
    minutes: int
    units: int
    calendar: str
    exceptions: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of an item: `setup` minutes per order and `ratio` minutes for one of it."""

    item: str
    resource: str
    setup: int
    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody asks when a quantity could be there."""

    item: str
    quantity: Fraction
    due: int
    row: int


def resource(cells: Cells) -> Resource:
    cells.refuse_others(("resource", "minutes", "units", "calendar", "exceptions"))
    named = cells.row.get("exceptions", [])
    if not isinstance(named, list) or not all(isinstance(one, dict) for one in named):
        cells.refuse("exceptions", "必须是列表", "must be a list of {date, minutes}")
    exceptions = []
    for one in named:
        other = Cells(one, cells.place, cells.start)
        other.refuse_others(("date", "minutes"))
        try:
            exceptions.append((other.day("date"), other.whole("minutes", None, least=0, most=DAY_MINUTES)))
        except BadCellError as error:
            # Named by the resource: the exception knows only its day.
            said = error.fault
            cells.refuse("exceptions", f"有误：{said.zh.rstrip('。')}", f"is wrong: {said.en.rstrip('.')}")
    return Resource(
        cells.text("resource"), cells.whole("minutes", None, least=0, most=DAY_MINUTES),
        cells.whole("units", 1, least=1, most=UNITS_LIMIT), cells.text("calendar", ""), tuple(exceptions),
    )  # fmt: skip


def step(cells: Cells) -> Step:
    cells.refuse_others(("item", "resource", "setup", "minutes", "per"))
    setup, minutes = cells.number("setup", 0), cells.number("minutes", 0)
    for name, value in (("setup", setup), ("minutes", minutes)):
        if value > MINUTES_LIMIT:
            cells.refuse(name, "太大", "is too large")
    if setup == 0 and minutes == 0:
        cells.refuse("minutes", "与 setup 不能都为 0", "and setup must not both be 0")
    return Step(
        cells.text("item"),
        cells.text("resource"),
        -(-setup // 1),
        minutes / cells.number("per", 1, above=True),
    )


def question(cells: Cells) -> Question:
    cells.refuse_others(("item", "quantity", "due"))
    return Question(
        cells.text("item"), cells.number("quantity", above=True), cells.day("due"), int(cells.place[-1])
    )
