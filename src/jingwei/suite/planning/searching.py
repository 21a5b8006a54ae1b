"""A better schedule while the planner watches: the search in a thread, its progress and its end in the job."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
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
FIRST = 0.6
"""The share of the time for lateness where the plan is to be over soon as well."""
What = Literal["lateness", "makespan"]
SAID: dict[What, Words] = {
    "lateness": Words("加权拖期 {v} 分钟，不低于 {b}", "weighted lateness {v} min, at least {b}"),
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
    until: float = 1.0
    """The share of the whole search at which that ends."""
    before: int | None = None
    """Minutes until all was done, when the search for an earlier end began."""
    history: list[tuple[float, int]] = field(default_factory=list)
    """Seconds and what the lateness is worth, each time it became better."""

    def tell(self, progress: engine.Progress) -> None:
        better = self.latest is None or progress.value < self.latest.value
        if better and self.what == "lateness":
            self.history.append((round(progress.seconds, 2), progress.value))
        self.latest = progress

    def stop(self) -> bool:
        return self.ended

    def share(self, progress: engine.Progress) -> float:
        """How far the whole search is."""
        begun = 0.0 if self.what == "lateness" else FIRST
        return begun + (self.until - begun) * progress.share

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


async def improved(
    job: Job,
    schedule: engine.Schedule,
    seconds: float,
    wishes: Preferences,
    displacement: int,
    *,
    sooner: bool,
) -> tuple[engine.Schedule, Search]:
    """A schedule no worse than the given one; nothing is searched where nobody is late for want of a better one.

    `sooner` then looks for one that is over earlier, with no order later than it is.
    """
    search = Search(until=FIRST if sooner else 1.0)
    bound = engine.least_tardiness(schedule.problem)
    search.history.append((0.0, schedule.weighted_tardiness + wishes.setup * schedule.setup_minutes))
    idle = schedule.weighted_tardiness <= bound and not (wishes.setup and schedule.setup_minutes)
    whole, began = min(seconds, LONGEST_SEARCH), monotonic()
    if whole > 0 and not idle:
        budget = engine.Budget(whole * search.until)
        schedule = await watched(
            job, search,
            lambda: engine.improve(
                schedule.problem, schedule, budget, setup_cost=wishes.setup, displacement=displacement,
                tell=search.tell, stop=search.stop,
            ),
        )  # fmt: skip
    left = whole - (monotonic() - began)
    if sooner and left > 0 and not search.stopped:
        schedule = await shortened(job, search, schedule, left)
    return schedule, search


async def shortened(job: Job, search: Search, schedule: engine.Schedule, seconds: float) -> engine.Schedule:
    """The same orders in time, all of them done earlier if that can be."""
    search.what, search.until, search.latest, search.ended = "makespan", 1.0, None, False
    search.before, budget = schedule.makespan, engine.Budget(seconds)
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
