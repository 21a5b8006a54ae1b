"""Document numbers by pattern: `SO{yy}{mm}-{n:4}` counts anew in each period the pattern names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from jingwei.process.derive import read_by_rules, search_text
from jingwei.process.writeset import Row
from jingwei.spec.form import Field
from jingwei.spec.formula import Ambient
from jingwei.store.numbers import Numbers
from jingwei.store.records.flush import Numbered

COUNT = re.compile(r"\{n:(\d{1,2})\}")


class Numbering:
    """Gives numbers to new records."""

    def __init__(self, numbers: Numbers, schema: str, ambient: Ambient) -> None:
        self._numbers, self._schema, self._today = numbers, schema, ambient.today

    async def take(self, rows: Sequence[Row]) -> bool:
        """Numbers that may leave gaps, as soon as a record is known to be valid; whether some rule reads one."""
        due: dict[int, list[tuple[Row, Field]]] = defaultdict(list)
        for row in rows:
            for item in row.form.fields:
                if item.type == "serial" and not gapless(item) and row.cells.get(item.slug) is None:
                    due[item.id].append((row, item))
        for places in due.values():
            item = places[0][1]
            prefix, digits = self._prefix(item)
            first = await self._numbers.take(self._schema, f"f{item.id}:{prefix}", len(places))
            for number, (row, _) in enumerate(places, first):
                row.cells[item.slug] = f"{prefix}{number:0{digits}d}"
        return any(
            item.slug in read_by_rules(row.form) for places in due.values() for row, item in places[:1]
        )

    def gapless(self, rows: Sequence[Row]) -> list[Numbered]:
        """What the flush numbers last of all."""
        found = []
        for row in rows:
            for item in row.form.fields:
                if row.new and item.type == "serial" and gapless(item) and row.cells.get(item.slug) is None:
                    prefix, digits = self._prefix(item)
                    found.append(Numbered(row.form, item, row.id, f"f{item.id}:{prefix}", prefix, digits))
        return found

    def remember(self, rows: Sequence[Row], given: Mapping[int, str]) -> None:
        """Lets the journal know the numbers given at the flush."""
        for row in rows:
            if row.id in given:
                item = next(f for f in row.form.fields if f.type == "serial" and gapless(f))
                row.cells[item.slug] = given[row.id]
                row.cells["search"] = search_text(row)

    def _prefix(self, item: Field) -> tuple[str, int]:
        pattern = item.option("pattern") or "{n:6}"
        match = COUNT.search(pattern)
        digits = int(match[1]) if match else 6
        return dated(COUNT.sub("", pattern), self._today), digits


def gapless(item: Field) -> bool:
    return item.options.get("gapless") is True


def dated(pattern: str, day: date) -> str:
    """The pattern with year, month and day filled in."""
    places = {"{yyyy}": f"{day:%Y}", "{yy}": f"{day:%y}", "{mm}": f"{day:%m}", "{dd}": f"{day:%d}"}
    for place, text in places.items():
        pattern = pattern.replace(place, text)
    return pattern
