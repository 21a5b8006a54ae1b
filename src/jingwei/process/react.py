"""Reactions in memory: settings, push-downs, flow starts and named calls, each automation once when its condition turns true."""

from __future__ import annotations

from collections.abc import Mapping

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.process.derive import put
from jingwei.process.room import Call, Room
from jingwei.process.writeset import Row
from jingwei.spec.form import Action, Auto, Setting


class React:
    """Applies actions and automations to rows of the write set."""

    def __init__(self, room: Room, calls: Mapping[str, Call]) -> None:
        self.room, self.calls = room, calls
        self.later: list[tuple[str, Row]] = []

    async def press(self, row: Row, action: Action) -> None:
        """A button: its condition must hold; then set, push, start, call."""
        if not await self.room.formulas.holds(action.when, row):
            words = Words("现在不能“{a}”", '"{a}" is not possible now').fill(a=action.title)
            raise Invalid.at((), "not_now", words)
        await self.apply(row, action)

    async def apply(self, row: Row, what: Action | Auto) -> None:
        await self.assign(row, what.settings)
        if what.push is not None:
            push = row.form.push(what.push)
            if push is None:
                raise KeyError(what.push)
            await self.room.push.run(row, push)
        if what.start is not None:
            await self.room.start(what.start, row)
        if what.call is not None:
            await self.call(what.call, row)

    async def call(self, name: str, row: Row) -> None:
        """A named command of the suite, now or after the flush."""
        known = self.calls.get(name)
        if known is None:
            words = Words("命令“{c}”不存在", 'There is no command "{c}"').fill(c=name)
            raise Invalid.at((), "unknown_call", words)
        if known.late:
            self.later.append((name, row))
        else:
            await known.run(self.room, row)

    async def assign(self, row: Row, settings: tuple[Setting, ...]) -> None:
        """`set:` of an action, automation or flow step; each sees what stood before all of them."""
        values = await self.room.formulas.values([(one.value, row) for one in settings])
        for setting, value in zip(settings, values, strict=True):
            put(row, row.form[setting.field], value)

    async def autos(self, row: Row) -> bool:
        """Fires what has turned true on this record; whether anything fired."""
        fired = False
        for auto in row.form.autos:
            if auto.slug in row.fired or not await self._due(auto, row):
                continue
            row.fired.add(auto.slug)
            await self.apply(row, auto)
            fired = True
        return fired

    async def _due(self, auto: Auto, row: Row) -> bool:
        if auto.when is None:
            return row.cells.get("deleted_at") is None
        if not await self.room.formulas.holds(auto.when, row):
            return False
        past = row.past()
        return past is None or not await self.room.formulas.holds(auto.when, past)
