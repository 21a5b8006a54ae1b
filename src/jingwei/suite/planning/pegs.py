"""Planned orders and what they are for, as columns: every quantity to the demand, order or rule that asked for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jingwei.engines import mrp
from jingwei.suite.planning.columns import EIGHT, I64
from jingwei.suite.planning.prints import mixed, shortened
from jingwei.suite.planning.problem import Posed
from jingwei.suite.planning.snapshot import USUAL

WANT, PARENT, SAFETY, LOT, DEBT, SCRAP = range(6)
"""What a peg points at: a row of what is wanted, a planned order of this plan, or a rule."""


@dataclass(frozen=True, slots=True)
class Pegs:
    """Rows by planned order: kind, target (row or order, -1), steps, day, place of the item it stands in for (-1), and
    its share of a place in hundred-millionths (0 where that is not shared)."""

    order: I64
    kind: I64
    target: I64
    steps: I64
    day: I64
    instead: I64
    share: I64
    first: I64


@dataclass(frozen=True)
class Proposed:
    """All planned orders of a plan; days count from today."""

    posed: Posed
    plan: mrp.Plan

    @cached_property
    def explainer(self) -> mrp.Explainer:
        """Tells how each came to its quantity."""
        return mrp.Explainer(self.plan)

    @cached_property
    def place(self) -> I64:
        return self.posed.nodes.item[self.plan.orders.item]

    @cached_property
    def yielded(self) -> np.ndarray:
        """Which items come out of orders of others as well."""
        found = np.zeros(len(self.plan.problem.items.on_hand), np.bool_)
        found[self.plan.problem.outputs.item] = True
        return found

    @cached_property
    def pegging(self) -> mrp.Pegging:
        """What serves what, in the numbers of the engine."""
        return mrp.peg(self.plan)

    @cached_property
    def root(self) -> I64:
        """The sales order everything of it is for; 0: none, -1: several."""
        return mrp.roots(self.plan, self.posed.seen.wants["order"], self.pegging)

    @cached_property
    def rank(self) -> I64:
        """How urgent each is: as the most urgent of all it is for."""
        p, wants = self.pegs, self.posed.seen.wants
        found = np.full(len(self), USUAL, np.int64)
        sold, above = p.kind == WANT, np.flatnonzero(p.kind == PARENT)
        np.minimum.at(found, p.order[sold], wants["rank"][p.target[sold]])
        before = np.full_like(found, -1)
        while not np.array_equal(found, before):
            before = found.copy()
            np.minimum.at(found, p.order[above], before[p.target[above]])
        return found

    @cached_property
    def pegs(self) -> Pegs:
        return pegs(self.posed, self.plan, self.pegging)

    @cached_property
    def sequence(self) -> I64:
        """Places in the order of planning: what an order is for comes before it."""
        return np.argsort(self.plan.tables.place[self.plan.orders.item], kind="stable")

    def __len__(self) -> int:
        return len(self.plan.orders)

    def prints(self, ids: I64, orders: I64) -> I64:
        """Fingerprints of some orders; `ids` are the records of all, below 0 where there is none yet."""
        p, o, seen = self.pegs, self.plan.orders, self.posed.seen
        count = p.first[orders + 1] - p.first[orders]
        owner = np.repeat(np.arange(len(orders)), count)
        rows = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count) + p.first[orders][owner]
        day = seen.today.toordinal()
        row = mixed(
            [
                p.kind[rows],
                self.targets(ids, rows),
                p.steps[rows],
                p.day[rows] + day,
                p.instead[rows],
                p.share[rows],
            ]
        )
        place = self.place[orders]
        whole = mixed(
            [seen.items["id"][place], o.started[orders], o.start[orders] + day, o.due[orders] + day,
             seen.items["source"][place], seen.items["supplier"][place], self.root[orders], self.rank[orders]]
        )  # fmt: skip
        with np.errstate(over="ignore"):
            np.add.at(whole, owner, row)
        return shortened(whole)

    def targets(self, ids: I64, rows: I64) -> I64:
        """What the pegs point at as one number each: a line or record, a planned order's record."""
        p, wants = self.pegs, self.posed.seen.wants
        found = np.zeros(len(rows), np.int64)
        at = p.kind[rows] == WANT
        want = p.target[rows[at]]
        found[at] = np.where(wants["line"][want] > 0, wants["line"][want], wants["record"][want])
        at = p.kind[rows] == PARENT
        found[at] = np.maximum(ids[p.target[rows[at]]], 0)
        return found


def pegs(posed: Posed, plan: mrp.Plan, rows: mrp.Pegging) -> Pegs:
    """The pegging of planned orders; what its own process loses is the last row of each."""
    orders = plan.orders
    supplied = rows.supply_kind == mrp.Supply.PLANNED
    replacing = supplied & (rows.demand_kind == mrp.Demand.REPLACING)
    plain = np.flatnonzero(supplied & ~replacing)
    kinds = np.full(6, LOT)
    kinds[[mrp.Demand.SAFETY_STOCK, mrp.Demand.STOCK_DEBT, mrp.Demand.INDEPENDENT, mrp.Demand.DEPENDENT]] = SAFETY, DEBT, WANT, PARENT  # fmt: skip
    kind, target = kinds[rows.demand_kind[plain]], rows.demand[plain]
    table = [
        np.column_stack([
            rows.supply[plain], kind, np.where(np.isin(kind, (WANT, PARENT)), target, -1), rows.quantity[plain],
            np.full(len(plain), -1), np.zeros(len(plain), np.int64),
        ]),
        through(posed, plan, rows, np.flatnonzero(replacing)),
    ]  # fmt: skip
    lost = np.flatnonzero(orders.started > orders.quantity)
    none = np.full(len(lost), -1)
    table.append(np.column_stack([lost, np.full(len(lost), SCRAP), none, (orders.started - orders.quantity)[lost], none, np.zeros(len(lost), np.int64)]))  # fmt: skip
    every = np.concatenate(table)
    every = every[np.argsort(every[:, 0], kind="stable")]
    order, kind, target, steps, instead, share = every.T
    day = orders.due[order].copy()
    day[kind == WANT] = posed.seen.wants["day"][target[kind == WANT]]
    day[kind == PARENT] = orders.start[target[kind == PARENT]]
    first = np.searchsorted(order, np.arange(len(orders) + 1))
    return Pegs(order, kind, target, steps, day, instead, share, first)


Served = tuple[int, int, int, int, int]
"""Kind, target, steps, place stood in for (-1), share (0)."""
Row = tuple[int, int, int, int, int, int]


def through(posed: Posed, plan: mrp.Plan, rows: mrp.Pegging, at: I64) -> I64:
    """Orders for an item that stands in for another: for whom the other was wanted, share by share."""
    found: list[Row] = []
    behind = Behind(posed, plan, rows)
    for row in at.tolist():
        order, taken, steps = int(rows.supply[row]), int(rows.demand[row]), int(rows.quantity[row])
        begin = behind.begun[row]
        found.extend((order, *one) for one in behind.slice(taken, begin, begin + steps))
    return np.array(found, np.int64).reshape(-1, 6)


class Behind:
    """What lies behind each replacement taken, as shares of the steps that stand in for it."""

    def __init__(self, posed: Posed, plan: mrp.Plan, rows: mrp.Pegging) -> None:
        self.posed, self.plan, self.rows = posed, plan, rows
        self.served: dict[int, list[int]] = defaultdict(list)
        for row in np.flatnonzero(rows.supply_kind == mrp.Supply.REPLACEMENT).tolist():
            self.served[int(rows.supply[row])].append(row)
        self.begun: dict[int, int] = {}
        self.total: dict[int, int] = defaultdict(int)
        for row in np.flatnonzero(rows.demand_kind == mrp.Demand.REPLACING).tolist():
            taken = int(rows.demand[row])
            self.begun[row] = self.total[taken]
            self.total[taken] += int(rows.quantity[row])

    def of(self, taken: int) -> tuple[int, int]:
        """The place of the item that is stood in for (-1: for none), and the share it is done with."""
        relation, changes = int(self.plan.taken.relation[taken]), self.posed.problem.replacements
        if relation < self.posed.shared:
            return int(self.posed.nodes.item[int(self.plan.taken.item[taken])]), 0
        shared = changes.kind[relation] == mrp.Replacing.SHARE
        return -1, int(changes.portion(relation) * EIGHT) if shared else 0

    def slice(self, taken: int, begin: int, end: int) -> list[Served]:
        """What the steps begin … end of those that stand in are for."""
        steps, covered = int(self.plan.taken.steps[taken]), int(self.plan.taken.quantity[taken])
        instead, share = self.of(taken)
        found: list[Served] = []
        passed = 0
        for row in self.served[taken]:
            first = passed * steps // covered
            passed += int(self.rows.quantity[row])
            last = passed * steps // covered
            low, high = max(first, begin), min(last, end)
            if low >= high:
                continue
            kind, target = int(self.rows.demand_kind[row]), int(self.rows.demand[row])
            if kind == mrp.Demand.REPLACING:
                start = self.begun[row] + low - first
                inner = self.slice(target, start, start + high - low)
                found.extend((*one[:3], one[3] if one[3] >= 0 else instead, one[4] or share) for one in inner)
                continue
            named = {
                mrp.Demand.INDEPENDENT: WANT,
                mrp.Demand.DEPENDENT: PARENT,
                mrp.Demand.SAFETY_STOCK: SAFETY,
            }
            meant = named.get(mrp.Demand(kind), LOT)
            found.append((meant, target if meant in (WANT, PARENT) else -1, high - low, instead, share))
        return found
