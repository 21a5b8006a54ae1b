"""Names every bundle, job handler and engine action, explicitly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jingwei.base.words import Words
from jingwei.store import workspace
from jingwei.store.pool import Pool
from jingwei.store.queue.jobs import Handler as JobHandler
from jingwei.store.queue.outbox import Handler as DeliveryHandler
from jingwei.store.queue.timers import Handler as TimerHandler


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the worker does, by the name that stands in the row."""

    timers: Mapping[str, TimerHandler] = field(default_factory=dict)
    jobs: Mapping[str, JobHandler] = field(default_factory=dict)
    deliveries: Mapping[str, DeliveryHandler] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo factory, to be shown on the terminal."""

    login: str
    password: str
    title: Words


def handlers(pool: Pool) -> Handlers:
    """Everything the worker can do."""
    return Handlers()


async def first_start(pool: Pool, data: Path) -> tuple[DemoAccount, ...]:
    """Fills an installation without a workspace; answers at every start with the demo accounts."""
    if not await workspace.every(pool):
        await workspace.create(pool, "factory", Words("示范工厂", "Demo factory"))
    return ()
