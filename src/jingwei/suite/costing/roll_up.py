"""Roll-up (成本卷算): components with scrap, piece wages, and the overhead of standard hours, set-up spread over the lot."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jingwei.base.decimals import EXACT, add, round_to, subtract
from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.sources import Names

ZERO = Decimal(0)
DIGITS = 4
MINUTES = Decimal(60)


@dataclass(frozen=True, slots=True)
class Cost:
    """Per base unit of an item."""

    material: Decimal = ZERO
    labour: Decimal = ZERO
    overhead: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return round_to(add(add(self.material, self.labour), self.overhead), DIGITS)


@dataclass(slots=True)
class Rolling:
    """Costs as they come to stand, each computed once."""

    parts: dict[int, list[tuple[int, Fraction]]]
    wages: dict[int, Decimal]
    overheads: dict[int, Decimal]
    stands: dict[int, Cost]
    known: dict[int, Cost] = field(default_factory=dict)
    path: list[int] = field(default_factory=list)

    def cost(self, item: int) -> Cost:
        """A given cost wins; what has a structure is computed; the rest costs what it did."""
        found = self.known.get(item)
        if found is None:
            found = self.known[item] = self._computed(item)
        return found

    def _computed(self, item: int) -> Cost:
        stands = self.stands.get(item, Cost())
        if item not in self.parts:
            return stands
        if item in self.path:
            words = Words(
                "BOM 成环，无法卷算", "The bill of materials contains itself and cannot be rolled up"
            )
            raise Invalid.at((), "cycle", words)
        self.path.append(item)
        exact = Fraction(0)
        for component, amount in self.parts[item]:
            exact += amount * Fraction(self.cost(component).total)
        material = EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
        self.path.pop()
        wages = self.wages.get(item)
        labour = stands.labour if wages is None else round_to(wages, DIGITS)
        given = self.overheads.get(item)
        overhead = stands.overhead if given is None else round_to(given, DIGITS)
        return Cost(round_to(material, DIGITS), labour, overhead)


async def roll_up(room: Room, row: Row) -> None:
    """Lines of bought items are given costs; every made item that comes out different gets a line of its own."""
    lines = {int(str(line.cells["item"])): line for line in row.lines["lines"] if not line.removed}
    rolling = await read(room.transaction, Names(room.catalogue, room.schema), room.formulas.ambient.today)
    for item, line in lines.items():
        if item not in rolling.parts:
            rolling.known[item] = Cost(
                *(number(line.cells.get(slug)) for slug in ("material", "labour", "overhead"))
            )
    for item in sorted(rolling.parts):
        cost = rolling.cost(item)
        before = rolling.stands.get(item, Cost())
        kept = lines.get(item)
        if kept is None and cost.total == before.total:
            continue
        made = kept or await room.line(row, "lines", {"item": item, "before": before.total})
        room.put(made, {"material": cost.material, "labour": cost.labour, "overhead": cost.overhead})


async def read(transaction: Transaction, names: Names, today: date) -> Rolling:
    """Structures and routings valid today, the newest of each item, and the costs that stand."""
    b, ln, i = (
        names.form("engineering.bom", "b"),
        names.form("engineering.bom.lines", "l"),
        names.form("engineering.item", "i"),
    )
    r, p = names.form("engineering.routing", "r"), names.form("engineering.routing.operations", "p")
    parts: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
    for item, base, component, quantity, scrap, fixed, lot in await transaction.fetch(
        f"WITH h AS (SELECT DISTINCT ON ({b['item']}) b.id, {b['item']} AS item, {b['base_quantity.base']} AS base FROM {b} "
        f"WHERE b.deleted_at IS NULL AND {b['state']} = 'released' AND coalesce({b['valid_from']}, $1) <= $1 "
        f"AND coalesce({b['valid_to']}, 'infinity') > $1 ORDER BY {b['item']}, {b['valid_from']} DESC NULLS LAST, b.id DESC) "
        f"SELECT h.item, h.base, {ln['component']}, {ln['quantity.base']}, {ln['scrap']}, {ln['fixed']}, "
        f"greatest({i['lot_size']}, {i['lot_min']}, 1) FROM h JOIN {ln} ON l.parent = h.id JOIN {i} ON i.id = h.item "
        f"WHERE i.deleted_at IS NULL AND {i['source']} = 'make' "
        f"AND (coalesce({ln['substitute_group']}, '') = '' OR {ln['priority']} = 1) "
        f"AND coalesce({ln['valid_from']}, $1) <= $1 AND coalesce({ln['valid_to']}, 'infinity') > $1 ORDER BY h.item, l.pos",
        today,
    ):
        # What is taken once per order is spread over the lot the item is made in.
        per = Fraction(quantity) / Fraction(base) / Fraction(lot if fixed else 1)
        parts[item].append((component, per / (1 - Fraction(scrap or 0))))
    # Setting up happens once a lot: every piece of the standard lot carries its share.
    w = names.form("production.work_centre", "w")
    made = {
        row[0]: (row[1], EXACT.divide(row[2], MINUTES))
        for row in await transaction.fetch(
            f"WITH h AS (SELECT DISTINCT ON ({r['item']}) r.id, {r['item']} AS item, "
            f"nullif(coalesce({r['lot']}, greatest({i['lot_size']}, {i['lot_min']})), 0) AS lot "
            f"FROM {r} JOIN {i} ON i.id = {r['item']} WHERE r.deleted_at IS NULL "
            f"AND {r['state']} = 'released' ORDER BY {r['item']}, r.id DESC) "
            f"SELECT h.item, sum(coalesce({p['piece_rate']}, 0)), "
            f"sum(coalesce(({p['minutes_per_unit']} + coalesce({p['setup_minutes']} / h.lot, 0)) * {w['rate']}, 0)) "
            f"FROM h JOIN {p} ON p.parent = h.id LEFT JOIN {w} ON w.id = {p['work_centre']} GROUP BY 1"
        )
    }
    stands = {
        row[0]: Cost(
            subtract(subtract(number(row[1]), number(row[2])), number(row[3])), number(row[2]), number(row[3])
        )
        for row in await transaction.fetch(
            f"SELECT i.id, {i['standard_cost']}, {i['cost_labour']}, {i['cost_overhead']} FROM {i} "
            "WHERE i.deleted_at IS NULL"
        )
    }
    wages = {item: wage for item, (wage, _) in made.items()}
    overheads = {item: overhead for item, (_, overhead) in made.items()}
    return Rolling(parts, wages, overheads, stands)


def number(value: object) -> Decimal:
    """An amount that may be absent."""
    return value if isinstance(value, Decimal) else ZERO
