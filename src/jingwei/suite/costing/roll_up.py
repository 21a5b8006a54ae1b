"""Roll-up (成本卷算): components with scrap, piece wages, and the overhead of standard hours, set-up spread over the lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jingwei.base.decimals import round_to, subtract
from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import costing
from jingwei.engines.costing import Component, Elements, Operation
from jingwei.engines.refusal import CycleError, EngineError
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.used import portion, used

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Books:
    """What is rolled up: structures and routings valid today, and the costs that stand."""

    components: tuple[Component, ...]
    operations: tuple[Operation, ...]
    lots: Mapping[int, Decimal]
    routing_lots: Mapping[int, Decimal]
    stands: Mapping[int, Elements]

    def rolled(self, entered: Mapping[int, Elements]) -> dict[int, Elements]:
        """This level's cost of every made item. What is bought costs what was entered, else what it did; what
        is made without a routing keeps the labour and overhead it had."""
        try:
            structure = costing.Structure(self.components)
            made = structure.below
            bought = {item: cost for item, cost in {**self.stands, **entered}.items() if item not in made}
            kept = {item: self.stands.get(item, Elements()) for item in made}
            conversion = {
                **{item: Elements(labour=one.labour, overhead=one.overhead) for item, one in kept.items()},
                **costing.converted(self.operations, lots=self.routing_lots),
            }
            costs = costing.roll_up(structure, given=bought, conversion=conversion, lots=self.lots).costs
        except CycleError as error:
            words = Words(
                "BOM 成环，无法卷算", "The bill of materials contains itself and cannot be rolled up"
            )
            raise Invalid.at((), "cycle", words) from error
        except EngineError as error:
            raise Invalid.at((), "costing", Words(error.zh, error.en)) from error
        return {item: costs[item].level for item in sorted(made)}


async def roll_up(room: Room, row: Row) -> None:
    """Lines of bought items are given costs; every made item that comes out different gets a line of its own."""
    lines = {int(str(line.cells["item"])): line for line in row.lines["lines"] if not line.removed}
    names, today = Names(room.catalogue, room.schema), room.formulas.ambient.today
    books = await read(room.transaction, names, today)
    entered = {
        item: Elements(**{slug: number(line.cells.get(slug)) for slug in ("material", "labour", "overhead")})
        for item, line in lines.items()
    }
    for item, cost in books.rolled(entered).items():
        before = round_to(books.stands.get(item, Elements()).total, costing.DIGITS)
        kept = lines.get(item)
        if kept is None and cost.total == before:
            continue
        made = kept or await room.line(row, "lines", {"item": item, "before": before})
        room.put(made, {"material": cost.material, "labour": cost.labour, "overhead": cost.overhead})


async def read(transaction: Transaction, names: Names, today: date) -> Books:
    """Structures and routings valid today, and the costs that stand."""
    components, lots = await structures(transaction, names, today)
    operations, routing_lots = await routings(transaction, names)
    return Books(components, operations, lots, routing_lots, await standing(transaction, names))


async def structures(
    transaction: Transaction, names: Names, today: date
) -> tuple[tuple[Component, ...], dict[int, Decimal]]:
    """The structures of made items valid today, the newest of each, and the lots they are made in."""
    b, ln, i = (
        names.form("engineering.bom", "b"),
        names.form("engineering.bom.lines", "l"),
        names.form("engineering.item", "i"),
    )
    components, lots = list[Component](), dict[int, Decimal]()
    for item, base, component, quantity, scrap, fixed, lot in await transaction.fetch(
        f"WITH h AS (SELECT DISTINCT ON ({b['item']}) b.id, {b['item']} AS item, {b['base_quantity.base']} AS base FROM {b} "
        f"WHERE b.deleted_at IS NULL AND {b['state']} = 'released' AND coalesce({b['valid_from']}, $1) <= $1 "
        f"AND coalesce({b['valid_to']}, 'infinity') > $1 ORDER BY {b['item']}, {b['valid_from']} DESC NULLS LAST, b.id DESC) "
        f"SELECT h.item, h.base, {ln['component']}, {ln['quantity.base']} * {portion(ln)}, {ln['scrap']}, {ln['fixed']}, "
        f"greatest({i['lot_size']}, {i['lot_min']}, 1) FROM h JOIN {ln} ON l.parent = h.id JOIN {i} ON i.id = h.item "
        f"WHERE i.deleted_at IS NULL AND {i['source']} = 'make' "
        f"AND {used(ln)} "
        f"AND coalesce({ln['valid_from']}, $1) <= $1 AND coalesce({ln['valid_to']}, 'infinity') > $1 ORDER BY h.item, l.pos",
        today,
    ):
        per_unit = Fraction(quantity) / Fraction(base)
        components.append(Component(item, component, per_unit, Fraction(scrap or 0), bool(fixed)))
        lots[item] = lot
    return tuple(components), lots


async def routings(
    transaction: Transaction, names: Names
) -> tuple[tuple[Operation, ...], dict[int, Decimal]]:
    """The operations of the main released routing of each item, and the lots they are set up for."""
    r, p = names.form("engineering.routing", "r"), names.form("engineering.routing.operations", "p")
    i, w = names.form("engineering.item", "i"), names.form("production.work_centre", "w")
    operations, routing_lots = list[Operation](), dict[int, Decimal]()
    for item, lot, setup, minutes, rate, piece in await transaction.fetch(
        f"WITH h AS (SELECT DISTINCT ON ({r['item']}) r.id, {r['item']} AS item, "
        f"nullif(coalesce({r['lot']}, greatest({i['lot_size']}, {i['lot_min']})), 0) AS lot "
        f"FROM {r} JOIN {i} ON i.id = {r['item']} WHERE r.deleted_at IS NULL "
        f"AND {r['state']} = 'released' ORDER BY {r['item']}, coalesce({r['priority']}, 1), r.id DESC) "
        f"SELECT h.item, h.lot, {p['setup_minutes']}, {p['minutes_per_unit']}, {w['rate']}, {p['piece_rate']} "
        f"FROM h JOIN {p} ON p.parent = h.id LEFT JOIN {w} ON w.id = {p['work_centre']}"
    ):
        # Without a lot nobody knows how many pieces share a set-up.
        shared = number(setup) if lot else ZERO
        operations.append(
            Operation(item, shared, number(minutes), overhead=number(rate), piece=number(piece))
        )
        if lot:
            routing_lots[item] = lot
    return tuple(operations), routing_lots


async def standing(transaction: Transaction, names: Names) -> dict[int, Elements]:
    """What every item costs today."""
    i = names.form("engineering.item", "i")
    return {
        item: Elements(
            material=subtract(subtract(number(cost), number(labour)), number(overhead)),
            labour=number(labour),
            overhead=number(overhead),
        )
        for item, cost, labour, overhead in await transaction.fetch(
            f"SELECT i.id, {i['standard_cost']}, {i['cost_labour']}, {i['cost_overhead']} FROM {i} "
            "WHERE i.deleted_at IS NULL"
        )
    }


def number(value: object) -> Decimal:
    """An amount that may be absent."""
    return value if isinstance(value, Decimal) else ZERO
