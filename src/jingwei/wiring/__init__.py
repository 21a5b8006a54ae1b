"""Names every bundle and command, explicitly; nothing here computes a plan, so that the web process stays light."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jingwei.base.calendar import Shift, china_calendar
from jingwei.base.clock import Clock, SystemClock
from jingwei.base.errors import Conflict
from jingwei.base.words import Words
from jingwei.process.doors import Doors
from jingwei.process.plant import Plant
from jingwei.store import workspace
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.workspace import Workspace
from jingwei.suite.begin import Key, begin
from jingwei.suite.calls import CALLS
from jingwei.suite.demo import install
from jingwei.suite.demo.install import DemoAccount
from jingwei.suite.load import load

ZONE = ZoneInfo("Asia/Shanghai")
MAKING = "factory-in-the-making"
"""A workspace's slug until it is complete: a start that was cut off begins it anew."""
SHIFTS = (Shift.parse("08:00-12:00"), Shift.parse("13:00-17:00"))


def plant(now: datetime) -> Plant:
    """The standard plant: Chinese working days, two half-day shifts."""
    return Plant(ZONE, china_calendar(ZONE, SHIFTS, range(now.year - 2, now.year + 3)))


def doors(pool: Pool, poke: Callable[[Workspace], None], ids: IdsOf, clock: Clock | None = None) -> Doors:
    """The write doors of this process with every call of the suite."""
    told = clock or SystemClock()
    return Doors(pool, ids, told, plant(told.now()), CALLS, poke)


async def first_start(pool: Pool, data: Path) -> tuple[DemoAccount, ...]:
    """Fills an installation without a workspace; answers at every start with the demo accounts."""
    await _clear(pool)
    known = await workspace.every(pool)
    made = doors(pool, lambda _: None, IdsOf())
    try:
        if not known:
            place = await workspace.create(pool, MAKING, Words("示范工厂", "Demo factory"))
            await made.catalogues.publish(place, tuple(load()), 0)
            accounts = await install.factory(made, place)
            await workspace.rename(pool, place, "factory")
            return accounts
        return await install.accounts(made, known[0])
    finally:
        await made.close()


async def new_workspace(pool: Pool, slug: str, title: Words, login: str) -> Key:
    """A workspace with the suite, the departments its flows name and one administrator; there whole or not at all."""
    await _clear(pool)
    if any(each.slug == slug for each in await workspace.every(pool)):
        words = Words("工作区 {s} 已存在", "There is a workspace {s} already")
        raise Conflict("workspace_exists", words.fill(s=slug), ("slug",))
    workspace.check_slug(slug)
    made = doors(pool, lambda _: None, IdsOf())
    place = await workspace.create(pool, MAKING, title)
    try:
        await made.catalogues.publish(place, tuple(load()), 0)
        key = await begin(made, place, login)
        await workspace.rename(pool, place, slug)
    except BaseException:
        await workspace.remove(pool, place)
        raise
    finally:
        await made.close()
    return key


async def _clear(pool: Pool) -> None:
    """Removes what an earlier attempt left half done."""
    for half in [each for each in await workspace.every(pool) if each.slug == MAKING]:
        await workspace.remove(pool, half)
