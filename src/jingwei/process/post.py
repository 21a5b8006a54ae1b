"""Postings: what documents owe the ledgers, as the difference between what stands there and what should."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from jingwei.base.decimals import QUANTITY, ZERO, add, round_to, settle, subtract
from jingwei.process.values import Formulas
from jingwei.process.writeset import Row, WriteSet
from jingwei.spec.form import Posting
from jingwei.spec.formula import Value
from jingwei.spec.ledger import Dimension, Ledger
from jingwei.store.ids import Fresh
from jingwei.store.ledgers.post import Key, Movement, posted

Sums = dict[str, Decimal]
Standing = dict[tuple[int, str, Key], Sums]
"""(line, rule, key) → amounts."""


class Post:
    """Computes the movements of a write set's records."""

    def __init__(self, writes: WriteSet, formulas: Formulas, ids: Fresh) -> None:
        self.writes, self.formulas, self.ids = writes, formulas, ids

    async def movements(self) -> list[Movement]:
        """Every movement the flush has to append, none where nothing changes."""
        found: list[Movement] = []
        for row in [row for row in self.writes.heads() if row.form.postings and row.moved]:
            found.extend(await self._of(row))
        return found

    async def _of(self, row: Row) -> list[Movement]:
        stood, stands = [], []
        past = row.past()
        for rule in row.form.postings:
            if past is not None and await self.formulas.holds(rule.when, past):
                stood.append(rule)
            if row.cells.get("deleted_at") is None and await self.formulas.holds(rule.when, row):
                stands.append(rule)
        if not stood and not stands:
            return []
        ledgers = {rule.ledger: self.writes.catalogue.ledgers[rule.ledger] for rule in (*stood, *stands)}
        before = await self._standing(row, ledgers, {rule.slug for rule in stood}) if stood else {}
        found: list[Movement] = []
        for slug, ledger in ledgers.items():
            after: Standing = {}
            for rule in stands:
                if rule.ledger == slug:
                    await self._lines(row, rule, ledger, after)
            found.extend(await self._difference(row, ledger, before.get(slug, {}), after))
        return found

    async def _standing(self, row: Row, ledgers: dict[str, Ledger], rules: set[str]) -> dict[str, Standing]:
        """What this record's rules have posted so far, by ledger."""
        found: dict[str, Standing] = defaultdict(dict)
        for slug, ledger in ledgers.items():
            rows = await posted(self.writes.transaction, self.writes.schema, ledger, row.form, [row.id])
            for _, line, rule, key, amounts in rows:
                if rule in rules:
                    found[slug][(line, rule, key)] = amounts
        return found

    async def _lines(self, row: Row, rule: Posting, ledger: Ledger, into: Standing) -> None:
        starts = [row] if rule.each is None else [one for one in row.lines[rule.each] if not one.removed]
        if rule.where is not None:
            held = await self.formulas.values([(rule.where, start) for start in starts])
            starts = [start for start, value in zip(starts, held, strict=True) if value is True]
        named = {one.field: one.value for one in rule.keys}
        trees = [named[d.slug] for d in ledger.dimensions] + [one.value for one in rule.add]
        values = await self.formulas.values([(tree, start) for start in starts for tree in trees])
        split = len(ledger.dimensions)
        for n, start in enumerate(starts):
            mine = values[n * len(trees) : (n + 1) * len(trees)]
            key = tuple(part_of(d, value) for d, value in zip(ledger.dimensions, mine[:split], strict=True))
            sums = into.setdefault((0 if start is row else start.id, rule.slug, key), {})
            for one, value in zip(rule.add, mine[split:], strict=True):
                if isinstance(value, Decimal):
                    exact = round_to(settle(value), ledger.measure(one.field).digits)
                    sums[one.field] = add(sums.get(one.field, ZERO), QUANTITY.fit(exact))

    async def _difference(
        self, row: Row, ledger: Ledger, before: Standing, after: Standing
    ) -> list[Movement]:
        found: list[Movement] = []
        for place in sorted({*before, *after}, key=str):
            was, now = before.get(place, {}), after.get(place, {})
            delta = {m.slug: subtract(now.get(m.slug, ZERO), was.get(m.slug, ZERO)) for m in ledger.measures}
            if any(delta.values()):
                line, rule, key = place
                found.append(Movement(await self.ids.one(), ledger, row.form, row.id, line, rule, key, delta))
        return found


def part_of(dimension: Dimension, value: Value) -> int | str:
    """One part of a balance's key: nothing is 0 or the empty text."""
    if dimension.to is not None:
        return int(value) if isinstance(value, Decimal) else 0
    return "" if value is None else str(value)
