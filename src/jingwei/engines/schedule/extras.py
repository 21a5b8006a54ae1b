"""What a plan may have to keep beside machines and routings: people, tools, overlaps, waiting times, ovens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from graphlib import CycleError as Circle
from graphlib import TopologicalSorter

import numpy as np

from jingwei.engines.arrays import I64, Flags, flags, integers, starts
from jingwei.engines.refusal import EngineError, InvalidInputError
from jingwei.engines.schedule.calendar import HORIZON_LIMIT

WHOLE_SHARE = 1_000_000
"""A share is in millionths; all of an operation."""
LIFE_LIMIT = 1 << 40
LONGEST_CHAIN = 8
"""Operations in a row that may not wait for each other longer than so and so."""


class Use(IntEnum):
    """When a person or a tool is taken."""

    ALL = 0  # while it is set up and while it runs
    SETUP = 1  # only while it is set up; it then runs by itself
    WORK = 2  # only while it runs


class CircularRoutingError(EngineError):
    """Operations that wait for each other; `operations` is the closed path, its first one repeated last."""

    def __init__(self, operations: tuple[int, ...]) -> None:
        shown = " → ".join(map(str, operations))
        super().__init__(
            f"工序先后关系成环：{shown}。请断开其中一处。",
            f"The operations wait for each other in a circle: {shown}. Break one of these links.",
            ("operations", *operations),
        )
        self.operations = operations


class ChainError(InvalidInputError):
    """Operations that would have to follow each other in time and cannot; `operation` is the first of them."""

    def __init__(self, zh: str, en: str, operation: int) -> None:
        super().__init__(zh, en, ("operations", operation))
        self.operation = operation


@dataclass(frozen=True, slots=True)
class Extras:
    """All entries int64 or flags. An arc between neighbours of a routing replaces the usual one.

    arc_from, arc_to   operations: the second waits for the first
    arc_lag            real minutes between (drying, transport, an outside supplier), at least
    arc_share          millionths of the first that are done before the second begins, and of the second still to
                       do when the first ends: less than all is overlapping by transfer batches
    arc_most           real minutes beyond the lag the second may begin later, at most; -1: as long as it likes
    need_first[O+1]    needs of operation o: need_first[o] … need_first[o + 1] - 1
    need_use           per need: Use
    eligible_first[N+1], eligible   the units (persons of the skill, tools of the kind) one of which a need takes
    need_locked        per need: the unit that is decided already, or -1
    need_wear          per need: what it takes of the life of a tool
    unit_calendar      per unit: its calendar, -1: there at any time; work goes on while machine and units are there
    unit_life          per unit: the wear after which a tool is serviced (reground, cleaned), 0: never; what wears it out by
                       more than a life begins with a fresh one and leaves it used up
    unit_worn          per unit: its wear at time 0
    unit_service       per unit: real minutes it is away for that
    whole              per operation: once begun it does not pause
    size               per operation: what it takes of the capacity of an oven
    unlimited          per machine: any number at the same time (an outside supplier, a drying floor)
    capacity           per machine: an oven that takes operations of one family together up to this size; 0: none
    """

    arc_from: I64
    arc_to: I64
    arc_lag: I64
    arc_share: I64
    arc_most: I64
    need_first: I64
    need_use: I64
    eligible_first: I64
    eligible: I64
    need_locked: I64
    need_wear: I64
    unit_calendar: I64
    unit_life: I64
    unit_worn: I64
    unit_service: I64
    whole: Flags
    size: I64
    unlimited: Flags
    capacity: I64

    def turns(self, unit: I64, start: I64, end: I64) -> tuple[I64, I64]:
        """Needs by unit in the order in which they have it, and per need the minute until which.

        unit per need, start and end per operation. Who only sets up is free when the operation begins, and is before
        another who begins there.
        """
        owner = np.repeat(np.arange(len(start)), np.diff(self.need_first))
        until = np.where(self.need_use == Use.SETUP, start[owner], end[owner])
        return np.lexsort((until, start[owner], unit)), until

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (
            len(self.arc_from)
            or len(self.need_use)
            or self.whole.any()
            or self.unlimited.any()
            or self.capacity.any()
        )

    @property
    def units(self) -> int:
        """Number of persons and tools."""
        return len(self.unit_calendar)

    def fitted(self, operations: int, machines: int, calendars: int) -> Extras:
        """The same for a problem of these sizes. Raises InvalidInputError."""
        arcs, needs, units = len(self.arc_from), len(self.need_use), len(self.unit_calendar)
        if not operations == len(self.need_first) - 1:
            raise InvalidInputError(
                "need_first 与工序数不符。", "need_first does not fit the operations.", ("need_first",)
            )
        return Extras(
            integers("arc_from", self.arc_from, arcs, 0, operations - 1),
            integers("arc_to", self.arc_to, arcs, 0, operations - 1),
            integers("arc_lag", self.arc_lag, arcs, 0, HORIZON_LIMIT),
            integers("arc_share", self.arc_share, arcs, 1, WHOLE_SHARE),
            integers("arc_most", self.arc_most, arcs, -1, HORIZON_LIMIT),
            starts("need_first", self.need_first, operations, needs),
            integers("need_use", self.need_use, needs, Use.ALL, Use.WORK),
            starts("eligible_first", self.eligible_first, needs, len(self.eligible)),
            integers("eligible", self.eligible, len(self.eligible), 0, units - 1),
            integers("need_locked", self.need_locked, needs, -1, units - 1),
            integers("need_wear", self.need_wear, needs, 0, LIFE_LIMIT),
            integers("unit_calendar", self.unit_calendar, units, -1, calendars - 1),
            integers("unit_life", self.unit_life, units, 0, LIFE_LIMIT),
            integers("unit_worn", self.unit_worn, units, 0, LIFE_LIMIT),
            integers("unit_service", self.unit_service, units, 0, HORIZON_LIMIT),
            flags("whole", self.whole, operations),
            integers("size", self.size, operations, 0, HORIZON_LIMIT),
            flags("unlimited", self.unlimited, machines),
            integers("capacity", self.capacity, machines, 0, HORIZON_LIMIT),
        )


def nothing(operations: int, machines: int) -> Extras:
    """The extras of a problem without any."""
    none = np.zeros(0, np.int64)
    return Extras(
        none, none, none, none, none,
        np.zeros(operations + 1, np.int64), none, np.zeros(1, np.int64), none, none, none,
        none, none, none, none,
        np.zeros(operations, np.bool_), np.ones(operations, np.int64),
        np.zeros(machines, np.bool_), np.zeros(machines, np.int64),
    )  # fmt: skip


def refuse_impossible(extras: Extras, job_first: I64, mode_first: I64, mode_machine: I64) -> None:
    """Needs nobody can fill, ovens that are too small, circles, chains that are too long: each a sentence."""
    operations = len(extras.whole)
    owner = np.repeat(np.arange(operations), np.diff(extras.need_first))
    for need in np.flatnonzero(np.diff(extras.eligible_first) == 0).tolist():
        operation = int(owner[need])
        raise InvalidInputError(
            f"工序 {operation} 需要的人员或工装没有任何一个可用。",
            f"Nobody and no tool can do what operation {operation} needs.",
            ("operations", operation, "needs"),
        )
    for need in np.flatnonzero(extras.need_locked >= 0).tolist():
        those = extras.eligible[extras.eligible_first[need] : extras.eligible_first[need + 1]]
        if extras.need_locked[need] not in those:
            operation, unit = int(owner[need]), int(extras.need_locked[need])
            raise InvalidInputError(
                f"工序 {operation} 锁定的人员或工装 {unit} 不具备资格。",
                f"Unit {unit}, to which operation {operation} is locked, is not qualified for it.",
                ("operations", operation, "needs"),
            )
    for need in np.flatnonzero((extras.need_wear > 0) & (extras.need_use == Use.SETUP)).tolist():
        operation = int(owner[need])
        raise InvalidInputError(
            f"工序 {operation} 只在换型时占用的工装不会磨损。",
            f"Operation {operation} has a tool only while it is set up, which does not wear it.",
            ("operations", operation, "needs"),
        )
    _refuse_ovens(extras, mode_first, mode_machine)
    in_order(extras, job_first)
    _refuse_chains(extras)


def _refuse_ovens(extras: Extras, mode_first: I64, mode_machine: I64) -> None:
    capacity = extras.capacity[mode_machine]
    runner = np.repeat(np.arange(len(extras.whole)), np.diff(mode_first))
    for mode in np.flatnonzero((capacity > 0) & (extras.size[runner] > capacity)).tolist():
        operation = int(runner[mode])
        raise InvalidInputError(
            f"工序 {operation} 的装炉量 {extras.size[operation]} 超过设备 {mode_machine[mode]} 的容量 {capacity[mode]}。",
            f"Operation {operation} takes {extras.size[operation]}, machine {mode_machine[mode]} holds {capacity[mode]}.",
            ("operations", operation, "size"),
        )
    needy = np.diff(extras.need_first) > 0
    for mode in np.flatnonzero((capacity > 0) & needy[runner]).tolist():
        operation = int(runner[mode])
        raise InvalidInputError(
            f"工序 {operation} 在合炉设备上加工，不能再占用人员或工装。",
            f"Operation {operation} runs in an oven together with others and cannot take a person or tool.",
            ("operations", operation, "needs"),
        )


def in_order(extras: Extras, job_first: I64) -> list[int]:
    """Operations, each after everything it waits for. Raises CircularRoutingError."""
    waits: TopologicalSorter[int] = TopologicalSorter()
    for first, after in zip(job_first[:-1].tolist(), job_first[1:].tolist(), strict=True):
        for operation in range(first, after):
            waits.add(operation, *([operation - 1] if operation > first else []))
    for before, after in zip(extras.arc_from.tolist(), extras.arc_to.tolist(), strict=True):
        waits.add(after, before)
    try:
        return list(waits.static_order())
    except Circle as circle:
        raise CircularRoutingError(tuple(circle.args[1])) from None


def _refuse_chains(extras: Extras) -> None:
    held = np.flatnonzero(extras.arc_most >= 0)
    follower: dict[int, int] = {}
    for arc in held.tolist():
        before = int(extras.arc_from[arc])
        if before in follower or extras.arc_share[arc] != WHOLE_SHARE:
            raise ChainError(
                f"工序 {before} 只能有一个限时衔接的后续工序，且不能与它重叠。",
                f"Only one operation may have to follow operation {before} in time, and without overlapping it.",
                before,
            )
        follower[before] = int(extras.arc_to[arc])
    for begin in follower.keys() - set(follower.values()):
        at, length = begin, 1
        while at in follower:
            at, length = follower[at], length + 1
        if length > LONGEST_CHAIN:
            raise ChainError(
                f"从工序 {begin} 起有 {length} 道工序必须限时衔接，最多 {LONGEST_CHAIN} 道。",
                f"From operation {begin} on {length} operations must follow in time; at most {LONGEST_CHAIN} can.",
                begin,
            )
