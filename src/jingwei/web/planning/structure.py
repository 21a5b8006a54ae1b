"""The tree of a bill of materials with what lies in stock, and the way up: exact fractions, level by level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jingwei.base.decimals import EXACT, plain, round_to
from jingwei.base.errors import Invalid, NotFound
from jingwei.base.units import BUILT_IN, to_step
from jingwei.base.words import Words
from jingwei.collab.desk import Desk
from jingwei.store.pool import Row
from jingwei.suite.engineering.dividing import divided
from jingwei.suite.planning.used import portion, used
from jingwei.web.planning.beside import rolled, substitutes, valid
from jingwei.web.planning.desk import BOM, ITEM, Json, fetch, in_unit, must_read, names_of, shown

MOST_ROWS = 3_000
SOURCES = {"outside": "subcontract"}
DIGITS = 8
ZERO, ZERO_PART = Decimal(0), Fraction(0)


Days = tuple[date | None, date | None]
"""From the first day on, until before the second."""


@dataclass(frozen=True, slots=True)
class Head:
    """The version of a structure that holds today."""

    id: int
    version: str
    days: Days


@dataclass(frozen=True, slots=True)
class Edge:
    """One line: base units of the component for one base unit of the parent, with and without scrap; its share of a place."""

    parent: int
    component: int
    net: Fraction
    gross: Fraction
    fixed: bool
    line: int
    scrap: Decimal
    share: Decimal
    group: str
    """The place it shares with others, empty where it has its own."""
    ends: Days
    head: Head


@dataclass(frozen=True, slots=True)
class Part:
    """An item as a row shows it."""

    code: str
    name: str
    unit: str
    source: str | None
    on_hand: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """What rows say beside the quantities: who replaces whom, and what things cost where the reader may know."""

    parts: Mapping[int, Part]
    substitutes: Mapping[int, Sequence[Json]]
    costs: Mapping[int, Decimal]


async def explosion(desk: Desk, top: int, quantity: Decimal) -> Json:
    """Every occurrence of every component in reading order; a tree too large is cut, its size is told in full."""
    must_read(desk, ITEM, BOM)
    below = await edges(desk, [top], "parent")
    parts = await items(desk, {top, *(edge.component for rows in below.values() for edge in rows)})
    if top not in parts:
        raise no_item()
    rows: list[Json] = []
    unit = BUILT_IN.unit(parts[top].unit)
    lines = [edge.line for rows in below.values() for edge in rows]
    told = Told(parts, await substitutes(desk, lines), await rolled(desk, parts))
    amount = Fraction(quantity) * unit.factor
    walk(below, told, rows, top, amount, amount, 0, None, ())
    nodes = counted(below, top, {})
    return {"rows": rows, "nodes": nodes if nodes < 1 << 53 else str(nodes), "costs": bool(told.costs)}


def walk(
    below: Mapping[int, Sequence[Edge]], told: Told, rows: list[Json], item: int, amount: Fraction,
    exact: Fraction, level: int, edge: Edge | None, path: tuple[int, ...],
) -> None:  # fmt: skip
    """One occurrence and all below it; what the reader may not see is left out with what hangs on it.

    `amount` grows where a level is rounded up to whole pieces; `exact` does not, so that costs below sum to those above.
    """
    part = told.parts.get(item)
    if part is None or len(rows) >= MOST_ROWS:
        return
    if item in path:
        raise Invalid.at(
            (),
            "cycle",
            Words("BOM 成环：{c}", "The bill of materials contains itself: {c}").fill(c=part.code),
        )
    unit = BUILT_IN.unit(part.unit)
    needed = Fraction(to_step(amount / unit.factor, unit.step, "up")) * unit.factor
    per = Fraction(1) if edge is None else per_unit(edge, told.parts)
    own = next(iter(below.get(item, ())), None)
    rows.append(
        {
            "level": level, "item": {"id": str(item), "title": part.name}, "code": part.code, "per": text(per),
            "quantity": text(needed / unit.factor), "unit": part.unit, "on_hand": plain(part.on_hand),
            "source": SOURCES.get(part.source or "", part.source), "line": None if edge is None else str(edge.line),
            "bom": None if own is None else version(own.head), **line(edge, told.substitutes),
            "cost": cost(told.costs.get(item), exact, unit.factor),
        }
    )  # fmt: skip
    children = below.get(item, ())
    for child, inner in zip(children, amounts(told.parts, children, needed), strict=True):
        share = child.gross if child.fixed else exact * child.gross
        walk(below, told, rows, child.component, inner, share, level + 1, child, (*path, item))


def amounts(parts: Mapping[int, Part], children: Sequence[Edge], needed: Fraction) -> list[Fraction]:
    """What each line takes, in base units; lines that share a place divide it in whole steps of the first of them."""
    found = [child.gross if child.fixed else needed * child.gross for child in children]
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at, child in enumerate(children):
        if child.group and child.component in parts:
            places[child.head.id, child.group].append(at)
    for members in places.values():
        shares = [Fraction(children[at].share) for at in members]
        if sum(shares) == 1:
            takes = [found[at] / share for at, share in zip(members, shares, strict=True)]
            unit = BUILT_IN.unit(parts[children[members[0]].component].unit)
            step = Fraction(unit.step) * unit.factor
            count = -(-takes[0] // step)
            for at, steps, each in zip(
                members, divided(count, shares, [ZERO_PART] * len(shares)), takes, strict=True
            ):
                found[at] = steps * step * each / takes[0]
    return found


def version(head: Head) -> Json:
    return {"id": str(head.id), "version": head.version, "from": head.days[0], "to": head.days[1]}


def line(edge: Edge | None, substitutes: Mapping[int, Sequence[Json]]) -> Json:
    """What the line says that makes this row; the top has none."""
    if edge is None:
        return {"scrap": None, "share": None, "fixed": False, "from": None, "to": None, "substitutes": ()}
    return {
        "scrap": plain(edge.scrap), "share": None if edge.share == 1 else plain(edge.share), "fixed": edge.fixed, "from": edge.ends[0], "to": edge.ends[1],
        "substitutes": substitutes.get(edge.line, ()),
    }  # fmt: skip


def cost(each: Decimal | None, exact: Fraction, factor: Fraction) -> Json | None:
    """Rolled up, for one of the item's unit and for all that is needed; cost is kept per base unit."""
    if each is None:
        return None
    return {
        "each": f"{decimal(Fraction(each) * factor):.4f}",
        "amount": f"{decimal(Fraction(each) * exact):.2f}",
    }


def per_unit(edge: Edge, parts: Mapping[int, Part]) -> Fraction:
    """The quantity of a line in the component's own unit for one unit of the parent."""
    above = Fraction(1) if edge.fixed else BUILT_IN.unit(parts[edge.parent].unit).factor
    return edge.net * above / BUILT_IN.unit(parts[edge.component].unit).factor


def counted(below: Mapping[int, Sequence[Edge]], item: int, known: dict[int, int]) -> int:
    """How many rows the whole tree has, the top included, without building it."""
    if item not in known:
        known[item] = 1 + sum(counted(below, edge.component, known) for edge in below.get(item, ()))
    return known[item]


async def uses(desk: Desk, item: int) -> Json:
    """Upwards: what takes this item, and what takes that; `per` is of this item for one of the row's."""
    must_read(desk, ITEM, BOM)
    above = await edges(desk, [item], "component")
    parts = await items(desk, {item, *(edge.parent for rows in above.values() for edge in rows)})
    if item not in parts:
        raise no_item()
    rows: list[Json] = []
    climb(above, parts, rows, item, BUILT_IN.unit(parts[item].unit).factor, Fraction(1), 1, (item,))
    return {"rows": rows}


def climb(
    above: Mapping[int, Sequence[Edge]], parts: Mapping[int, Part], rows: list[Json], item: int, own: Fraction,
    amount: Fraction, level: int, path: tuple[int, ...],
) -> None:  # fmt: skip
    for edge in above.get(item, ()):
        part = parts.get(edge.parent)
        if part is None or len(rows) >= MOST_ROWS or edge.parent in path:
            continue
        here = amount * edge.net
        shown_per = here * (Fraction(1) if edge.fixed else BUILT_IN.unit(part.unit).factor) / own
        ref = {"id": str(edge.parent), "title": part.name}
        rows.append(
            {
                "level": level,
                "item": ref,
                "code": part.code,
                "per": text(shown_per),
                "bom": version(edge.head),
                **line(edge, {}),
            }
        )
        climb(above, parts, rows, edge.parent, own, here, level + 1, (*path, edge.parent))


async def edges(desk: Desk, start: list[int], side: str) -> dict[int, list[Edge]]:
    """Lines of the structures valid today, reached from `start` downwards (side parent) or upwards (side component)."""
    names = names_of(desk)
    b, ln, n = names.form(BOM, "b"), names.form(f"{BOM}.lines", "l"), names.form(BOM, "n")
    today = desk.now.astimezone(desk.plant.zone).date()
    found: dict[int, list[Edge]] = defaultdict(list)
    seen, wanted = set(start), list(start)
    key = b["item"] if side == "parent" else ln["component"]
    while wanted:
        frame = desk.frame(3)
        rows = await fetch(
            desk, frame,
            f"SELECT {b['item']} AS parent, {ln['component']} AS component, {ln['quantity']} AS quantity, "
            f"{ln['quantity.unit']} AS unit, {b['base_quantity.base']} AS base, {ln['scrap']} AS scrap, {ln['fixed']} AS fixed, "
            f"l.id AS line, b.id AS bom, {b['version']} AS version, {b['valid_from']} AS begins, {b['valid_to']} AS ends, "
            f"{portion(ln)} AS share, CASE WHEN {ln['ratio']} IS NOT NULL THEN {ln['substitute_group']} END AS place, {ln['valid_from']} AS line_begins, {ln['valid_to']} AS line_ends FROM {b} JOIN {ln} ON l.parent = b.id WHERE {key} = ANY($1::bigint[]) "
            f"AND b.id = (SELECT n.id FROM {n} WHERE {n['item']} = {b['item']} "
            f"AND {valid(n)} AND {n['state']} = 'released' AND n.deleted_at IS NULL "
            f"ORDER BY {n['valid_from']} DESC NULLS LAST, n.id DESC LIMIT 1) AND {valid(ln)} "
            f"AND {used(ln)} AND {shown(frame, b, 'item', 'lines')} "
            f"ORDER BY {b['item']}, l.pos, l.id",
            wanted, today,
        )  # fmt: skip
        wanted = []
        for row in rows:
            edge = edge_of(row)
            found[row[side]].append(edge)
            other = edge.component if side == "parent" else edge.parent
            if other not in seen:
                seen.add(other)
                wanted.append(other)
    return found


def edge_of(row: Row) -> Edge:
    net = (
        Fraction(row["quantity"])
        * Fraction(row["share"])
        * BUILT_IN.unit(row["unit"]).factor
        / Fraction(row["base"])
    )
    gross = net / (1 - Fraction(row["scrap"] or 0))
    head = Head(row["bom"], row["version"], (row["begins"], row["ends"]))
    days = (row["line_begins"], row["line_ends"])
    return Edge(
        row["parent"],
        row["component"],
        net,
        gross,
        row["fixed"] is True,
        row["line"],
        row["scrap"] or ZERO,
        row["share"],
        row["place"] or "",
        days,
        head,
    )


async def items(desk: Desk, ids: set[int]) -> dict[int, Part]:
    """The items the reader may see, with what of each is free."""
    names, frame = names_of(desk), desk.frame(2)
    i, s = names.form(ITEM, "i"), names.ledger("inventory.stock", "s")
    rows = await fetch(
        desk, frame,
        f"SELECT i.id, {i['code']}, {i['name']}, {i['unit']}, {i['source']}, "
        f"(SELECT coalesce(sum({s['on_hand']} - {s['reserved']}), 0) FROM {s} WHERE {s['item']} = i.id "
        f"AND {s['status']} = 'available') FROM {i} WHERE i.id = ANY($1::bigint[]) AND {shown(frame, i, 'code', 'name', 'unit')}",
        sorted(ids),
    )  # fmt: skip
    return {row[0]: Part(row[1], row[2], row[3], row[4], in_unit(row[5], row[3])) for row in rows}


def no_item() -> NotFound:
    return NotFound(
        "record", Words("找不到该物料，或无权查看", "There is no such item, or you may not see it")
    )


def decimal(value: Fraction) -> Decimal:
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def text(value: Fraction) -> str:
    """A fraction as a decimal of at most eight places."""
    return plain(round_to(decimal(value), DIGITS))
