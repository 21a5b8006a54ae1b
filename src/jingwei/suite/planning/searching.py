"""A better schedule while the planner watches: the search in a thread, its progress and its end in the job."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from time import monotonic
from typing import Literal, TypeVar

from jingwei.base.words import Words
from jingwei.engines import schedule as engine
from jingwei.store.queue.jobs import Job
from jingwei.suite.planning.preferences import Preferences
from jingwei.suite.planning.start import LONGEST_SEARCH

USUAL = 2.0
"""Seconds of search where nobody says how many."""
LOOK = 0.25
"""Seconds after which the planner sees how far it is."""
POINTS = 80
"""So many points a curve on the page has at most."""
What = Literal["lateness", "lots", "choices", "makespan"]
PARTS: dict[What, int] = {"lateness": 3, "lots": 4, "choices": 5, "makespan": 2}
"""How the time is shared among what is to be searched."""
SAID: dict[What, Words] = {
    "lateness": Words("加权拖期 {v} 分钟，不低于 {b}", "weighted lateness {v} min, at least {b}"),
    "lots": Words("拆批后加权拖期 {v} 分钟，不低于 {b}", "in lots: weighted lateness {v} min, at least {b}"),
    "choices": Words(
        "加权拖期与加班代价 {v}，不低于 {b}", "weighted lateness and overtime {v}, at least {b}"
    ),
    "makespan": Words("全部完工还需 {v} 分钟，不低于 {b}", "all done in {v} min, at least {b}"),
}
Made = TypeVar("Made")


@dataclass(slots=True)
class Search:
    """What the thread tells and what it is told."""

    latest: engine.Progress | None = None
    ended: bool = False
    stopped: bool = False
    what: What = "lateness"
    """What is made small at the moment."""
    begun: float = 0.0
    until: float = 1.0
    """The shares of the whole search at which that begins and ends."""
    least: int | None = None
    """The least lateness found."""
    since: float = field(default_factory=monotonic)
    before: int | None = None
    """Minutes until all was done, when the search for an earlier end began."""
    history: list[tuple[float, int]] = field(default_factory=list)
    """Seconds and what the lateness is worth, each time it became better."""

    def tell(self, progress: engine.Progress) -> None:
        if self.what != "makespan" and (self.least is None or progress.value < self.least):
            self.least = progress.value
            self.history.append((round(monotonic() - self.since, 2), progress.value))
        self.latest = progress

    def stop(self) -> bool:
        return self.ended

    def share(self, progress: engine.Progress) -> float:
        """How far the whole search is."""
        return self.begun + (self.until - self.begun) * progress.share

    def turn(self, what: What, until: float) -> None:
        """What is looked for next, up to that share of the whole."""
        self.what, self.begun, self.until, self.latest, self.ended = (
            what,
            self.until,
            until,
            None,
            self.stopped,
        )

    @property
    def curve(self) -> list[tuple[float, int]]:
        """The history in so many points as a small picture shows."""
        history = list(self.history)
        step = -(-len(history) // POINTS) or 1
        return (
            history[::step]
            if not history or history[::step][-1] == history[-1]
            else [*history[::step], history[-1]]
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """The seconds of a search, and the share of them at which each part of it ends."""

    seconds: float
    ends: Mapping[What, float]

    @classmethod
    def of(cls, seconds: float, *what: What) -> Parts:
        whole, done = sum(PARTS[one] for one in what), accumulate(PARTS[one] for one in what)
        return cls(
            min(seconds, LONGEST_SEARCH), {one: at / whole for one, at in zip(what, done, strict=True)}
        )

    def left(self, search: Search) -> float:
        """Seconds until the part that is being searched ends."""
        return self.seconds * search.until - (monotonic() - search.since)


async def improved(
    job: Job, search: Search, schedule: engine.Schedule, parts: Parts, wishes: Preferences, displacement: int
) -> engine.Schedule:
    """A schedule no worse than the given one; nothing is searched where nobody is late for want of a better one."""
    search.until = parts.ends["lateness"]
    bound = engine.least_tardiness(schedule.problem)
    search.least = schedule.weighted_tardiness + wishes.setup * schedule.setup_minutes
    search.history.append((0.0, search.least))
    idle = schedule.weighted_tardiness <= bound and not (wishes.setup and schedule.setup_minutes)
    if idle or parts.left(search) <= 0:
        return schedule
    budget = engine.Budget(parts.left(search))
    return await watched(
        job, search,
        lambda: engine.improve(
            schedule.problem, schedule, budget, setup_cost=wishes.setup, displacement=displacement, tell=search.tell,
            stop=search.stop,
        ),
    )  # fmt: skip


async def shortened(job: Job, search: Search, schedule: engine.Schedule, parts: Parts) -> engine.Schedule:
    """The same orders in time, all of them done earlier if that can be."""
    search.turn("makespan", parts.ends["makespan"])
    if search.stopped or parts.left(search) <= 0:
        return schedule
    search.before, budget = schedule.makespan, engine.Budget(parts.left(search))
    return await watched(
        job, search, lambda: engine.sooner(schedule, budget, tell=search.tell, stop=search.stop)
    )


async def watched(job: Job, search: Search, work: Callable[[], Made]) -> Made:
    """What a search in a thread of its own finds; the job shows how far it is and hears when it is to stop."""
    searching = asyncio.create_task(asyncio.to_thread(work))
    try:
        while not (await asyncio.wait({searching}, timeout=LOOK))[0]:
            await show(job, search)
            if not search.stopped and await asked_to_stop(job):
                search.stopped = search.ended = True
    finally:
        # Whether it was cancelled or the worker stops: the thread ends at its next breath.
        search.ended = True
    return await searching


def eased(schedule: engine.Schedule, wishes: Preferences) -> engine.Schedule:
    """The same schedule with starts as the planner likes them."""
    return schedule if wishes.starts == "soon" else engine.later(schedule, until_due=wishes.starts == "due")


async def show(job: Job, search: Search) -> None:
    now = search.latest
    if now is None:
        return
    words, share = SAID[search.what], search.share(now)
    figures = {
        "what": search.what, "share": round(share, 3), "value": now.value, "bound": now.bound,
        "gap": gap(now.value, now.bound), "seconds": round(now.seconds, 1), "history": search.curve,
    }  # fmt: skip
    await job.progress(int(share * 100), 100, words.fill(v=now.value, b=now.bound), figures)


def gap(value: int, bound: int) -> float:
    """By what share of itself a value could at most still fall."""
    return round((value - bound) / value, 4) if value > 0 else 0.0


async def asked_to_stop(job: Job) -> bool:
    """Whether the planner has enough and wants the best so far."""
    async with job.pool.connection() as connection:
        stop: bool = await connection.fetchval(
            f"select args ? 'stop' from {job.workspace.schema}.job where id = $1", job.id
        )
    return stop is True
