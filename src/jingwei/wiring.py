"""Names every bundle, job handler and engine action, explicitly."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jingwei.base.calendar import Shift, china_calendar
from jingwei.base.clock import Clock, SystemClock
from jingwei.base.words import Words
from jingwei.process.commands import Actor, Wake
from jingwei.process.doors import Doors
from jingwei.process.plant import Plant
from jingwei.spec.policy import Viewer
from jingwei.store import workspace
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.queue.jobs import Handler as JobHandler
from jingwei.store.queue.outbox import Handler as DeliveryHandler
from jingwei.store.queue.timers import Handler as TimerHandler
from jingwei.store.queue.timers import Timer
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace
from jingwei.suite.calls import CALLS
from jingwei.suite.demo import install
from jingwei.suite.demo.install import DemoAccount
from jingwei.suite.load import load

ZONE = ZoneInfo("Asia/Shanghai")
SHIFTS = (Shift.parse("08:00-12:00"), Shift.parse("13:00-17:00"))
PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "flow", trusted=True)
"""Who acts when a timer rings: the platform itself."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the worker does, by the name that stands in the row."""

    timers: Mapping[str, TimerHandler] = field(default_factory=dict)
    jobs: Mapping[str, JobHandler] = field(default_factory=dict)
    deliveries: Mapping[str, DeliveryHandler] = field(default_factory=dict)


def plant(now: datetime) -> Plant:
    """The standard plant: Chinese working days, two half-day shifts."""
    return Plant(ZONE, china_calendar(ZONE, SHIFTS, range(now.year - 2, now.year + 3)))


def doors(pool: Pool, poke: Callable[[Workspace], None], ids: IdsOf, clock: Clock | None = None) -> Doors:
    """The write doors of this process with every call of the suite."""
    told = clock or SystemClock()
    return Doors(pool, ids, told, plant(told.now()), CALLS, poke)


def handlers(made: Doors) -> Handlers:
    """Everything the worker can do."""

    async def wake(transaction: Transaction, where: Workspace, timers: Sequence[Timer]) -> None:
        for timer in timers:
            if timer.instance is not None and timer.token is not None:
                command = Wake(timer.instance, timer.token, timer_name(timer), timer.id)
                await made[where].inside(transaction, PLATFORM, (command,))

    return Handlers(timers={"flow": wake})


def timer_name(timer: Timer) -> str:
    """The name a flow gave its timer: remind, escalate, late."""
    return str(json.loads(timer.data).get("name", ""))


async def first_start(pool: Pool, data: Path) -> tuple[DemoAccount, ...]:
    """Fills an installation without a workspace; answers at every start with the demo accounts."""
    known = await workspace.every(pool)
    made = doors(pool, lambda _: None, IdsOf())
    try:
        if not known:
            place = await workspace.create(pool, "factory", Words("示范工厂", "Demo factory"))
            await made.catalogues.publish(place, tuple(load()), 0)
            return await install.factory(made, place)
        return await install.accounts(made, known[0])
    finally:
        await made.close()
