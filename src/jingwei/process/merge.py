"""Two people, one record: disjoint changes merge, the same field asks for a decision with all three versions shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from jingwei.base.decimals import plain
from jingwei.base.errors import Conflict, Invalid
from jingwei.base.words import Words
from jingwei.process.writeset import Row
from jingwei.spec.fields import type_of
from jingwei.store.transaction import Transaction

MESSAGE = Words(
    "“{f}”已被他人修改，请核对后再保存", '"{f}" was changed by somebody else; compare and save again'
)

UNKNOWN = Words(
    "该记录没有版本 {n}，现为版本 {now}；请刷新后再改",
    "The record has no version {n}, it is at {now}; reload it and change it again",
)


async def merge(
    transaction: Transaction, schema: str, row: Row, ver: int | None, sent: Mapping[str, object]
) -> None:
    """Raises Conflict when a sent field was changed after version `ver`; otherwise the newest row takes the change."""
    current = int(str((row.before or {}).get("ver", 0)))
    if ver is None or ver == current:
        return
    if ver > current:
        raise Invalid.at(("ver",), "unknown_version", UNKNOWN.fill(n=ver, now=current))
    found = await transaction.fetch(
        f"SELECT body::text FROM {schema}.change WHERE form = $1 AND record = $2 AND (body->>'ver')::int > $3 ORDER BY id",
        row.form.id, row.id, ver,
    )  # fmt: skip
    first: dict[str, object] = {}
    last: dict[str, object] = {}
    tables: dict[str, object] = {}
    for (text,) in found:
        body = json.loads(text)
        for key, (before, after) in body.get("cells", {}).items():
            first.setdefault(key, before)
            last[key] = after
        tables |= {t: rows for t, rows in body.get("rows", {}).items() if overlaps(sent.get(t), rows)}
    moved = {key.partition(".")[0] for key in last} | set(tables)
    clash = [slug for slug in sent if slug in moved and not same(row, slug, sent[slug])]
    if clash:
        raise Conflict(
            "changed_meanwhile", MESSAGE.fill(f=row.form[clash[0]].title), (clash[0],),
            base={k: None if k in tables else shown(row, k, first) for k in clash},
            mine={k: sent[k] for k in clash},
            theirs={k: tables[k] if k in tables else shown(row, k, last) for k in clash},
        )  # fmt: skip


def overlaps(sent: object, changed: Mapping[str, object]) -> bool:
    """Whether a sub-table patch names a row that somebody else changed; new rows never clash."""
    if not isinstance(sent, list):
        return False
    return any(isinstance(one, Mapping) and str(one.get("id")) in changed for one in sent)


def same(row: Row, slug: str, mine: object) -> bool:
    """What is sent is what already stands there: nothing to decide."""
    item, now = row.form[slug], row.before or {}
    if item.table is not None:
        return False
    if mine is None or mine == "":
        return now.get(slug) is None
    try:
        cells = type_of(item.type).parse(item, mine)
    except Invalid:
        return False  # told as a fault once the row takes the change
    return all(
        value == now.get(f"{slug}.{suffix}" if suffix else slug)
        for suffix, value in cells.items()
        if value is not None or not suffix
    )


def shown(row: Row, slug: str, moved: Mapping[str, object]) -> object:
    """A field as it was when `moved` was journalled, an amount with its unit."""
    now = row.before or {}
    value, unit = (moved.get(key, now.get(key)) for key in (slug, f"{slug}.unit"))
    if unit is None:
        return value
    return {"value": None if value is None else plain(Decimal(str(value))), "unit": unit}
