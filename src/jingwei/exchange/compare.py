"""What differs between a wanted record and the one that stands there, field by field as the database holds them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence

from jingwei.base.errors import Invalid
from jingwei.exchange.wanted import Line, Values
from jingwei.spec.fields import type_of
from jingwei.spec.fields.link import ByKey
from jingwei.spec.form import Field, Form

Cells = Mapping[str, object]
Ids = Mapping[tuple[str, str], int]
"""Ids of link targets by (form, key)."""


def parsed(item: Field, raw: object) -> dict[str, object] | None:
    """The cells a value becomes, without those the door works out; None when the door will refuse it."""
    if raw is None or raw == "":
        return {item.slug: None}
    try:
        cells = type_of(item.type).parse(item, raw)
    except Invalid:
        return None
    suffixes = ("", "unit") if cells.get("unit") is not None else ("",)
    return {f"{item.slug}.{suffix}" if suffix else item.slug: cells[suffix] for suffix in suffixes}


def target(item: Field, value: object, ids: Ids) -> object:
    """The id a link names by key; a target that is not there yet equals nothing."""
    if isinstance(value, ByKey) and item.to is not None:
        return ids.get((item.to, str(value)), value)
    return value


def differs(item: Field, raw: object, cells: Cells, ids: Ids) -> bool:
    wanted = parsed(item, raw)
    if wanted is None:
        return True
    return any(target(item, value, ids) != cells.get(key) for key, value in wanted.items())


def changes(form: Form, values: Values, cells: Cells, ids: Ids) -> dict[str, object]:
    """The values that are not there yet; unknown fields are kept for the door to refuse."""
    return {
        slug: raw
        for slug, raw in values.items()
        if slug not in form.by_slug or differs(form[slug], raw, cells, ids)
    }


def patches(
    form: Form, keys: Sequence[str], wanted: Sequence[Line], rows: Sequence[Cells], ids: Ids
) -> list[dict[str, object]]:
    """The patch that brings the rows of a sub-table about; rows nobody wants stay as they are."""
    standing: dict[tuple[object, ...], deque[Cells]] = defaultdict(deque)
    for row in rows:
        standing[tuple(row.get(slug) for slug in keys)].append(row)
    patch: list[dict[str, object]] = []
    for line in wanted:
        found = standing[tuple(cell(form, slug, line.values, ids) for slug in keys)]
        if not found:
            patch.append(dict(line.values))
            continue
        row = found.popleft()
        changed = changes(form, line.values, row, ids)
        if changed:
            patch.append({"id": str(row["id"]), **changed})
    return patch


def cell(form: Form, slug: str, values: Values, ids: Ids) -> object:
    """The cell by which a wanted row is matched."""
    item = form[slug]
    found = (parsed(item, values.get(slug)) or {}).get(slug)
    return target(item, found, ids)


def links(form: Form, values: Values) -> Iterator[tuple[str, str]]:
    """(form, key) of every link the values name by key."""
    for slug, raw in values.items():
        item = form.by_slug.get(slug)
        if (
            item is not None
            and item.to is not None
            and isinstance(raw, Mapping)
            and isinstance(raw.get("key"), str)
        ):
            yield item.to, raw["key"]
