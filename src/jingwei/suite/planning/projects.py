"""Items planned by order 按单: one node for the stock of an item, one more for every sales order that reaches it; places that are shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from jingwei.suite.planning.columns import I64
from jingwei.suite.planning.shares import Place, shared_places
from jingwei.suite.planning.snapshot import USUAL, Snapshot


@dataclass(frozen=True, slots=True)
class Nodes:
    """What is planned: an item by its place, and the sales order it is planned for (0: by stock).

    Nodes of stock come first, one per item in its place; those of orders follow, the most urgent and then the one wanted first first. Last come
    places that are shared, with the item of their first member: what they want, others are to cover in full.
    """

    item: I64
    order: I64
    of: Mapping[tuple[int, int], int]
    by_item: Mapping[int, tuple[int, ...]]
    places: tuple[Place, ...] = ()
    shared: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """By number of the place and sales order."""

    def __len__(self) -> int:
        return len(self.item)

    def at(self, item: I64, order: I64) -> I64:
        """The node of each row."""
        if not self.of:
            return item
        pairs = zip(item.tolist(), order.tolist(), strict=True)
        return np.array([self.of.get((i, o), i) for i, o in pairs], np.int64)

    def orders_of(self, item: int) -> tuple[int, ...]:
        """The nodes of an item beside that of its stock."""
        return self.by_item.get(item, ())

    def within(self, item: int, order: int) -> int:
        """The node that an order's node of a parent takes an item from."""
        return self.of.get((item, order), item)

    @property
    def own(self) -> int:
        """How many nodes are items'; those after them are places that are shared."""
        return len(self.item) - len(self.shared)


def nodes(seen: Snapshot) -> Nodes:
    """What is planned of a snapshot."""
    return with_places(by_order(seen), shared_places(seen))


def with_places(known: Nodes, places: tuple[Place, ...]) -> Nodes:
    """A place is wanted by stock and by every order that reaches its parent."""
    pairs = [
        (place, int(known.order[node]))
        for place in places
        for node in (place.parent, *known.orders_of(place.parent))
    ]
    shared = {(place.number, order): len(known) + at for at, (place, order) in enumerate(pairs)}
    more = np.array([(place.first.item, order) for place, order in pairs], np.int64).reshape(-1, 2)
    return replace(
        known, item=np.concatenate([known.item, more[:, 0]]), order=np.concatenate([known.order, more[:, 1]]),
        places=places, shared=shared,
    )  # fmt: skip


def by_order(seen: Snapshot) -> Nodes:
    count = len(seen.items["id"])
    plain = np.arange(count)
    if not bool((seen.items["by_order"] == 1).any()):
        return Nodes(plain, np.zeros(count, np.int64), {}, {})
    reached = spread(seen)
    first = turns(seen)
    pairs = sorted(
        ((item, order) for item, orders in reached.items() for order in orders),
        key=lambda pair: (pair[0], *first.get(pair[1], (USUAL, 0)), pair[1]),
    )
    of = {pair: count + at for at, pair in enumerate(pairs)}
    by_item: dict[int, list[int]] = defaultdict(list)
    for (item, _), node in of.items():
        by_item[item].append(node)
    more = np.array(pairs, np.int64).reshape(-1, 2)
    return Nodes(
        np.concatenate([plain, more[:, 0]]),
        np.concatenate([np.zeros(count, np.int64), more[:, 1]]),
        of,
        {item: tuple(found) for item, found in by_item.items()},
    )


def spread(seen: Snapshot) -> dict[int, set[int]]:
    """The sales orders that reach each item planned by order; phantoms pass them on."""
    apart = (seen.items["by_order"] == 1) | (seen.items["phantom"] == 1)
    above, below = seen.places(seen.lines["parent"]), seen.places(seen.lines["component"])
    parts: dict[int, set[int]] = defaultdict(set)
    for parent, component in zip(above[apart[below]].tolist(), below[apart[below]].tolist(), strict=True):
        parts[parent].add(component)
    reached: dict[int, set[int]] = defaultdict(set)
    waiting = [
        (item, order)
        for rows in (seen.wants, seen.supplies)
        for item, order in zip(seen.places(rows["item"]).tolist(), rows["order"].tolist(), strict=True)
        if order and apart[item]
    ]
    while waiting:
        item, order = waiting.pop()
        if order not in reached[item]:
            reached[item].add(order)
            waiting.extend((component, order) for component in parts.get(item, ()))
    return reached


def turns(seen: Snapshot) -> dict[int, tuple[int, int]]:
    """How urgent each sales order is, and the first day on which it wants anything."""
    found: dict[int, tuple[int, int]] = {}
    columns = (seen.wants[name].tolist() for name in ("order", "rank", "day"))
    for order, rank, day in zip(*columns, strict=True):
        before = found.get(order, (rank, day))
        found[order] = min(before[0], rank), min(before[1], day)
    return found
