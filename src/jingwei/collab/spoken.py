"""Stored values as people read them: titles for links and choices, numbers without idle zeros, plant time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from jingwei.base.decimals import multiply, plain
from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Place
from jingwei.collab.sight import Sight
from jingwei.spec.fields.computed import result
from jingwei.spec.form import Field, Form

YES, NO = Words("是", "Yes"), Words("否", "No")
UNSEEN = Words("（无权查看）", "(hidden)")
FILES = Words("{n} 个附件", "{n} files")

Cells = Mapping[str, list[object]]
"""Key → [before, after], as the change log keeps it; keys are `field` or `field.unit`."""


@dataclass(frozen=True, slots=True)
class Said:
    """One field of one change, in words."""

    field: str
    title: str
    before: str | None
    after: str | None


def places_in(desk: Desk, form: Form, cells: Cells) -> Iterator[Place]:
    """The records a change mentions."""
    for key, pair in cells.items():
        item = form.by_slug.get(key)
        target = desk.catalogue.forms.get(item.to) if item is not None and item.to else None
        for value in pair if target is not None else ():
            if isinstance(value, int) and target is not None:
                yield (target.id, value)


def said(sight: Sight, form: Form, cells: Cells, units: Mapping[str, str]) -> Iterator[Said]:
    """The changed fields in the order of the form; `units` are those that did not change."""
    for item in form.fields:
        if item.table is not None or (item.slug not in cells and f"{item.slug}.unit" not in cells):
            continue
        unit = cells.get(f"{item.slug}.unit", [units.get(item.slug)] * 2)
        pair = cells.get(item.slug)
        if pair is None:
            continue  # only the unit was stored anew, with the same amount beside it
        texts = [text(sight, item, value, symbol) for value, symbol in zip(pair, unit, strict=True)]
        yield Said(item.slug, sight.desk.say(item.title), texts[0], texts[1])


def text(sight: Sight, item: Field, value: object, unit: object = None) -> str | None:
    """One value; nothing stays nothing."""
    desk = sight.desk
    if value is None:
        return None
    kind = result(item) if item.type == "formula" else item.type
    if item.to is not None and isinstance(value, int):
        place = (desk.catalogue.forms[item.to].id, value)
        return sight.title(place) if place in sight else desk.say(UNSEEN)
    if item.choices:
        choice = next((c for c in item.choices if c.value == value), None)
        return str(value) if choice is None else desk.say(choice.title)
    if isinstance(value, bool):
        return desk.say(YES if value else NO)
    if isinstance(value, list):
        return desk.say(FILES.fill(n=len(value)))
    if kind in ("number", "quantity", "money", "percent"):
        return amount(kind, value, unit)
    if kind == "datetime":
        return moment(desk, value)
    return str(value)


def amount(kind: str, value: object, unit: object) -> str:
    """`12.5 kg`, `13%`."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if kind == "percent":
        return f"{plain(multiply(number, Decimal(100)))}%"
    return f"{plain(number)} {unit}" if unit else plain(number)


def moment(desk: Desk, value: object) -> str:
    """An instant in the plant's time."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return at.astimezone(desk.plant.zone).strftime("%Y-%m-%d %H:%M")
