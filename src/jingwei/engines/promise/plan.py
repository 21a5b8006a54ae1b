"""Promises: plan every demand, ask what one more would get, take it in, and undo that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TypeAlias

import numpy as np

from jingwei.engines.arrays import I64, QUANTITY_LIMIT
from jingwei.engines.promise.book import (
    FULL,
    LINKS,
    LOADS,
    MARKED,
    OF,
    ORDERS,
    TAKES,
    Book,
    Given,
    coming,
    given,
    opened,
    struck,
    widened,
)
from jingwei.engines.promise.kernels import LOTS_LIMIT, TOO_MUCH, promise_all, promise_one
from jingwei.engines.promise.laying import Cause
from jingwei.engines.promise.problem import Problem
from jingwei.engines.refusal import InvalidInputError, QuantityOverflowError, TooManyLotsError

NEVER = -1
UNFIT = (QuantityOverflowError, TooManyLotsError)
"""What `ask` and `keep` raise for a quantity no plan can count."""
Unfit: TypeAlias = QuantityOverflowError | TooManyLotsError


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be made or bought for a demand: `quantity` good ones on `finish` from `started` begun on `start`."""

    item: int
    quantity: int
    started: int
    start: int
    finish: int


@dataclass(frozen=True, slots=True)
class Link:
    """One step of why: `item` is not ready before `day`; `what` is the resource of CAPACITY."""

    item: int
    cause: Cause
    what: int
    day: int


@dataclass(frozen=True, slots=True)
class Want:
    """What somebody asks for."""

    item: int
    quantity: int
    due: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a want gets: `day` it is promised (-1: not within the plan), the `earliest` possible, why not sooner, what it needs."""

    want: Want
    day: int
    earliest: int
    chain: tuple[Link, ...]
    orders: tuple[Order, ...]
    used: tuple[tuple[int, int], ...]
    """Items and how much of what lies there or is on its way is used."""

    @property
    def met(self) -> bool:
        return self.day == max(self.want.due, 0)


@dataclass
class Plan:
    """A promise for every demand, with the book it was planned in.

    day      per demand, -1 where it cannot be done within the plan; `debts` are items whose stock is below zero
    refused  demands that no plan can count: quantities past the exact range, too many lots; debts after the demands
    """

    problem: Problem
    given: Given
    book: Book
    day: I64
    debts: tuple[Want, ...]
    debt_days: tuple[int, ...]
    refused: dict[int, Unfit] = field(default_factory=dict)
    _busy: Lock = field(default_factory=Lock, repr=False)

    @property
    def orders(self) -> I64:
        """Rows of ORDER_COLUMNS."""
        return self.book.orders[: self.book.used[ORDERS]]

    @property
    def loads(self) -> I64:
        """Rows of LOAD_COLUMNS."""
        return self.book.loads[: self.book.used[LOADS]]

    @property
    def late(self) -> I64:
        """Days after it was wanted; what is never ready counts the rest of the plan."""
        demands, days = self.problem.materials.demands, self.problem.materials.calendars.days
        return np.maximum(np.where(self.day < 0, days, self.day) - demands.day, 0)

    @cached_property
    def arriving(self) -> list[int]:
        """Per supply the plan began with, its row of the receipts, -1 for what lies there."""
        return [row for _, _, _, row in coming(self.problem)]

    def why(self, demand: int) -> tuple[Link, ...]:
        """What the date of a late demand waited for when it was planned."""
        rows = self.book.links[: self.book.used[LINKS]]
        return _chain(rows[rows[:, 0] == demand])

    def reasons(self) -> dict[int, tuple[Link, ...]]:
        """`why` of every demand that is late."""
        found: dict[int, list[Link]] = {}
        for demand, *link in self.book.links[: self.book.used[LINKS]].tolist():
            found.setdefault(demand, []).append(_link(*link))
        return {demand: tuple(links) for demand, links in found.items()}


def plan(problem: Problem) -> Plan:
    """Every demand by priority, then by its day; what is owed already comes first."""
    demands = problem.materials.demands
    known = problem.materials.items
    debts = tuple(Want(item, -amount, 0) for item, amount in enumerate(known.on_hand.tolist()) if amount < 0)
    order = np.lexsort((np.arange(len(demands)), demands.day, problem.priority))
    order = order[demands.quantity[order] > 0]
    rows = np.array(
        [(len(demands) + at, debt.item, debt.quantity, 0) for at, debt in enumerate(debts)]
        + list(
            zip(
                order.tolist(), demands.item[order].tolist(), demands.quantity[order].tolist(),
                demands.day[order].tolist(), strict=True,
            )
        ),
        np.int64,
    ).reshape(-1, 4)  # fmt: skip
    told = np.full(len(rows), NEVER, np.int64)
    made = Plan(problem, given(problem), opened(problem), np.maximum(demands.day, 0), debts, ())
    done = 0
    while done < len(rows):
        done = promise_all(made.given, made.book, rows, done, told)
        if made.book.used[FULL]:
            made.book = widened(made.book)
    for at in np.flatnonzero(told < NEVER).tolist():
        made.refused[int(rows[at, 0])] = _unfit(int(told[at]), int(rows[at, 1]))
    told = np.maximum(told, NEVER)
    day = made.day.copy()
    day[order] = told[len(debts) :]
    made.day, made.debt_days = day, tuple(told[: len(debts)].tolist())
    return made


def ask(made: Plan, wants: Sequence[Want]) -> list[Answer]:
    """What one more order would get, its lines one after the other; the plan stays as it is."""
    with made._busy:
        mark = _marked(made)
        try:
            return [_taken(made, want, NEVER) for want in wants]
        finally:
            struck(made.book, mark)


def keep(made: Plan, wants: Sequence[Want]) -> tuple[list[Answer], I64]:
    """The same for good; the second answer undoes it, as long as nothing was kept after it."""
    with made._busy:
        mark = _marked(made)
        try:
            return [_taken(made, want, NEVER) for want in wants], mark
        except BaseException:
            struck(made.book, mark)
            raise


def undo(made: Plan, mark: I64) -> None:
    with made._busy:
        struck(made.book, mark)


def received(made: Plan, supply: int) -> int:
    """The receipt a RECEIPT link waits for, by its row in the problem; -1: what is left of a planned lot."""
    return made.arriving[supply] if 0 <= supply < len(made.arriving) else NEVER


def _marked(made: Plan) -> I64:
    return made.book.used[:MARKED].copy()


def _taken(made: Plan, want: Want, demand: int) -> Answer:
    known = len(made.problem.materials.items)
    if not 0 <= want.item < known:
        raise InvalidInputError(f"没有物料 {want.item}。", f"There is no item {want.item}.", ("item",))
    if not 0 < want.quantity <= QUANTITY_LIMIT:
        raise InvalidInputError("数量必须大于 0。", "The quantity must be more than 0.", ("quantity",))
    row = np.array([demand, want.item, want.quantity, want.due], np.int64)
    while True:
        mark = _marked(made)
        day, earliest = promise_one(made.given, made.book, row)
        if not made.book.used[FULL]:
            break
        made.book = widened(made.book)
    if day < NEVER:
        raise _unfit(int(day), want.item)
    book, used = made.book, made.book.used
    used_up: dict[int, int] = {}
    for number, part, _ in book.takes[mark[TAKES] : used[TAKES]].tolist():
        item = int(book.supplies[number, OF])
        used_up[item] = used_up.get(item, 0) + part
    return Answer(
        want, int(day), int(earliest), _chain(book.links[mark[LINKS] : used[LINKS]]),
        tuple(Order(*row[1:]) for row in book.orders[mark[ORDERS] : used[ORDERS]].tolist()),
        tuple(used_up.items()),
    )  # fmt: skip


def _unfit(told: int, item: int) -> Unfit:
    return QuantityOverflowError(item) if told == TOO_MUCH else TooManyLotsError(item, LOTS_LIMIT)


def _chain(rows: I64) -> tuple[Link, ...]:
    return tuple(_link(*link) for _, *link in rows.tolist())


def _link(item: int, cause: int, what: int, day: int) -> Link:
    return Link(item, Cause(cause), what, day)
