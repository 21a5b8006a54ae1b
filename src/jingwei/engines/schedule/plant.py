"""A factory's file in which a bad job does not stop the others: it is left out, and what depends on it, with a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from typing import Any

from jingwei.engines.refusal import EngineError, InvalidInputError
from jingwei.engines.schedule.alone import Alone
from jingwei.engines.schedule.build import Job, Operation, Shop, build
from jingwei.engines.schedule.cells import listed
from jingwei.engines.schedule.choices import Undecided
from jingwei.engines.schedule.closed import Closed, lost, open_only, with_closed
from jingwei.engines.schedule.extras import ChainError, CircularRoutingError
from jingwei.engines.schedule.factory import document_of, shop_of
from jingwei.engines.schedule.factory_job import job_of, lots_of
from jingwei.engines.schedule.lots import held, in_lots, lot_of
from jingwei.engines.schedule.problem import Problem


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a job of the file."""

    job: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Plant:
    """The problem of the jobs that can be made, by their usual routes and without overtime; `rows` says which of the file they are, once a lot.

    undecided  the same with its routes and its overtime
    jobs, lots  what stands in the file of the jobs that are planned, by their row
    """

    problem: Problem
    undecided: Undecided
    rows: tuple[int, ...]
    left_out: tuple[Note, ...]
    notes: tuple[Note, ...]
    jobs: Mapping[int, Job]
    lots: Mapping[int, tuple[int, ...]]


def plant_of(text: str) -> Plant:
    """A factory as `from_factory_text` reads it, without the jobs that cannot be. Raises InvalidInputError where the shop itself is wrong."""
    document, closed = with_closed(document_of(text))
    shop, left, notes = shop_of(document), dict[int, Note](), list[Note]()
    lots = dict[int, tuple[int, ...]]()
    jobs = dict(_jobs(document, shop, closed, left, notes, lots))
    return _built(jobs, lots, shop, left, notes)


def without(plant: Plant, operation: int) -> Plant:
    """The plant without the job of an operation of its problem that finds no place beside the others, which is told."""
    row, left = plant.rows[plant.problem.job_of[operation]], {note.job: note for note in plant.left_out}
    step = int(operation - plant.problem.job_first[plant.problem.job_of[operation]])
    left[row] = Note(
        row,
        f"作业 {row} 的工序 {step} 在其他作业之外排不下：日历到头了。请延长日历、增加产能或减少作业。",
        f"Job {row}, operation {step} finds no place beside the others before the calendars end. Extend them, add capacity or plan less.",
    )
    jobs = {one: job for one, job in plant.jobs.items() if one != row}
    remarks = set(_remarks(plant.jobs))
    notes = [note for note in plant.notes if note not in remarks and note.job in jobs]
    return _built(jobs, plant.lots, plant.undecided.shop, left, notes)


def _built(
    jobs: dict[int, Job], lots: Mapping[int, tuple[int, ...]], shop: Shop, left: dict[int, Note],
    notes: list[Note],
) -> Plant:  # fmt: skip
    """The plant of these jobs; who waits for what is not there, or in a circle, is left out."""
    while True:
        _without_the_missing(jobs, left, lots)
        kept = tuple(jobs)
        whole = [_renumbered(jobs[row], row, kept) for row in kept]
        split = {at: lots[row] for at, row in enumerate(kept) if row in lots}
        planned, owner = in_lots(whole, split, shop)
        rows = tuple(kept[at] for at in owner)
        try:
            problem, undecided = build(planned, shop), Undecided(planned, shop)
        except CircularRoutingError as circle:
            for row, why in _in_a_circle(circle, planned, rows):
                _leave_out(jobs, left, row, why)
        except ChainError as chained:
            _leave_out(jobs, left, rows[_job_of(chained.operation, planned)], chained)
        else:
            told = tuple(left[row] for row in sorted(left))
            return Plant(problem, undecided, rows, told, (*notes, *_remarks(jobs)), jobs, lots)


def _in_a_circle(
    circle: CircularRoutingError, planned: Sequence[Job], rows: tuple[int, ...]
) -> Iterator[tuple[int, EngineError]]:
    """The jobs of a circle, with the operations as the file counts them."""
    first = list(accumulate((len(job.operations) for job in planned), initial=0))
    path = [(_job_of(operation, planned), operation) for operation in circle.operations]
    zh = " → ".join(f"作业 {rows[job]} 工序 {operation - first[job]}" for job, operation in path)
    en = " → ".join(f"job {rows[job]} operation {operation - first[job]}" for job, operation in path)
    why = InvalidInputError(
        f"工序先后关系成环：{zh}。请断开其中一处。",
        f"The operations wait for each other in a circle: {en}. Break one of these links.",
    )
    for job in dict.fromkeys(job for job, _ in path):
        yield rows[job], why


def _told(row: int, why: EngineError) -> Note:
    """A refusal as a sentence that names the job."""
    if f"作业 {row}" in why.zh:
        return Note(row, why.zh, why.en)
    return Note(row, f"作业 {row}：{why.zh}", f"Job {row}: {why.en}")


def _job_of(operation: int, jobs: Sequence[Job]) -> int:
    """Whose operation that is."""
    ends = accumulate(len(job.operations) for job in jobs)
    return next(at for at, end in enumerate(ends) if operation < end)


def _jobs(
    document: Mapping[str, Any], shop: Shop, closed: Closed, left: dict[int, Note], notes: list[Note],
    lots: dict[int, tuple[int, ...]],
) -> Iterator[tuple[int, Job]]:  # fmt: skip
    alone = Alone(shop)
    for row, one in enumerate(listed(document, "jobs", ())):
        try:
            asked, those = job_of(one, row, shop), lots_of(one, row)
            job = open_only(asked, row, closed)
            alone.refuse(lot_of(job, max(those), sum(those), shop) if those else job, row)
        except EngineError as error:
            left[row] = _told(row, error)
        else:
            notes += (_without(row, *gone) for gone in lost(asked, job))
            if those:
                lots[row] = those
            yield row, job


def _without(row: int, step: int, machines: list[int]) -> Note:
    shown = ", ".join(map(str, machines))
    return Note(
        row,
        f"作业 {row} 的工序 {step} 未考虑设备 {shown}：其日历没有班次。",
        f"Job {row}, operation {step} is planned without machine {shown}, whose calendar has no shifts.",
    )


def _without_the_missing(
    jobs: dict[int, Job], left: dict[int, Note], lots: Mapping[int, tuple[int, ...]]
) -> None:
    """Leave out whoever waits for what is not there or was left out, until nobody does."""
    lacking = True
    while lacking:
        lacking = False
        for row, job in list(jobs.items()):
            if (why := _missing(job, row, jobs, lots)) is not None:
                _leave_out(jobs, left, row, why)
                lacking = True


def _missing(
    job: Job, row: int, jobs: Mapping[int, Job], lots: Mapping[int, tuple[int, ...]]
) -> EngineError | None:
    """What a job waits for in vain."""
    for at, operation in chain.from_iterable(map(enumerate, (job.operations, *job.routes))):
        for after in operation.after:
            if after.job is None:
                if at > 0:
                    continue
                zh, en = (
                    f"作业 {row} 的第一道工序之前没有工序。",
                    f"Nothing comes before the first operation of job {row}.",
                )
            elif (other := jobs.get(after.job)) is None:
                zh = f"作业 {row} 等待的作业 {after.job} 不在计划中。"
                en = f"Job {row} waits for job {after.job}, which is not planned."
            elif other.routes:
                zh = f"作业 {row} 等待作业 {after.job} 的工序 {after.operation}，但作业 {after.job} 有多条工艺路线。"
                en = f"Job {row} waits for operation {after.operation} of job {after.job}, which has several routes."
            elif (why := held(after, row, lots)) is not None:
                return why
            elif after.operation in range(len(other.operations)):
                continue
            else:
                zh = f"作业 {row} 等待的作业 {after.job} 没有工序 {after.operation}。"
                en = f"Job {row} waits for operation {after.operation} of job {after.job}, which has none such."
            return InvalidInputError(zh, en, ("jobs", row, "ops", at))
    return None


def _leave_out(jobs: dict[int, Job], left: dict[int, Note], row: int, why: EngineError) -> None:
    if jobs.pop(row, None) is not None:
        left[row] = _told(row, why)


def _renumbered(job: Job, row: int, rows: tuple[int, ...]) -> Job:
    """A job whose references count only the jobs that are planned."""
    routes = (job.operations, *job.routes)
    if len(rows) == rows[-1] + 1 or not any(one.after for route in routes for one in route):
        return job
    number = {old: new for new, old in enumerate(rows)}

    def renumbered(one: Operation) -> Operation:
        after = [each if each.job is None else replace(each, job=number[each.job]) for each in one.after]
        return replace(one, after=after)

    usual, *others = ([renumbered(one) for one in route] for route in routes)
    return replace(job, operations=usual, routes=others)


def _remarks(jobs: Mapping[int, Job]) -> Iterator[Note]:
    """What is odd and can be planned all the same."""
    for row, job in jobs.items():
        if not job.operations:
            yield Note(row, f"作业 {row} 没有工序。", f"Job {row} has no operations.")
        elif job.due < job.release:
            yield Note(
                row,
                f"作业 {row} 的交期 {job.due} 早于可开工时间 {job.release}，必然拖期。",
                f"Job {row} is due at {job.due}, before it is released at {job.release}: it cannot but be late.",
            )
