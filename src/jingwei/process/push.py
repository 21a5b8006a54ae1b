"""Push-down (下推): one document makes another, line by line, and every line remembers where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from jingwei.base.decimals import QUANTITY, add
from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.process.derive import put
from jingwei.process.incoming import Incoming
from jingwei.process.values import Formulas
from jingwei.process.writeset import Row, Traced, WriteSet
from jingwei.spec.form import LinePush, Push, Setting
from jingwei.store.records import load


class PushDown:
    """Carries out pushes inside a write set."""

    def __init__(self, writes: WriteSet, formulas: Formulas, incoming: Incoming) -> None:
        self.writes, self.formulas, self.incoming = writes, formulas, incoming

    async def run(self, source: Row, push: Push) -> list[Row]:
        """The documents made; refuses when nothing is left to push."""
        if not await self.formulas.holds(push.when, source):
            raise Invalid.at(
                (), "not_now", Words("现在不能{p}", "{p} is not possible now").fill(p=push.title)
            )
        kind = f"{source.form.slug}.{push.slug}"
        await self._pushed(source, kind)
        starts = [row for row in source.lines.get(push.per, ()) if not row.removed] if push.per else [source]
        made = [
            row for start in starts if (row := await self._document(source, start, push, kind)) is not None
        ]
        if not made:
            words = Words("没有可{p}的内容", "Nothing is left to push: {p}").fill(p=push.title)
            raise Invalid.at((), "nothing_left", words)
        return made

    async def _pushed(self, source: Row, kind: str) -> None:
        """Lets `pushed` mean, on each line, what this push has already carried off."""
        lines = [line for rows in source.lines.values() for line in rows if line.before is not None]
        found = await load.pushed(
            self.writes.transaction, source.form, self.writes.schema, kind, [line.id for line in lines]
        )
        for rows in source.lines.values():
            for line in rows:
                stored = found.get(line.id)
                own = self.writes.pushed[(kind, line.id)]
                line.cells["pushed"] = add(stored if isinstance(stored, Decimal) else Decimal(0), own)

    async def _document(self, source: Row, start: Row, push: Push, kind: str) -> Row | None:
        form = self.writes.catalogue.forms[push.to]
        head = await self.incoming.create(form, {})
        head.commanded = False
        await self._set(start, head, push.settings)
        wants_lines = any(rule.each is not None for rule in push.lines) and push.per is None
        count = 0
        for rule in push.lines:
            count += await self._lines(source, start if push.per else None, head, rule, kind)
        if wants_lines and count == 0:
            self._forget(head)
            return None
        if not push.lines or start is not source:
            line = start.id if start is not source else None
            self._trace(source, line, head, None, kind, None)
        return head

    def _forget(self, head: Row) -> None:
        for row in list(head.every()):
            self.writes.rows.pop((row.form.id, row.id), None)

    async def _lines(self, source: Row, only: Row | None, head: Row, rule: LinePush, kind: str) -> int:
        """Rows of one rule; `only` narrows it to the row a document is made for."""
        item = head.form[rule.into]
        if item.table is None:
            raise TypeError(f"{head.form.slug}.{rule.into} is no sub-table")
        starts: Iterable[Row] = [only or source] if rule.each is None else source.lines[rule.each]
        if only is not None and rule.each is not None:
            starts = [only]
        made = 0
        for start in [row for row in starts if not row.removed]:
            if not await self.formulas.holds(rule.where, start):
                continue
            line = await self.incoming.line(head, item, item.table)
            await self._set(start, line, rule.settings)
            quantity = await self.formulas.value(rule.trace, start) if rule.trace is not None else None
            origin = start.id if start is not source else None
            self._trace(
                source, origin, head, line.id, kind, quantity if isinstance(quantity, Decimal) else None
            )
            made += 1
        return made

    async def _set(self, start: Row, target: Row, settings: tuple[Setting, ...]) -> None:
        values = await self.formulas.values([(one.value, start) for one in settings])
        for setting, value in zip(settings, values, strict=True):
            put(target, target.form[setting.field], value)

    def _trace(
        self,
        source: Row,
        from_line: int | None,
        head: Row,
        to_line: int | None,
        kind: str,
        quantity: Decimal | None,
    ) -> None:
        if quantity is not None:
            quantity = QUANTITY.fit(quantity)
            if from_line is not None:
                self.writes.pushed[(kind, from_line)] = add(self.writes.pushed[(kind, from_line)], quantity)
        self.writes.traces.append(
            Traced(source.form.id, source.id, from_line, head.form.id, head.id, to_line, kind, quantity)
        )
