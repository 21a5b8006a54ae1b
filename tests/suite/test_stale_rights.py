"""A sentence about a change names only what its reader may see, and tells values only of cells they may see."""

from __future__ import annotations

from tests.suite.planned import rows, sources

from jingwei.base.words import Words
from jingwei.collab.desk import at_desk
from jingwei.spec.policy import Viewer
from jingwei.store.transaction import Transaction, read
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.plans import Reason
from jingwei.suite.planning.reader import Need, Reader
from jingwei.suite.planning.shop import MACHINE, ORDER, SALES
from jingwei.suite.planning.stale import OTHERWISE, UNSEEN, Changed, told
from jingwei.web.planning.board import SOMETHING, allowed

DATED = Words("销售订单交期由 3 日改为 5 日", "due on the 5th instead of the 3rd")
NAMED = Words("车床停用", "The lathe is no longer planned")


async def sentences(living: Told, viewer: Viewer, *found: Changed) -> list[str]:
    names, doors = await sources(living), living.doors
    ambient = doors.plant.ambient(doors.clock.now(), viewer.person)

    async def work(transaction: Transaction) -> list[Words]:
        return await told(Reader(transaction, names, viewer, ambient), found)

    return [one.zh for one in await read(doors.pool, work)]


async def some(living: Told, form: str, *cells: str) -> Need:
    source = (await sources(living)).form(form, "r")
    return form, int(str((await rows(living, f"SELECT min(r.id) FROM {source}"))[0][0])), cells


async def viewer(living: Told, login: str) -> Viewer:
    return (await install.actor_of(living, login)).viewer


async def test_who_may_not_see_a_sales_order_is_not_told_its_date(living: Told) -> None:
    order = await some(living, ORDER, "number")
    bare = OTHERWISE.fill(o="WO1")
    changed = Changed(DATED, order, (await some(living, SALES, "promised_due", "due"),), bare)
    assert await sentences(living, await viewer(living, "sunli"), changed) == [DATED.zh]
    # Quality reads sales orders, but not what was promised; an operator reads none at all.
    assert await sentences(living, await viewer(living, "linjing"), changed) == [bare.zh]
    assert await sentences(living, await viewer(living, "machao"), changed) == [bare.zh]


async def test_what_may_not_be_named_is_said_once(living: Told) -> None:
    machine = Changed(NAMED, await some(living, MACHINE, "name"))
    order = Changed(DATED, await some(living, ORDER, "number"))
    nobody = Viewer(0, 0, (), frozenset())
    assert await sentences(living, nobody, machine, order, machine) == [UNSEEN.zh]
    assert await sentences(living, nobody) == []
    assert await sentences(living, await viewer(living, "sunli"), machine, order) == [NAMED.zh, DATED.zh]
    gone = Changed(NAMED, (MACHINE, 1, ("name",)))
    assert await sentences(living, await viewer(living, "sunli"), gone, order) == [DATED.zh, UNSEEN.zh]


async def test_a_reason_that_names_what_may_not_be_seen_is_withheld(living: Told) -> None:
    """An operator sees the machines, but neither purchase orders nor, of an earlier plan, what it names."""
    machine, order = await some(living, MACHINE, "name"), await some(living, "purchasing.order")
    why = {
        "1": [
            Reason("等车床", "lathe", "7", [machine]),
            Reason("等采购订单", "purchase", "8", [machine, order]),
            Reason("从前说的", "earlier"),
        ]
    }

    async def seen_by(login: str) -> list[tuple[str, str | None]]:
        actor = await install.actor_of(living, login)
        found = await at_desk(living.doors, living.workspace, actor, lambda desk: allowed(desk, why))
        return [(one.zh, one.bar) for one in found["1"]]

    assert await seen_by("sunli") == [("等车床", "7"), ("等采购订单", "8"), ("从前说的", None)]
    assert await seen_by("machao") == [("等车床", "7"), (SOMETHING.zh, None), (SOMETHING.zh, None)]
