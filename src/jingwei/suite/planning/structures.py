"""Released structures as columns: which version holds when, component steps per step, by-products, substitutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines.arrays import QUANTITY_LIMIT
from jingwei.store.transaction import Transaction
from jingwei.suite.planning import measures
from jingwei.suite.planning.columns import (
    I64,
    NONE,
    Columns,
    amount,
    chosen,
    columns,
    days,
    flag,
    known,
)
from jingwei.suite.planning.measures import CODES, STEPS, UNITS
from jingwei.suite.planning.shares import apportioned, divided, spans
from jingwei.suite.planning.snapshot import ITEM, places
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.used import used

BOM = "engineering.bom"
FAR = 1 << 30
"""A day no plan reaches."""
OWN_STEPS = tuple(Fraction(unit.step) for unit in UNITS)
AFTER_OWN = 1000
"""What structures allow is tried after what the item itself names."""


async def heads(transaction: Transaction, names: Names, today: date) -> dict[str, I64]:
    """Versions of what is made here with the days on which each is the one that holds; several rows where it holds twice."""
    b, i = names.form(BOM, "b"), names.form(ITEM, "i")
    cells = {
        "bom": "b.id", "item": b["item"], "per": amount(b["base_quantity.base"]),
        "begin": days(b["valid_from"]), "end": days(b["valid_to"]),
    }  # fmt: skip
    found = await columns(
        transaction, cells,
        f"FROM {b} JOIN {i} ON i.id = {b['item']} WHERE b.deleted_at IS NULL AND i.deleted_at IS NULL AND {b['state']} = 'released' "
        f"AND ({i['source']} = 'make' OR {i['phantom']}) ORDER BY {b['item']}, b.id",
        today,
    )  # fmt: skip
    found["begin"], found["end"] = known(found["begin"], -FAR), known(found["end"], FAR)
    alone = np.ones(len(found["item"]), np.bool_)
    same = found["item"][1:] == found["item"][:-1]
    alone[1:][same] = False
    alone[:-1][same] = False
    rows = [tuple(found[name][at].item() for name in found) for at in np.flatnonzero(~alone)]
    by_item: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for row in rows:
        by_item[row[1]].append(row)
    several = [
        (bom, item, per, begin, end)
        for item, versions in by_item.items()
        for bom, spans in in_turn([(row[0], row[3], row[4]) for row in versions]).items()
        for per in [next(row[2] for row in versions if row[0] == bom)]
        for begin, end in spans
    ]
    more = np.array(several, np.int64).reshape(-1, 5)
    one = chosen(found, alone)
    return {name: np.concatenate([one[name], more[:, at]]) for at, name in enumerate(cells)}


def in_turn(versions: Iterable[tuple[int, int, int]]) -> dict[int, list[tuple[int, int]]]:
    """Of several versions of one item, when each is the one that holds: the one that begins last, as work orders take it."""
    listed = list(versions)
    cuts = sorted({-FAR, FAR, *(day for _, begin, end in listed for day in (begin, end))})
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for begin, end in pairwise(cuts):
        valid = [(first, bom) for bom, first, last in listed if first <= begin and end <= last]
        if valid:
            found[max(valid)[1]].append((begin, end))
    return found


async def lines(
    transaction: Transaction, names: Names, today: date, items: Columns, versions: Columns
) -> dict[str, I64]:
    """Lines that are used: num / den component steps per step of the parent, `once` per order, scrap, days on which each
    holds; those that share a `place` with others have their part of the quantity."""
    ln = names.form(f"{BOM}.lines", "l")
    cells = {
        "line": "l.id", "bom": "l.parent", "component": ln["component"], "amount": amount(ln["quantity"]),
        "unit": f"array_position($2::text[], {ln['quantity.unit']})", "scrap": f"trunc(coalesce({ln['scrap']}, 0) * 1000000)",
        "fixed": flag(ln["fixed"]), "from": days(ln["valid_from"]), "to": days(ln["valid_to"]),
    }  # fmt: skip
    rows = await columns(
        transaction, cells,
        f"FROM {ln} WHERE {used(ln)}",
        today, CODES,
    )  # fmt: skip
    rows["from"], rows["to"] = known(rows["from"], -FAR), known(rows["to"], FAR)
    rows = spans(rows, await divided(transaction, ln))
    rows = spread(chosen(rows, np.lexsort((rows["from"], rows["line"], rows["bom"]))), versions)
    rows["begin"] = np.maximum(rows.pop("from"), rows["begin"])
    rows["end"] = np.minimum(rows.pop("to"), rows["end"])
    at, above = places(items["id"], rows["component"]), places(items["id"], rows["parent"])
    kept = (rows["begin"] < rows["end"]) & (at >= 0) & (above >= 0)
    return apportioned(measured(chosen(rows, kept), items["unit"][above[kept]], items["unit"][at[kept]]))


def spread(rows: Columns, versions: Columns) -> dict[str, I64]:
    """Each line once for every span in which its version holds; lines of other versions are left out."""
    order = np.argsort(versions["bom"], kind="stable")
    sorted_ = versions["bom"][order]
    first = np.searchsorted(sorted_, rows["bom"], "left")
    count = np.searchsorted(sorted_, rows["bom"], "right") - first
    at = np.repeat(np.arange(len(count)), count)
    turn = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    head = order[first[at] + turn] if len(at) else np.empty(0, np.int64)
    found = chosen(rows, at)
    found.update(parent=versions["item"][head], per=versions["per"][head], begin=versions["begin"][head], end=versions["end"][head])  # fmt: skip
    return found


def measured(rows: dict[str, I64], above: I64, below: I64) -> dict[str, I64]:
    """Ratios of steps instead of amounts; `above` and `below` are the units of parent and component."""
    num, den = ratios(rows.pop("amount"), rows.pop("per"), rows["unit"], above, below, rows["parent"])
    fixed = rows.pop("fixed") == 1
    rows["once_num"], rows["once_den"] = np.where(fixed, num, 0), np.where(fixed, den, 1)
    rows["num"], rows["den"] = np.where(fixed, 0, num), np.where(fixed, 1, den)
    return rows


def ratios(amounts: I64, per: I64, unit: I64, above: I64, below: I64, whose: I64) -> tuple[I64, I64]:
    """amount (in `unit`) per amount of the parent's base unit, as reduced steps of the one per step of the other."""
    measures.refuse_beyond(amounts)
    measures.refuse_beyond(per)
    common = np.gcd(amounts, per)
    num, den = amounts // np.maximum(common, 1), per // np.maximum(common, 1)
    kinds = unit * (len(UNITS) + 1) ** 2 + above * (len(UNITS) + 1) + below
    for kind in np.unique(kinds).tolist():
        at = np.flatnonzero(kinds == kind)
        one = at[0]
        factor = UNITS[int(unit[one]) - 1].factor * STEPS[int(above[one]) - 1] / STEPS[int(below[one]) - 1]
        if factor == 1:
            continue
        first, last = np.gcd(num[at], factor.denominator), np.gcd(den[at], factor.numerator)
        top, bottom = num[at] // first, den[at] // last
        up, lower = factor.numerator // last, factor.denominator // first
        wide = (top > QUANTITY_LIMIT // np.maximum(up, 1)) | (bottom > QUANTITY_LIMIT // np.maximum(lower, 1))
        if bool(wide.any()):
            words = Words(
                "BOM 用量与单位换算后超出可精确计算的范围",
                "A quantity per and its unit together leave the exact range",
            )
            raise Invalid.at(("bom", int(whose[at[np.flatnonzero(wide)[0]]])), "too_large", words)
        num[at], den[at] = top * up, bottom * lower
    return num, den


async def outputs(
    transaction: Transaction, names: Names, items: Columns, versions: Columns
) -> dict[str, I64]:
    """What an order of a parent yields besides, by the version that holds today."""
    o, b = names.form(f"{BOM}.outputs", "o"), names.form(BOM, "b")
    cells = {
        "bom": "o.parent", "item": o["item"], "amount": amount(o["quantity"]),
        "unit": f"array_position($1::text[], {o['quantity.unit']})",
    }  # fmt: skip
    rows = await columns(
        transaction, cells,
        f"FROM {o} JOIN {b} ON b.id = o.parent AND b.deleted_at IS NULL AND {b['state']} = 'released' ORDER BY o.parent, o.pos",
        CODES,
    )  # fmt: skip
    rows = spread(rows, versions)
    at, above = places(items["id"], rows["item"]), places(items["id"], rows["parent"])
    kept = (rows["begin"] <= 0) & (rows["end"] > 0) & (at >= 0) & (above >= 0)
    rows = chosen(rows, kept)
    num, den = ratios(
        rows["amount"], rows["per"], rows["unit"], items["unit"][above[kept]], items["unit"][at[kept]], rows["parent"]
    )  # fmt: skip
    return {"parent": rows["parent"], "item": rows["item"], "num": num, "den": den}


async def substitutes(
    transaction: Transaction, names: Names, today: date, items: Columns, versions: Columns
) -> dict[str, I64]:
    """Substitutes named at the item, and those every structure that uses the item allows in the same ratio."""
    s = names.form(f"{ITEM}.substitutes", "s")
    own = await transaction.fetch(
        f"SELECT s.parent, {s['item']}, {s['ratio']}, {s['priority']}::bigint, {s['valid_from']} - $1::date FROM {s} "
        f"ORDER BY s.parent, {s['priority']}, s.pos",
        today,
    )  # fmt: skip
    rows = [
        *((item, by, Fraction(ratio), OWN_STEPS, priority, NONE if day is None else day) for item, by, ratio, priority, day in own),
        *((item, by, ratio, STEPS, priority, NONE) for item, by, ratio, priority in await agreed(transaction, names, versions)),
    ]  # fmt: skip
    found: list[tuple[int, ...]] = []
    for item, by, ratio, step, priority, day in rows:
        at, other = places(items["id"], np.array([item, by]))
        if at < 0 or other < 0:
            continue
        exact = ratio * step[int(items["unit"][at]) - 1] / step[int(items["unit"][other]) - 1]
        found.append((item, by, exact.numerator, exact.denominator, priority, -FAR if day == NONE else day))
    table = np.array(found, np.int64).reshape(-1, 6)
    return {name: table[:, at] for at, name in enumerate(("item", "by", "num", "den", "priority", "day"))}


async def agreed(
    transaction: Transaction, names: Names, versions: Columns
) -> list[tuple[int, int, Fraction, int]]:
    """(item, by, ratio in base units, priority): a part may stand for another wherever that is used, so it may in stock."""
    m, ln, b = names.form(f"{BOM}.lines", "m"), names.form(f"{BOM}.lines", "l"), names.form(BOM, "b")
    users = await transaction.fetch(
        f"SELECT {m['component']}, m.id FROM {m} JOIN {b} ON b.id = m.parent AND b.deleted_at IS NULL AND {b['state']} = 'released' "
        f"WHERE m.parent = ANY($1::bigint[]) AND {used(m)} "
        f"AND {m['component']} IN (SELECT {ln['component']} FROM {ln} WHERE {ln['substitute_group']} <> '' AND {used(ln)})",
        np.unique(versions["bom"]).tolist(),
    )  # fmt: skip
    lines: dict[int, set[int]] = defaultdict(set)
    for item, line in users:
        lines[item].add(line)
    rows = await transaction.fetch(
        f"SELECT m.id, {m['component']}, {ln['component']}, {ln['quantity.base']}, {m['quantity.base']}, {ln['priority']}::bigint "
        f"FROM {m} JOIN {ln} ON l.parent = m.parent AND {ln['substitute_group']} = {m['substitute_group']} AND {ln['ratio']} IS NULL AND {ln['priority']} > 1 "
        f"WHERE m.id = ANY($1::bigint[]) AND {m['substitute_group']} <> ''",
        [line for found in lines.values() for line in found],
    )  # fmt: skip
    allowed: dict[tuple[int, int, Fraction], dict[int, int]] = defaultdict(dict)
    for line, item, by, quantity, main, priority in rows:
        allowed[item, by, Fraction(quantity) / Fraction(main)][line] = priority
    return [
        (item, by, ratio, max(found.values()) + AFTER_OWN)
        for (item, by, ratio), found in sorted(allowed.items())
        if set(found) == lines[item]
    ]
