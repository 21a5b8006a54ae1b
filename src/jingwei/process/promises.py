"""Promises (承诺): what one department owes another because of a document, made, moved, kept or broken with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jingwei.process.values import Formulas
from jingwei.process.writeset import Row, WriteSet
from jingwei.spec.form import Promise
from jingwei.spec.formula import Ambient
from jingwei.store.directory import Directory
from jingwei.store.ids import Fresh
from jingwei.store.statement import to_json


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promise of a record stands after this submission."""

    row: Row
    rule: Promise
    owes: int
    owed: int
    made: bool
    kept: bool


async def standings(formulas: Formulas, directory: Directory, heads: Sequence[Row]) -> list[Standing]:
    """The promises of the changed records that the flush has to bring up to date."""
    return [
        one
        for row in heads
        for rule in row.form.promises
        if (one := await standing(formulas, directory, row, rule))
    ]


async def promises(writes: WriteSet, ids: Fresh, found: Sequence[Standing], ambient: Ambient) -> None:
    """Brings them up to date."""
    for one in found:
        await write(writes, ids, one, ambient)


async def standing(formulas: Formulas, directory: Directory, row: Row, rule: Promise) -> Standing | None:
    """None when neither before nor after this submission anything was owed."""
    made = await formulas.holds(rule.when, row)
    kept = await formulas.holds(rule.kept, row)
    past = row.past()
    stood = past is not None and (await formulas.holds(rule.when, past))
    if not (made or kept or stood):
        return None
    owes, owed = directory.by_code(rule.owes), directory.by_code(rule.owed)
    if owes is None or owed is None:
        return None
    return Standing(row, rule, owes.id, owed.id, made, kept)


async def write(writes: WriteSet, ids: Fresh, one: Standing, ambient: Ambient) -> None:
    """Makes the promise, moves its date with the document's, or closes it."""
    due, amount = one.row.cells.get(one.rule.due), one.row.cells.get(one.rule.quantity or "")
    title = to_json({"zh": one.rule.title.zh, "en": one.rule.title.en})
    due = due if isinstance(due, date) else None
    before = (one.row.before or {}).get(one.rule.due)
    moved = one.row.new or before != one.row.cells.get(one.rule.due)
    if one.made and not one.kept:
        await writes.transaction.execute(
            MAKE.replace("{s}", writes.schema), await ids.one(), one.row.form.id, one.row.id, one.rule.slug, title,
            one.owes, one.owed, amount if isinstance(amount, Decimal) else None, due, moved, ambient.now,
        )  # fmt: skip
        return
    state = ("kept" if due is None or ambient.today <= due else "broken") if one.kept else "withdrawn"
    await writes.transaction.execute(
        CLOSE.replace("{s}", writes.schema), one.row.form.id, one.row.id, one.rule.slug, state, ambient.now
    )


MAKE = """
INSERT INTO {s}.promise AS p (id, form, record, rule, title, owes, owed, quantity, due, made_at)
VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $8, $9, $11)
ON CONFLICT ON CONSTRAINT promise_once DO UPDATE SET
  due = CASE WHEN $10 THEN excluded.due ELSE p.due END, quantity = excluded.quantity, closed_at = NULL,
  state = CASE WHEN p.closed_at IS NOT NULL THEN 'asked' ELSE p.state END,
  moves = p.moves + ($10 AND p.due IS DISTINCT FROM excluded.due)::int,
  history = CASE WHEN $10 AND p.due IS DISTINCT FROM excluded.due
    THEN p.history || jsonb_build_object('at', $11::timestamptz, 'from', p.due, 'to', excluded.due) ELSE p.history END
WHERE ($10 AND p.due IS DISTINCT FROM excluded.due) OR p.quantity IS DISTINCT FROM excluded.quantity
  OR p.closed_at IS NOT NULL
"""
"""`$10` says whether the document's own date has moved: a date agreed between the departments outlives other saves."""

CLOSE = """
UPDATE {s}.promise SET state = $4, closed_at = $5
WHERE form = $1 AND record = $2 AND rule = $3 AND closed_at IS NULL
"""
