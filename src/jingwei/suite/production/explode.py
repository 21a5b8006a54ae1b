"""A confirmed work order gets its components from the BOM and its operations from the routing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jingwei.base.decimals import EXACT, divide, multiply, round_to
from jingwei.base.errors import Invalid
from jingwei.base.units import BUILT_IN
from jingwei.base.words import Words, same
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.engineering.ratios import by_share
from jingwei.suite.engineering.structure import bom_of, missing, routing_of, within
from jingwei.suite.production.shares import Part, needs

DEEPEST = 40
ONE = Decimal(1)


async def explode(room: Room, row: Row) -> None:
    """Components with what one piece needs and what the order needs, rounded up to the unit's step; then operations."""
    item = await the_item(room, row.cells["item"])
    day = next(
        (d for d in (row.cells.get("starts_on"), row.cells.get("due")) if isinstance(d, date)), date.max
    )
    bom = await chosen(room, row, "bom", "engineering.bom") or await bom_of(room, item.id, day)
    if bom is None:
        raise missing(Words("物料清单", "bill of materials"), same(str(item.cells["name"])))
    for line in row.lines["components"]:
        line.removed = True
    quantity = number(row.cells["quantity.base"])
    parts = [part async for part in components(room, bom, day, ONE, ())]
    for part, need in await needs(room, bom, parts, quantity):
        component, line = part.component, part.line
        await room.line(
            row, "components",
            {
                "item": component.id, "per": round_to(multiply(part.per, decimal(part.share)), 8, "up"), "fixed": part.fixed,
                "issue": line.cells.get("issue"), "quantity": need, "op_no": line.cells.get("op_no"),
                "unit_cost": component.cells.get("standard_cost") or Decimal(0),
            },
        )  # fmt: skip
    room.put(row, {"bom": bom.id})
    await operations(room, row, item)


async def components(
    room: Room, bom: Row, day: date, factor: Decimal, above: tuple[int, ...]
) -> AsyncIterator[Part]:
    """Quantities per piece in the component's unit; phantoms are blown through; main parts, and those used by share."""
    if len(above) > DEEPEST:
        words = Words("BOM 层数过多", "The BOM is too deep")
        raise Invalid.at((), "too_deep", words)
    base = number(bom.cells["base_quantity.base"])
    for line in bom.lines["lines"]:
        share = share_of(line)
        if not within(line, day) or share == 0:
            continue
        component = await the_item(room, line.cells["component"])
        exact = BUILT_IN.convert(
            number(line.cells["quantity"]), str(line.cells["quantity.unit"]), str(component.cells["unit"])
        )
        amount = decimal(exact)
        scrap = number(line.cells.get("scrap") or Decimal(0))
        each = divide(multiply(divide(amount, base), factor), ONE - scrap)
        inner = await bom_of(room, component.id, day) if component.cells.get("phantom") is True else None
        if inner is None:
            place = (*above, line.cells["substitute_group"]) if by_share(line) else ()
            yield Part(component, line, each, share, place)
            continue
        passed = multiply(each, decimal(share))
        async for found in components(room, inner, day, passed, (*above, line.id)):
            yield found


def share_of(line: Row) -> Fraction:
    """The part of its place that a line stands for; substitutes by priority only step in when the main one is short."""
    if not line.cells.get("substitute_group"):
        return Fraction(1)
    if by_share(line):
        return Fraction(number(line.cells["ratio"]))
    return Fraction(line.cells.get("priority") == 1)


def decimal(value: Fraction) -> Decimal:
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


COPIED = (
    "op_no", "name", "work_centre", "setup_minutes", "minutes_per_unit", "piece_rate", "family", "skill", "attended",
    "tool_kind", "transfer", "wait_minutes", "within_minutes", "unbroken", "outside", "outside_days", "supplier",
    "inspect", "instruction",
)  # fmt: skip
"""What an operation of a work order takes from its routing."""


async def operations(room: Room, row: Row, item: Row) -> None:
    """Those of the routing named on the order, or of the main one, waiting for the release."""
    routing = await chosen(room, row, "routing", "engineering.routing") or await routing_of(room, item.id)
    if routing is None:
        raise missing(Words("工艺路线", "routing"), same(str(item.cells["name"])))
    await routed(room, row, routing, "waiting")


async def routed(
    room: Room,
    row: Row,
    routing: Row,
    state: str,
    taken: Collection[object] = (),
    lots: Sequence[Decimal] = (),
) -> None:
    """One record per operation of the routing and lot, chained; codes that are `taken` are not given again."""
    room.put(row, {"routing": routing.id})
    steps = sorted(
        (s for s in routing.lines["operations"] if not s.removed), key=lambda s: number(s.cells["op_no"])
    )
    if len(lots) < 2:
        await chained(room, row, steps, state, taken, None, number(row.cells["quantity"]))
        return
    for lot, quantity in enumerate(lots, 1):
        await chained(room, row, steps, state, taken, lot, quantity)


async def chained(
    room: Room, row: Row, steps: Sequence[Row], state: str, taken: Collection[object], lot: int | None, quantity: Decimal
) -> None:  # fmt: skip
    """The operations of an order or of one of its lots."""
    before: Row | None = None
    for step in steps:
        made = await room.create(
            "production.operation", {"order": row.id, "item": row.cells["item"], "state": state}
        )
        room.put(made, {slug: step.cells.get(slug) for slug in COPIED})
        code = (
            f"{row.cells['number']}-{int(number(step.cells['op_no'])):03d}{'' if lot is None else f'.{lot}'}"
        )
        room.put(made, {"code": free(code, taken), "quantity": quantity, "last": step is steps[-1]})
        if lot is not None:
            room.put(made, {"lot": lot})
        if before is not None:
            room.put(made, {"previous": before.id})
            room.put(before, {"next": made.id})
        room.trace(row, made, "operation")
        before = made


def free(code: str, taken: Collection[object]) -> str:
    """The code, or with a number behind it where an operation that was taken back had it."""
    again = (f"{code}-{count}" for count in range(2, len(taken) + 3))
    return code if code not in taken else next(one for one in again if one not in taken)


async def the_item(room: Room, identity: object) -> Row:
    return (await room.open("engineering.item", [int(str(identity))]))[0]


async def chosen(room: Room, row: Row, field: str, form: str) -> Row | None:
    """The version a person has named on the order."""
    identity = row.cells.get(field)
    found = await room.open(form, [identity]) if isinstance(identity, int) else []
    return found[0] if found else None


def number(value: object) -> Decimal:
    """A decimal cell that must be there."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    raise TypeError(f"a number was expected, not {value!r}")
