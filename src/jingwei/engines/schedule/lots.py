"""Orders that are split 拆批: a job's quantity made in lots, each of which goes its own way through the shop."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule.build import After, Job, Operation, Shop, refuse_unknown
from jingwei.engines.schedule.problem import Lock

MOST_LOTS = 1_000
Lots = Mapping[int, Sequence[int]]


def even_lots(quantity: int, *, most: int | None = None, lots: int | None = None) -> tuple[int, ...]:
    """A quantity in so many lots, or in as few as hold at most `most` each; they differ by one piece at the utmost."""
    count = lots if lots is not None else -(-quantity // most) if most else 1
    return tuple(quantity // count + (at < quantity % count) for at in range(count))


def in_lots(jobs: Sequence[Job], lots: Lots, shop: Shop) -> tuple[list[Job], tuple[int, ...]]:
    """The jobs with those of `lots` (by their number) replaced by one job a lot; and whose lot each of the answer is.

    Every lot has the dates and the weight of its job. Whoever waits for a split job waits for all its lots, and
    every lot waits for all its job waits for; within the lot its steps follow as they did, overlaps included.
    """
    owner = tuple(row for row in range(len(jobs)) for _ in lots.get(row, (1,)))
    if not lots:
        return list(jobs), owner
    for unknown in sorted(lots.keys() - set(range(len(jobs)))):
        raise InvalidInputError(
            f"要拆批的作业 {unknown} 不存在。",
            f"Job {unknown}, which should be split, does not exist.",
            ("jobs", unknown, "split"),
        )
    first = list(accumulate((len(lots.get(row, (1,))) for row in range(len(jobs))), initial=0))
    made = []
    for row, job in enumerate(jobs):
        _refuse(jobs, row, lots)
        wider = _steps(job, lambda one: replace(one, after=_to_all_lots(one.after, first)))
        if row in lots:
            made += [lot_of(wider, pieces, sum(lots[row]), shop) for pieces in lots[row]]
        else:
            made.append(wider)
    return made, owner


def lot_of(job: Job, pieces: int, quantity: int, shop: Shop) -> Job:
    """So many pieces of a job: its share of the minutes, of the ovens' capacity and of the tools' wear, rounded up.

    An oven, a drying floor and a supplier take their time whatever the quantity.
    """

    def part(amount: int) -> int:
        return -(-amount * pieces // quantity)

    def lesser(one: Operation) -> Operation:
        modes = [
            (machine, minutes if machine in shop.ovens or machine in shop.unlimited else part(minutes))
            for machine, minutes in one.modes
        ]
        needs = [replace(need, wear=part(need.wear)) for need in one.needs]
        return replace(one, modes=modes, size=part(one.size), needs=needs)

    return _steps(job, lesser)


def held(after: After, row: int, lots: Lots) -> InvalidInputError | None:
    """Why a job cannot follow another one in time: one of them is split, so there is no one end to follow."""
    if after.most is None or after.job is None or not {row, after.job} & lots.keys():
        return None
    return InvalidInputError(
        f"作业 {row} 必须限时衔接作业 {after.job}，其中有拆批的作业，无法限时衔接。",
        f"Job {row} must follow job {after.job} in time, but one of them is split into lots.",
        ("jobs", row, "after"),
    )


def _refuse(jobs: Sequence[Job], row: int, lots: Lots) -> None:
    job = jobs[row]
    quantities = lots.get(row, (1,))
    if not 1 <= len(quantities) <= MOST_LOTS or min(quantities) < 1:
        raise InvalidInputError(
            f"作业 {row} 应拆成 1 到 {MOST_LOTS} 批，每批数量大于 0。",
            f"Job {row} should be split into 1 to {MOST_LOTS} lots of more than 0 each.",
            ("jobs", row, "split"),
        )
    for steps in (job.operations, *job.routes):
        for at, operation in enumerate(steps):
            if row in lots and operation.lock != Lock.FREE:
                raise InvalidInputError(
                    f"作业 {row} 的工序 {at} 已锁定或已开工，不能再拆批。",
                    f"Job {row} cannot be split: its operation {at} is locked or started.",
                    ("jobs", row, "ops", at),
                )
            for after in operation.after:
                refuse_unknown(jobs, after, row, at)
                if (why := held(after, row, lots)) is not None:
                    raise why


def _to_all_lots(those: Sequence[After], first: Sequence[int]) -> list[After]:
    return [
        one if one.job is None else replace(one, job=lot)
        for one in those
        for lot in ((0,) if one.job is None else range(first[one.job], first[one.job + 1]))
    ]


def _steps(job: Job, changed: Callable[[Operation], Operation]) -> Job:
    usual, *others = ([changed(one) for one in route] for route in (job.operations, *job.routes))
    return replace(job, operations=usual, routes=others)
