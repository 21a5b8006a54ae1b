"""What material requirements planning looks at: items, structures, stock, what is wanted and what is on its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from jingwei.base.decimals import multiply
from jingwei.base.units import BUILT_IN
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.sources import Names

NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Item:
    """One item with its planning fields; amounts in its base unit, `step` is what one step of it is worth there."""

    id: int
    code: str
    name: str
    unit: str
    source: str
    phantom: bool
    lead: int | None
    rule: str
    lot_size: Fraction
    lot_min: Fraction
    lot_multiple: Fraction
    lot_days: int
    safety: Fraction
    scrap: Fraction
    supplier: int | None
    stock: Fraction

    @property
    def step(self) -> Fraction:
        unit = BUILT_IN.unit(self.unit)
        return Fraction(unit.step) * unit.factor

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"

    def up(self, amount: Fraction) -> int:
        """Steps that cover an amount in base units."""
        return -(-amount // self.step)

    def down(self, amount: Fraction) -> int:
        """Whole steps within an amount in base units."""
        return amount // self.step

    def shown(self, steps: int) -> Decimal:
        """Steps in the item's own unit."""
        return multiply(BUILT_IN.unit(self.unit).step, Decimal(steps))


@dataclass(frozen=True, slots=True)
class Line:
    """A component of a released structure: `amount` per base unit of the parent, or once per order when fixed."""

    parent: int
    component: int
    amount: Fraction
    fixed: bool
    begins: date | None
    ends: date | None

    def holds(self, day: date) -> bool:
        return (self.begins is None or self.begins <= day) and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Want:
    """A demand from outside the plan; kind sales, work or planned as in the pegging of planned orders."""

    kind: str
    item: int
    day: date
    amount: Fraction
    form: str
    record: int
    title: str
    line: int | None = None
    sales_order: int | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """Something ordered already."""

    item: int
    day: date
    amount: Fraction
    form: str
    record: int
    title: str
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the factory."""

    today: date
    items: tuple[Item, ...]
    lines: tuple[Line, ...]
    wants: tuple[Want, ...]
    supplies: tuple[Supply, ...]
    routed: frozenset[int] = frozenset()
    """Items with a released routing; others are planned all the same, but cannot be scheduled or released."""
    place: Mapping[int, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", {item.id: at for at, item in enumerate(self.items)})

    def item(self, identity: int) -> Item:
        return self.items[self.place[identity]]


def exact(value: Decimal | int | None) -> Fraction:
    return NONE if value is None else Fraction(value)


async def items(transaction: Transaction, names: Names, inspection: bool) -> tuple[Item, ...]:
    """Every living item with what of it is free, stock under inspection included when the run says so."""
    i, b = names.form("engineering.item", "i"), names.ledger("inventory.stock", "b")
    counted = f"{b['status']} = 'available'" + (f" OR {b['status']} = 'inspection'" if inspection else "")
    rows = await transaction.fetch(
        f"SELECT i.id, {i['code']}, {i['name']}, {i['unit']}, {i['source']}, {i['phantom']}, {i['lead_time_days']}, "
        f"{i['lot_rule']}, {i['lot_size']}, {i['lot_min']}, {i['lot_multiple']}, {i['lot_days']}, {i['safety_stock']}, "
        f"{i['scrap']}, {i['supplier']}, s.free FROM {i} LEFT JOIN (SELECT {b['item']} AS item, "
        f"sum({b['on_hand']} - {b['reserved']}) AS free FROM {b} WHERE {counted} GROUP BY 1) s ON s.item = i.id "
        "WHERE i.deleted_at IS NULL ORDER BY i.id"
    )
    return tuple(item_of(tuple(row)) for row in rows)


def item_of(row: tuple) -> Item:  # type: ignore[type-arg]
    """Quantities people keep in the item's unit are brought into its base unit."""
    (
        identity,
        code,
        name,
        unit,
        source,
        phantom,
        lead,
        rule,
        size,
        least,
        multiple,
        days,
        safety,
        scrap,
        supplier,
        free,
    ) = row
    factor = BUILT_IN.unit(unit).factor
    return Item(
        identity, code, name, unit, source, phantom is True, None if lead is None else int(lead), rule or "lot_for_lot",
        exact(size) * factor, exact(least) * factor, exact(multiple) * factor, int(days or 0), exact(safety) * factor,
        exact(scrap), supplier, exact(free),
    )  # fmt: skip


async def routed(transaction: Transaction, names: Names) -> frozenset[int]:
    """The items that have a released routing."""
    r = names.form("engineering.routing", "r")
    rows = await transaction.fetch(
        f"SELECT DISTINCT {r['item']} FROM {r} WHERE r.deleted_at IS NULL AND {r['state']} = 'released'"
    )
    return frozenset(row[0] for row in rows)


async def structures(transaction: Transaction, names: Names) -> tuple[Line, ...]:
    """The lines of released structures of what is made here, main parts only, each with the days on which it holds."""
    b, i = names.form("engineering.bom", "b"), names.form("engineering.item", "i")
    ln, c = names.form("engineering.bom.lines", "l"), names.form("engineering.item", "c")
    heads = await transaction.fetch(
        f"SELECT b.id, {b['item']}, {b['base_quantity.base']}, {b['valid_from']}, {b['valid_to']} FROM {b} "
        f"JOIN {i} ON i.id = {b['item']} WHERE b.deleted_at IS NULL AND i.deleted_at IS NULL "
        f"AND {b['state']} = 'released' AND ({i['source']} = 'make' OR {i['phantom']}) ORDER BY b.id"
    )
    by_item: dict[int, list[tuple[int, date | None, date | None]]] = defaultdict(list)
    for row in heads:
        by_item[row[1]].append((row[0], row[3], row[4]))
    spans = {bom: span for found in by_item.values() for bom, span in chosen(found).items()}
    base = {row[0]: (row[1], exact(row[2])) for row in heads}
    rows = await transaction.fetch(
        f"SELECT l.parent, {ln['component']}, {ln['quantity']}, {ln['quantity.unit']}, {ln['scrap']}, {ln['fixed']}, "
        f"{ln['valid_from']}, {ln['valid_to']} FROM {ln} JOIN {c} ON c.id = {ln['component']} AND c.deleted_at IS NULL "
        f"WHERE l.parent = ANY($1::bigint[]) AND (coalesce({ln['substitute_group']}, '') = '' OR {ln['priority']} = 1) "
        "ORDER BY l.parent, l.pos, l.id",
        sorted(spans),
    )
    found: list[Line] = []
    for bom, component, quantity, unit, scrap, fixed, begins, ends in rows:
        item, per = base[bom]
        amount = exact(quantity) * BUILT_IN.unit(unit).factor / per / (1 - exact(scrap))
        for first, last in spans[bom]:
            begin, end = later(first, begins), earlier(last, ends)
            if begin is None or end is None or begin < end:
                found.append(Line(item, component, amount, fixed is True, begin, end))
    return tuple(found)


Span = tuple[date | None, date | None]


def chosen(boms: Iterable[tuple[int, date | None, date | None]]) -> dict[int, list[Span]]:
    """Of several versions of one item, when each is the one that holds: the one that begins last, as work orders take it."""
    versions = list(boms)
    cuts: list[date | None] = [
        None,
        *sorted({day for _, a, b in versions for day in (a, b) if day is not None}),
        None,
    ]
    found: dict[int, list[Span]] = defaultdict(list)
    for begin, end in pairwise(cuts):
        valid = [
            (first or date.min, bom)
            for bom, first, last in versions
            if (first is None or (begin is not None and first <= begin))
            and (last is None or begin is None or begin < last)
        ]
        if valid:
            found[max(valid)[1]].append((begin, end))
    return found


def later(a: date | None, b: date | None) -> date | None:
    return max((one for one in (a, b) if one is not None), default=None)


def earlier(a: date | None, b: date | None) -> date | None:
    return min((one for one in (a, b) if one is not None), default=None)
