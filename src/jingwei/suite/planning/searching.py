"""A better schedule while the planner watches: the search in a thread, its progress and its end in the job."""

import asyncio
from dataclasses import dataclass, field

from jingwei.base.words import Words
from jingwei.engines import schedule as engine
from jingwei.store.queue.jobs import Job
from jingwei.suite.planning.start import LONGEST_SEARCH

USUAL = 2.0
"""Seconds of search where nobody says how many."""
LOOK = 0.25
"""Seconds after which the planner sees how far it is."""


@dataclass(slots=True)
class Search:
    """What the thread tells and what it is told."""

    latest: engine.Progress | None = None
    ended: bool = False
    history: list[tuple[float, int]] = field(default_factory=list)
    """Seconds and weighted minutes of lateness, each time it became better."""

    def tell(self, progress: engine.Progress) -> None:
        if self.latest is None or progress.value < self.latest.value:
            self.history.append((round(progress.seconds, 2), progress.value))
        self.latest = progress

    def stop(self) -> bool:
        return self.ended


async def improved(job: Job, schedule: engine.Schedule, seconds: float) -> tuple[engine.Schedule, Search]:
    """A schedule no worse than the given one; nothing is searched where nobody is late for want of a better one."""
    search = Search()
    if seconds <= 0 or schedule.weighted_tardiness <= engine.least_tardiness(schedule.problem):
        return schedule, search
    budget = engine.Budget(min(seconds, LONGEST_SEARCH))
    searching = asyncio.create_task(
        asyncio.to_thread(
            engine.improve, schedule.problem, schedule, budget, tell=search.tell, stop=search.stop
        )
    )
    try:
        while not (await asyncio.wait({searching}, timeout=LOOK))[0]:
            now = search.latest
            if now is not None:
                words = Words("加权拖期 {v} 分钟，不低于 {b}", "weighted lateness {v} min, at least {b}")
                await job.progress(int(now.share * 100), 100, words.fill(v=now.value, b=now.bound))
    finally:
        # Whether it was cancelled or the worker stops: the thread ends at its next breath.
        search.ended = True
    return await searching, search
