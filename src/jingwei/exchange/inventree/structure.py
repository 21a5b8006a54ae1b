"""Bills of materials: own lines, lines inherited from templates, substitutes, overage; every content is a version of its own."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from jingwei.base.decimals import EXACT, divide, plain
from jingwei.base.errors import Faults
from jingwei.base.words import Words
from jingwei.exchange.inventree import models as m
from jingwei.exchange.inventree.entry import origin
from jingwei.exchange.inventree.export import above
from jingwei.exchange.inventree.ground import Ground, key, line_text
from jingwei.exchange.wanted import Line

OVERAGE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,8})?)\s*(%?)")


@dataclass(frozen=True, slots=True)
class Component:
    """One line of a part's structure as it is taken over."""

    bom_item: int
    part: int
    line: m.BomLine
    template: int | None = None
    """The template it is inherited from."""
    priority: int = 1
    group: str = ""


class Structure:
    """The structure of every part that has one."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.source = ground.export.of("part.bomitem", m.BomLine)
        self.overages = {pk: overage(pk, line, ground.faults) for pk, line in self.source.items()}
        self.substitutes = self._substitutes()
        self.variants = self._variants()
        self.lines = self._lines()
        self._refuse_cycles()

    def _substitutes(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for one in self.ground.export.of("part.bomitemsubstitute", m.Substitute).values():
            found.setdefault(one.bom_item, []).append(one.part)
        return found

    def _variants(self) -> dict[int, list[int]]:
        """Every part below a template."""
        found: dict[int, list[int]] = {}
        for pk in self.ground.parts:
            for template in above(self.ground.parents, pk)[1:]:
                found.setdefault(template, []).append(pk)
        return found

    def _lines(self) -> dict[int, list[Component]]:
        below: dict[int, list[tuple[int, m.BomLine]]] = {}
        for pk, line in sorted(self.source.items()):
            if line.quantity == 0:
                self.ground.notice(
                    origin("part.bomitem", pk, "quantity"), "zero",
                    "用量为 0 的行未导入", "A line of quantity 0 is left out",
                )  # fmt: skip
                continue
            if line.optional:
                self.ground.notice(
                    origin("part.bomitem", pk, "optional"), "optional",
                    "可选行按必需导入", "An optional line is imported as a required one",
                )  # fmt: skip
            below.setdefault(line.part, []).append((pk, line))
        found: dict[int, list[Component]] = {}
        for part in self.ground.parts:
            own, *templates = above(self.ground.parents, part)
            rows = [one for pk, line in below.get(own, ()) for one in self._with_substitutes(pk, line, None)]
            for template in templates:
                for pk, line in below.get(template, ()):
                    if line.inherited:
                        rows.extend(self._with_substitutes(pk, line, template))
            if rows:
                found[part] = rows
        return found

    def _with_substitutes(self, pk: int, line: m.BomLine, template: int | None) -> Iterator[Component]:
        """The line and what may stand in for it: named substitutes, then variants where they are allowed."""
        variants = self.variants.get(line.sub_part, []) if line.variants else []
        others = dict.fromkeys(
            one for one in (*self.substitutes.get(pk, ()), *variants) if one != line.sub_part
        )
        group = f"S{pk}" if others else ""
        yield Component(pk, line.sub_part, line, template, 1, group)
        for priority, other in enumerate(others, 2):
            yield Component(pk, other, line, template, priority, group)

    def _refuse_cycles(self) -> None:
        for trail in circles({part: [one.part for one in rows] for part, rows in self.lines.items()}):
            at = next(one.bom_item for one in self.lines[trail[0]] if one.part == trail[1])
            words = Words("BOM 成环：{p}", "The bill of materials contains itself: {p}")
            path = " → ".join(self.ground.codes[pk] for pk in trail)
            self.ground.faults.add(origin("part.bomitem", at, "sub_part"), "cycle", words.fill(p=path))

    # as rows

    def rows(self, part: int) -> list[Line]:
        return [row for one in self.lines[part] for row in self._rows(one)]

    def _rows(self, one: Component) -> Iterator[Line]:
        line, at = one.line, origin("part.bomitem", one.bom_item)
        share, fixed = self.overages[one.bom_item]
        values = {
            "component": self.ground.item(one.part),
            "quantity": self.ground.amount(one.part, line.quantity),
            "scrap": plain(share),
            "issue": "none" if line.consumable else "pick",
            "substitute_group": one.group or None,
            "priority": str(one.priority),
            "position": line_text(line.reference, 200),
            "inherited_from": self.ground.item(one.template) if one.template else None,
        }
        yield Line(values, at)
        if fixed:
            yield Line(
                {**values, "quantity": self.ground.amount(one.part, fixed), "scrap": "0", "fixed": True}, at
            )

    def note(self, part: int) -> str:
        """Remarks of the lines, which have no field of their own."""
        own = (one for one in self.lines[part] if one.priority == 1 and one.line.note)
        return "\n".join(
            f"{one.line.reference or self.ground.codes[one.part]}: {one.line.note}" for one in own
        )[:90_000]

    def content_key(self, part: int) -> str:
        """The same content has the same key, so that a changed structure becomes a new version."""
        content = [
            [one.part, plain(one.line.quantity), one.line.overage, plain(one.line.setup), one.line.consumable, one.line.reference,
             one.priority, one.group, one.template, one.line.note]
            for one in self.lines[part]
        ]  # fmt: skip
        digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:12]
        return key("part.part", part, "bom", digest)


def overage(pk: int, line: m.BomLine, faults: Faults) -> tuple[Decimal, Decimal]:
    """(scrap share, extra quantity once per order) of an overage such as `2%` or `5`.

    InvenTree multiplies by 1 + p, the suite divides by 1 − s, hence s = p ÷ (1 + p), never rounded up.
    """
    if not line.overage:
        return Decimal(0), line.setup
    match = OVERAGE.fullmatch(line.overage)
    at = origin("part.bomitem", pk, "overage")
    if match is None:
        words = Words("余量“{o}”应为百分数或数量", 'The overage "{o}" should be a percentage or a quantity')
        faults.add(at, "bad_overage", words.fill(o=line.overage))
        return Decimal(0), line.setup
    amount = Decimal(match[1])
    if not match[2]:
        return Decimal(0), EXACT.add(amount, line.setup)
    share = divide(amount, Decimal(100))
    kept = divide(share, 1 + share).quantize(Decimal("1e-8"), ROUND_DOWN)
    if kept > Decimal("0.99"):
        faults.add(at, "bad_overage", Words("余量过大", "The overage is too large"))
        return Decimal(0), line.setup
    return kept, line.setup


def circles(below: Mapping[int, Sequence[int]]) -> Iterator[list[int]]:
    """Closed paths, the first part of each repeated last, so many that breaking one line of each leaves none.

    Walked here and not by the planning engine, whose compiled code the command line need not load.
    """
    done: set[int] = set()
    for top in below:
        path: dict[int, None] = {}
        walk = [(top, iter((top,)))]
        while walk:
            part = next(walk[-1][1], None)
            if part is None:
                left, _ = walk.pop()
                done.add(left)
                path.pop(left, None)
            elif part in path:
                trail = list(path)
                yield [*trail[trail.index(part) :], part]
            elif part not in done:
                path[part] = None
                walk.append((part, iter(below.get(part, ()))))
