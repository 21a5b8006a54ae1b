"""A plan is put into effect, whole or order by order, as the planner's own change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import msgspec

from jingwei.base.errors import Fault, Invalid, NotFound
from jingwei.base.words import Words
from jingwei.process.commands import Actor, Command
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store.queue.jobs import Job
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, read
from jingwei.suite.planning import taking
from jingwei.suite.planning.basis import NUMBER, ORDERS, PLACE, Basis
from jingwei.suite.planning.differences import changes, elsewhere
from jingwei.suite.planning.floor_plan import Ground, as_planned
from jingwei.suite.planning.grounds import standing_ground
from jingwei.suite.planning.plans import Chosen, Json, Plan, placed_as
from jingwei.suite.planning.reader import Reader
from jingwei.suite.planning.reading import shop
from jingwei.suite.planning.reasons import all_reasons
from jingwei.suite.planning.scenario import Scenario, supposed
from jingwei.suite.planning.searching import eased
from jingwei.suite.planning.shop import Shop, Task
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.stale import Now, orders_changed, things_changed, told

ENGINE = Actor(Viewer(0, 0, (), frozenset(), True), "engine", trusted=True)
"""Who acts where nobody asked."""
BATCH = 60
WHOLE = Words("采纳排程方案“{t}”", 'Accepted the schedule plan "{t}"')
SOME = Words("采纳排程方案“{t}”：{o}", 'Accepted the schedule plan "{t}": {o}')

UNNAMED = Words("排程", "schedule")


async def accept(doors: Doors, job: Job, ground: Ground) -> Json:
    """The orders that are asked for, or all, are put where the plan has them; what is not asked for gives way."""
    number = int(str(job.args["plan"]))
    plan, title, scenario = await kept(job, number)
    # A plan that says nothing of put-off starts was made without, whatever the planner likes now.
    starts = "soon" if plan.later is None else plan.later.starts
    wishes = replace(ground.wishes, starts=starts)
    now = Now.of(ground.shop)
    unplaced = {one.id for one in plan.left_out}
    asked = job.args.get("orders")
    wanted = (
        [str(one) for one in asked]
        if isinstance(asked, list)
        else sorted(plan.basis[ORDERS].keys() - unplaced, key=int)
    )
    changed = orders_changed(plan.basis, now)
    await refuse_changed(doors, job, plan.basis, now, wanted, whole=asked is None)
    refuse_left_out(scenario)
    orders = "" if asked is None else "、".join(plan.basis[ORDERS][one][NUMBER] for one in wanted)
    accepted = {*wanted, *plan.accepted}
    whole = accepted >= (plan.basis[ORDERS].keys() & now.basis[ORDERS].keys()) - unplaced
    if plan.chosen is not None:
        plan, ground = await take(doors, job, ground, (plan, plan.chosen), wanted, whole, title, orders)
        now = Now.of(ground.shop)
    stands = {task.id: task for order in ground.shop.orders for task in order.tasks}
    # What was accepted before and moved since stays where it was put.
    taken = {*wanted, *plan.accepted} - changed.keys()
    commands: Sequence[Command]
    if taken >= now.basis[ORDERS].keys() - unplaced:
        commands, why = as_it_is(plan, stands), msgspec.to_builtins(plan.why)
    else:
        machines = supposed(ground.shop, Scenario(scenario.machines)).machines
        shop_ = replace(held(ground.shop, plan, {int(one) for one in taken}), machines=machines)
        around, schedule = await asyncio.to_thread(as_planned, replace(ground, shop=shop_))
        schedule = await asyncio.to_thread(eased, schedule, wishes)
        commands = changes(around, schedule, stands)
        why = all_reasons(around, ground.plant.zone, schedule)
    await put_into_effect(doors, job, commands, title, orders)
    await remember(doors, job, number, plan, sorted(accepted, key=int), whole, now)
    return {"written": len(commands), "accepted": wanted, "stands": why, "starts": starts, "basis": now.basis}


async def take(
    doors: Doors, job: Job, ground: Ground, chosen: tuple[Plan, Chosen], wanted: Collection[str], whole: bool, title: str,
    orders: str,
) -> tuple[Plan, Ground]:  # fmt: skip
    """What the plan chose for the orders is written; the plan with the operations of now, and the ground as it is then."""
    plan, those = chosen
    routed = taking.taken(those, wanted)
    worked = taking.needed(plan, those, ground.shop, wanted, whole=whole)
    if not routed and not worked:
        return plan, ground
    await put_into_effect(doors, job, taking.commands(those, routed, worked, title), title, orders)
    names = Names(await doors.catalogue(job.workspace), job.workspace.schema)
    after = await read(doors.pool, lambda t: standing_ground(t, names, ground.plant, ground.now))
    return taking.settled(plan, those, after.shop, routed, worked), after


async def kept(job: Job, number: int) -> tuple[Plan, str, Scenario]:
    """A finished plan with its title and what it supposes."""
    async with job.pool.connection() as connection:
        row = await connection.fetchrow(
            f"select result::text as result, args->>'title' as title, (args->'scenario')::text as scenario "
            f"from {job.workspace.schema}.job where id = $1 and kind = $2 and state = 'done' "
            "and args->>'do' = 'run' and not args ? 'dropped'",
            number,
            job.kind,
        )
    if row is None:
        raise NotFound("plan", Words("没有这个排程方案", "No such schedule plan"))
    scenario = msgspec.json.decode(row["scenario"] or "{}", type=Scenario)
    return msgspec.json.decode(row["result"], type=Plan), row["title"] or "", scenario


def refuse_left_out(scenario: Scenario) -> None:
    """What a copy supposes not to be made still stands where it stood, in the way of the others."""
    if any(one.leave_out for one in scenario.orders):
        words = Words(
            "该方案假设不做某些工单，只能对比，不能采纳；请先取消这些工单再运行",
            "The plan supposes that some orders are not made: it can be compared, not accepted; cancel them and run again",
        )
        raise Invalid.at((), "supposed", words)


async def refuse_changed(
    doors: Doors, job: Job, known: Basis, now: Now, wanted: Collection[str], *, whole: bool
) -> None:
    """Nobody puts a plan into effect that no longer fits: machines as they were, and the orders asked for."""
    if any(one not in known[ORDERS] for one in wanted):
        raise Invalid.at(
            ("orders",), "no_such_order", Words("该工单不在方案中", "The order is not in the plan")
        )
    orders = orders_changed(known, now)
    found = things_changed(known, now)
    found += list(orders.values()) if whole else [orders[one] for one in wanted if one in orders]
    if found:
        actor, catalogue = await actor_of(doors, job), await doors.catalogue(job.workspace)
        ambient = doors.plant.ambient(doors.clock.now(), actor.person)

        async def work(transaction: Transaction) -> list[Words]:
            reader = Reader(transaction, Names(catalogue, job.workspace.schema), actor.viewer, ambient)
            return await told(reader, found)

        said = await read(doors.pool, work)
        again = Words("方案已过期，请重新运行", "The plan is out of date; run it again")
        raise Invalid([Fault((), "stale", again), *(Fault((), "changed", one) for one in said)])


def as_it_is(plan: Plan, stands: Mapping[int, Task]) -> list[Command]:
    """The changes that put everything where the plan has it."""
    found = (
        elsewhere(stands[int(task)], int(machine), begin, end, plan.staff.get(task, (None, None)))
        for task, machine, begin, end in plan.bars
        if int(task) in stands
    )
    return [change for change in found if change is not None]


def held(seen: Shop, plan: Plan, taken: Collection[int]) -> Shop:
    """The shop with the accepted orders where the plan has them, to stay there while the rest is timed."""
    orders = tuple(
        replace(there, tasks=tuple(replace(task, locked=True) for task in there.tasks))
        if there.id in taken
        else here
        for here, there in zip(seen.orders, placed_as(seen, plan).orders, strict=True)
    )
    return replace(seen, orders=orders)


async def actor_of(doors: Doors, job: Job) -> Actor:
    """Whoever asked for the job, with no more rights than they had asking."""
    asked = job.args.get("as")
    if job.created_by is None or not isinstance(asked, dict):
        return ENGINE
    roles = asked["roles"]
    caller = Caller(
        0, "", asked["language"], job.workspace, job.created_by, asked["admin"], asked["via"],
        roles=None if roles is None else tuple(roles),
    )  # fmt: skip
    return await doors.actor(caller)


async def put_into_effect(
    doors: Doors, job: Job, commands: Sequence[Command], title: str, orders: str = ""
) -> None:
    """Written in batches; a job cut off half-way finds its first half standing."""
    door, actor = doors[job.workspace], await actor_of(doors, job)
    why = (SOME if orders else WHOLE).fill(t=title or UNNAMED, o=orders).say(actor.language)
    for start in range(0, len(commands), BATCH):
        await door.submit(actor, commands[start : start + BATCH], why=why)
        done = min(start + BATCH, len(commands))
        await job.progress(done, len(commands), Words("写入排程", "Writing the schedule"))


async def remember(
    doors: Doors, job: Job, number: int, plan: Plan, accepted: list[str], whole: bool, before: Now
) -> None:
    """What of the plan stands now. What its acceptance moved does not make it old; what else has changed still does."""
    changed = (
        {}
        if plan.chosen is None
        else {name: msgspec.to_builtins(getattr(plan, name)) for name in ("bars", "staff", "why", "chosen")}
    )
    names = Names(await doors.catalogue(job.workspace), job.workspace.schema)
    after = Now.of(await read(doors.pool, lambda t: shop(t, names)))
    kept = {
        **plan.basis,
        ORDERS: {order: moved(parts, order, before, after) for order, parts in plan.basis[ORDERS].items()},
    }
    async with job.pool.connection() as connection:
        await connection.execute(
            f"update {job.workspace.schema}.job set result = result || $2::jsonb where id = $1",
            number,
            json.dumps({**changed, "accepted": accepted, "whole": whole, "basis": kept}),
        )


def moved(parts: list[str], order: str, before: Now, after: Now) -> list[str]:
    """What is remembered of an order, in its new place unless somebody else had moved it before."""
    stood, stands = before.basis[ORDERS].get(order), after.basis[ORDERS].get(order)
    if stood is None or stands is None or stood[PLACE] != parts[PLACE]:
        return parts
    return [*parts[:PLACE], stands[PLACE], *parts[PLACE + 1 :]]
