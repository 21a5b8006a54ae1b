"""A case file as rows: every row read by itself, so that a bad one is named and the others stand."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from jingwei.engines.case import work
from jingwei.engines.case.cells import DAY_LIMIT, FIRST_YEAR, LAST_YEAR, BadCellError, Cells, Fault
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.scrap import ScrapRule

RULES = ("lot_for_lot", "fixed", "period", "economic", "wagner_whitin", "min_max")
KINDS = ("substitute", "successor", "share")
SCRAP = {"divide": ScrapRule.DIVIDE, "multiply": ScrapRule.MULTIPLY}
LISTS = (
    "items", "bom", "outputs", "replacements", "stock", "receipts", "demands", "resources", "steps", "questions",
)  # fmt: skip
DAYS_LIMIT = 3660
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    step: Fraction
    made: bool
    phantom: bool
    by_project: bool
    calendar: str
    rule: str
    numbers: dict[str, Fraction]
    whole: dict[str, int]
    levels: tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Line:
    parent: str
    component: str
    ratio: Fraction
    scrap: Fraction
    fixed: Fraction
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Output:
    parent: str
    item: str
    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Replacement:
    item: str
    by: str
    ratio: Fraction
    kind: str
    priority: int
    begins: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Amount:
    """Stock, a receipt or a demand; `marked` is firm or forecast, demands of the smallest `priority` come first."""

    id: str
    item: str
    day: int
    quantity: Fraction
    project: str
    marked: bool
    row: int
    priority: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """What a case file says, and what of it could not be read."""

    start: date
    days: int
    scrap: ScrapRule
    pull_within: int
    defer_after: int
    calendars: dict[str, tuple[bool, ...]]
    items: tuple[Item, ...]
    bom: tuple[Line, ...]
    outputs: tuple[Output, ...]
    replacements: tuple[Replacement, ...]
    stock: tuple[Amount, ...]
    receipts: tuple[Amount, ...]
    demands: tuple[Amount, ...]
    resources: tuple[work.Resource, ...]
    steps: tuple[work.Step, ...]
    questions: tuple[work.Question, ...]
    faults: tuple[Fault, ...]


NUMBERS = (
    "safety_stock", "lot", "minimum", "maximum", "multiple", "stock_min", "stock_max", "order_cost", "holding_cost", "scrap",
)  # fmt: skip
WHOLE = ("lead_time", "period", "safety_days", "fence", "demand_fence", "consume_back", "consume_forward")
ITEM = (
    "item",
    "step",
    "made",
    "phantom",
    "by_project",
    "calendar",
    "rule",
    "safety_levels",
    *NUMBERS,
    *WHOLE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What holds for the file as a whole."""

    start: date
    days: int
    scrap: ScrapRule
    pull_within: int
    defer_after: int


def read(text: str, questions: Sequence[dict[str, Any]] = ()) -> File:
    """The rows of a case and more `questions`; raises InvalidInputError where the file as a whole makes no sense."""
    whole = _whole(text)
    if questions and isinstance(asked := whole.get("questions", []), list):
        whole["questions"] = [*asked, *questions]
    try:
        head = _head(whole)
    except BadCellError as error:
        raise InvalidInputError(error.fault.zh, error.fault.en, error.fault.place) from error
    faults: list[Fault] = []
    calendars = {"": (True,) * head.days}
    for name, row in _object(whole, "calendars").items():
        try:
            calendars[name] = _calendar(Cells(_row(row, name), ("calendars", name), head.start), head.days)
        except BadCellError as error:
            faults.append(error.fault)

    def rows(name: str, one: Callable[[Cells], Row]) -> tuple[Row, ...]:
        return tuple(_rows(whole, name, head.start, one, faults))

    return File(
        head.start, head.days, head.scrap, head.pull_within, head.defer_after, calendars,
        rows("items", _item), rows("bom", _line), rows("outputs", _output), rows("replacements", _replacement),
        rows("stock", _stock), rows("receipts", _receipt), rows("demands", _demand),
        rows("resources", work.resource), rows("steps", work.step), rows("questions", work.question), tuple(faults),
    )  # fmt: skip


def _whole(text: str) -> dict[str, Any]:
    """The object the file consists of, with parts of known names only."""
    try:
        whole = json.loads(text, parse_float=Decimal, parse_constant=Decimal, object_pairs_hook=_once)
    except InvalidInputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"不是有效的 JSON：{error}", f"This is no valid JSON: {error}") from error
    if not isinstance(whole, dict):
        raise InvalidInputError("文件必须是一个 JSON 对象。", "The file must be one JSON object.")
    unknown = set(whole) - {"start", "days", "settings", "calendars", *LISTS}
    if unknown:
        name = min(unknown)
        raise InvalidInputError(f"没有名为 {name} 的部分。", f"There is no part called {name}.", (name,))
    return whole


def _head(whole: dict[str, Any]) -> Head:
    cells = Cells(whole, ("case", 0), date.min)
    start = date.min + timedelta(cells.day("start"))
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        low, high = FIRST_YEAR, LAST_YEAR
        cells.refuse("start", f"必须在 {low} 到 {high} 年之间", f"must lie in {low} to {high}")
    settings = Cells(_object(whole, "settings"), ("settings", 0), start)
    settings.refuse_others(("scrap", "pull_within", "defer_after"))
    days = cells.whole("days", 365, least=1, most=DAYS_LIMIT)
    scrap = SCRAP[settings.choice("scrap", tuple(SCRAP), "divide")]
    return Head(
        start,
        days,
        scrap,
        settings.whole("pull_within", 90, least=0),
        settings.whole("defer_after", 0, least=0),
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What JSON would settle silently: of two values of one name only the last would be read."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(one for one in names if names.count(one) > 1)
        raise InvalidInputError(
            f"同一个对象里“{name}”出现两次。", f"{name} is there twice in one object.", (name,)
        )
    return found


def _object(whole: dict[str, Any], name: str) -> dict[str, Any]:
    found = whole.get(name, {})
    if not isinstance(found, dict):
        raise InvalidInputError(f"{name} 必须是一个对象。", f"{name} must be an object.", (name,))
    return found


def _row(row: Any, name: str) -> dict[str, Any]:
    if isinstance(row, dict):
        return row
    zh, en = f"calendars {name}：必须是一个对象。", f"calendars {name}: must be an object."
    raise BadCellError(("calendars", name), zh, en)


def _rows(
    whole: dict[str, Any], name: str, start: date, one: Callable[[Cells], Row], faults: list[Fault]
) -> Iterator[Row]:
    found = whole.get(name, [])
    if not isinstance(found, list):
        raise InvalidInputError(f"{name} 必须是一个列表。", f"{name} must be a list.", (name,))
    for at, row in enumerate(found):
        if not isinstance(row, dict):
            faults.append(
                Fault((name, at), f"{name} {at}：必须是一个对象。", f"{name} {at}: must be an object.")
            )
            continue
        try:
            yield one(Cells(row, (name, at), start))
        except BadCellError as error:
            faults.append(error.fault)


def _calendar(cells: Cells, days: int) -> tuple[bool, ...]:
    """A week (Monday first), closed days, and days worked instead."""
    cells.refuse_others(("week", "holidays", "workdays"))
    week = cells.row.get("week", [1, 1, 1, 1, 1, 0, 0])
    if not isinstance(week, list) or len(week) != 7 or any(day not in (0, 1) for day in week):
        cells.refuse("week", "必须是 7 个 0 或 1，从星期一开始", "must be 7 times 0 or 1, Monday first")
    moved = {}
    for name, worked in (("holidays", False), ("workdays", True)):
        named = cells.row.get(name, [])
        if not isinstance(named, list):
            cells.refuse(name, "必须是日期列表", "must be a list of dates")
        for day in named:
            moved[Cells({name: day}, cells.place, cells.start).day(name)] = worked
    usual = [bool(week[(cells.start + timedelta(days=day)).weekday()]) for day in range(days)]
    worked_days = tuple(moved.get(day, usual[day]) for day in range(days))
    if not any(worked_days):
        cells.refuse("week", "计划期内没有工作日", "leaves no working day in the plan")
    return worked_days


def _item(cells: Cells) -> Item:
    cells.refuse_others(ITEM)
    levels = cells.row.get("safety_levels", [])
    if not isinstance(levels, list) or not all(isinstance(level, dict) for level in levels):
        cells.refuse("safety_levels", "必须是列表", "must be a list of {from, quantity}")
    dated = [Cells(level, cells.place, cells.start) for level in levels]
    numbers = {name: cells.number(name, 0) for name in NUMBERS}
    if numbers["scrap"] >= 1:
        cells.refuse("scrap", "必须小于 1", "must be less than 1")
    return Item(
        cells.text("item"), cells.number("step", 1, above=True), cells.flag("made"), cells.flag("phantom"),
        cells.flag("by_project"), cells.text("calendar", ""), cells.choice("rule", RULES, RULES[0]), numbers,
        {name: cells.whole(name, -1 if name == "lead_time" else 0) for name in WHOLE},
        tuple((level.day("from"), level.number("quantity")) for level in dated),
    )  # fmt: skip


def _line(cells: Cells) -> Line:
    cells.refuse_others(("parent", "component", "quantity", "per", "fixed", "scrap", "from", "to"))
    fixed = cells.number("fixed", 0)
    quantity = cells.number("quantity", 0 if fixed else None, above=not fixed)
    scrap = cells.number("scrap", 0)
    if scrap >= 1:
        cells.refuse("scrap", "必须小于 1", "must be less than 1")
    begins, ends = cells.day("from", -DAY_LIMIT), cells.day("to", DAY_LIMIT)
    if begins >= ends:
        cells.refuse("to", "必须晚于 from", "must be after from")
    return Line(
        cells.text("parent"), cells.text("component"), quantity / cells.number("per", 1, above=True), scrap, fixed,
        begins, ends,
    )  # fmt: skip


def _output(cells: Cells) -> Output:
    cells.refuse_others(("parent", "item", "quantity", "per"))
    ratio = cells.number("quantity", above=True) / cells.number("per", 1, above=True)
    return Output(cells.text("parent"), cells.text("item"), ratio)


def _replacement(cells: Cells) -> Replacement:
    cells.refuse_others(("item", "by", "quantity", "per", "kind", "priority", "from", "share", "of"))
    kind = cells.choice("kind", KINDS, KINDS[0])
    share = Fraction(1)
    if kind == "share":
        share = cells.number("share", above=True) / cells.number("of", 1, above=True)
    elif "share" in cells.row:
        cells.refuse("share", "只用于 kind: share", "is for kind: share only")
    ratio = cells.number("quantity", 1, above=True) / cells.number("per", 1, above=True)
    return Replacement(
        cells.text("item"), cells.text("by"), ratio, kind, cells.whole("priority"), cells.day("from", -DAY_LIMIT), share,
    )  # fmt: skip


def _stock(cells: Cells) -> Amount:
    cells.refuse_others(("item", "quantity", "project"))
    quantity = cells.number("quantity", least=None)
    return Amount("", cells.text("item"), 0, quantity, cells.text("project", ""), False, int(cells.place[-1]))


def _receipt(cells: Cells) -> Amount:
    return _amount(cells, "firm")


def _demand(cells: Cells) -> Amount:
    return _amount(cells, "forecast")


def _amount(cells: Cells, mark: str) -> Amount:
    demand = mark == "forecast"
    cells.refuse_others(
        ("id", "item", "date", "quantity", "project", mark, *(("priority",) if demand else ()))
    )
    at = int(cells.place[-1])
    return Amount(
        cells.text("id", f"{cells.place[0]}[{at}]"), cells.text("item"), cells.day("date"),
        cells.number("quantity", above=True), cells.text("project", ""), cells.flag(mark), at,
        cells.whole("priority") if demand else 0,
    )  # fmt: skip
