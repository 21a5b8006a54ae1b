"""Panels: what a form shows beside its fields while it is filled in, and which of its fields the panel works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from jingwei.base.errors import Fault
from jingwei.base.words import Words
from jingwei.spec.form import Form, Panel

ROWS = "lines"
"""The part of a panel that names the sub-table; the other parts are columns of it."""


PANELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"promise": {ROWS: "table", "item": "link", "quantity": "quantity", "date": "date"}}
)
"""The parts of each kind of panel and the types their fields have; `promise`: when the lines of an order can be had."""


def faults(form: Form) -> Iterator[Fault]:
    """What is wrong with the panels of a form."""
    for panel in form.panels:
        at = ("panels", panel.kind)
        parts = PANELS.get(panel.kind)
        if parts is None:
            words = Words("没有面板“{name}”，可用：{known}", 'There is no panel "{name}"; known are: {known}')
            yield Fault(at, "unknown_panel", words.fill(name=panel.kind, known=", ".join(PANELS)))
            continue
        table = next((inner for item, inner in form.tables() if item.slug == panel.parts.get(ROWS)), None)
        for name in (*parts, *(name for name in panel.parts if name not in parts)):
            yield from misplaced(form, table, panel, name)


def misplaced(form: Form, table: Form | None, panel: Panel, name: str) -> Iterator[Fault]:
    """What is wrong with one part: unknown, missing, no field, or a field of another type."""
    at, type_, slug = ("panels", panel.kind, name), PANELS[panel.kind].get(name), panel.parts.get(name)
    if type_ is None:
        known = ", ".join(PANELS[panel.kind])
        words = Words("面板没有“{n}”，可用：{known}", 'The panel has no "{n}"; known are: {known}')
        yield Fault(at, "unknown_part", words.fill(n=name, known=known))
    elif slug is None:
        yield Fault(at, "missing", Words("请写明面板用哪个字段", "Say which field the panel works on"))
    else:
        place = form if name == ROWS else table
        item = place.by_slug.get(slug) if place is not None else None
        if item is None:
            yield Fault(at, "unknown_field", Words("没有字段“{n}”", 'There is no field "{n}"').fill(n=slug))
        elif item.type != type_:
            words = Words("“{n}”的类型应为 {t}", 'The type of "{n}" has to be {t}')
            yield Fault(at, "wrong_type", words.fill(n=slug, t=type_))
