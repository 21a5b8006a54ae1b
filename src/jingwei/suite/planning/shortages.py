"""What an order would lack that is only being typed: the plan of MRP with it, compared with the plan without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from jingwei.base.decimals import plain
from jingwei.engines import mrp
from jingwei.suite.planning import measures
from jingwei.suite.planning.arithmetic import explained
from jingwei.suite.planning.columns import I64, Columns, chosen, joined
from jingwei.suite.planning.pegs import Proposed
from jingwei.suite.planning.problem import demands
from jingwei.suite.planning.promise_answers import Demand
from jingwei.suite.planning.snapshot import SALES, SOURCES, USUAL, Snapshot

Json = dict[str, object]
Key = tuple[int, int, int]
MOST = 60
"""So many are told; an order that lacks more is a project."""


def shortages(standing: Proposed, asked: Sequence[Demand], record: int) -> list[Json]:
    """Orders to make and to buy that only this order calls for, the top of its structure first."""
    seen = standing.posed.seen
    wants = seen.wants
    own = (wants["form"] == SALES) & (wants["record"] == record)
    before = replanned(standing, chosen(wants, ~own)) if record and bool(own.any()) else standing
    within = [one for one in asked if one.day < before.plan.problem.calendars.days]
    if not within:
        return []
    after = replanned(before, joined([before.posed.seen.wants, typed(seen, within, record)]))
    return [told(after, *one) for one in called_for(before, after)[:MOST]]


def typed(seen: Snapshot, asked: Sequence[Demand], record: int) -> Columns:
    """The lines as rows of what is wanted; they are planned with the stock, for they belong to no order yet."""
    count = len(asked)
    zero = np.zeros(count, np.int64)
    return {
        "form": np.full(count, SALES), "record": np.full(count, record), "line": zero, "order": zero,
        "item": seen.items["id"][[one.place for one in asked]], "day": np.array([one.day for one in asked], np.int64),
        "steps": np.array([one.steps for one in asked], np.int64), "rank": np.full(count, USUAL),
    }  # fmt: skip


def replanned(old: Proposed, wants: Columns) -> Proposed:
    """Structure, stock and supplies stay as they are: only what hangs on the difference is planned."""
    seen = replace(old.posed.seen, wants=wants)
    problem = replace(old.posed.problem, demands=demands(seen, old.posed.nodes))
    return Proposed(replace(old.posed, seen=seen, problem=problem), mrp.replan(old.plan, problem))


def called_for(before: Proposed, after: Proposed) -> list[tuple[int, int, list[int]]]:
    """(node, how much more of it, orders only the plan after has) of items of which more has to be made or bought."""
    changed = after.plan.changed
    nodes = np.arange(len(after.posed.nodes)) if changed is None else np.asarray(changed)
    old, new = before.plan.orders, after.plan.orders
    there: Counter[Key] = Counter()
    more: Counter[int] = Counter()
    for item, quantity, due, _ in listed(old, nodes):
        there[item, quantity, due] += 1
        more[item] -= quantity
    added: dict[int, list[int]] = {}
    for item, quantity, due, row in listed(new, nodes):
        more[item] += quantity
        if there[item, quantity, due] > 0:
            there[item, quantity, due] -= 1
        else:
            added.setdefault(item, []).append(row)
    place = after.plan.tables.place
    return sorted(
        ((item, more[item], rows) for item, rows in added.items() if more[item] > 0),
        key=lambda one: (int(place[one[0]]), one[0]),
    )


def listed(orders: mrp.Orders, nodes: I64) -> Iterator[tuple[int, int, int, int]]:
    """(item, quantity, due, row) of the orders for some items."""
    rows = np.flatnonzero(np.isin(orders.item, nodes))
    columns = (orders.item[rows], orders.quantity[rows], orders.due[rows], rows)
    return zip(*(one.tolist() for one in columns), strict=True)


def told(after: Proposed, node: int, more: int, rows: Sequence[int]) -> Json:
    """How much more, and the first of the orders with the arithmetic of MRP behind it; others may only have moved."""
    seen, orders = after.posed.seen, after.plan.orders
    place, first = int(after.posed.nodes.item[node]), rows[0]

    return {
        "item": int(seen.items["id"][place]), "unit": measures.code(seen.unit(place)), "source": SOURCES[int(seen.items["source"][place])],
        "quantity": plain(seen.shown(place, more)), "order": plain(seen.shown(place, int(orders.quantity[first]))), "needed": seen.day(int(orders.needed[first])).isoformat(),
        "start": seen.day(int(orders.start[first])).isoformat(), "due": seen.day(int(orders.due[first])).isoformat(),
        "late": max(0, int(orders.late[first])), "why": explained(after, first),
    }  # fmt: skip
