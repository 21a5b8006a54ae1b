"""Why an order is late, in sentences that lead to what is in the way."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from jingwei.base.words import Words
from jingwei.engines import schedule as engine
from jingwei.suite.planning.crew import PERSON, TOOL
from jingwei.suite.planning.floor_plan import FloorPlan
from jingwei.suite.planning.reader import Need, machine_named, operation
from jingwei.suite.planning.shop import Wait

LONGEST_CHAIN = 4
CAUSES = {
    engine.Cause.MACHINE: Words(
        "{t} 等设备 {m}，{o} 占用到 {s}", "{t} waits for {m}, taken by {o} until {s}"
    ),
    engine.Cause.ROUTE: Words("{t} 接上道工序，从 {s} 起", "{t} follows the operation before it, from {s}"),
    engine.Cause.UNIT: Words("{t} 等{u}，忙于 {o} 到 {s}", "{t} waits for {u}, who is with {o} until {s}"),
    engine.Cause.SERVICE: Words(
        "{t} 等工装{u}保养，到 {s}", "{t} waits for tool {u}, which is serviced until {s}"
    ),
    engine.Cause.WAIT: Words(
        "{t} 等 {o} 及其后的等待到 {s}", "{t} waits for {o} and the time after it until {s}"
    ),
    engine.Cause.FOLLOWER: Words(
        "{t} 的下道须限时衔接，因 {o} 推迟到 {s}", "What follows {t} in time has to wait for {o} until {s}"
    ),
    engine.Cause.PINNED: Words("{t} 已锁定、冻结或已开工", "{t} is locked, frozen or running"),
}
MATERIAL = Words("{t} 等料 {i}：{d}，{s} 到", "{t} waits for {i}: {d}, there on {s}")
PART = Words("{t} 等自制件 {i}，{o} 到 {s} 做完", "{t} waits for {i}, which {o} finishes at {s}")
PLANNED = Words("{t} 不早于计划开工日 {s}", "{t} does not begin before its planned start {s}")
AT_ONCE = Words("{t} 现在就可开始，工时不够", "{t} could start at once, the time left is too short")
Json = dict[str, object]


def reasons(plan: FloorPlan, zone: ZoneInfo, schedule: engine.Schedule, at: int) -> list[Json]:
    """Why a late order ends when it does, its last operation first; nothing for one in time."""
    last = int(plan.problem.job_first[at + 1]) - 1
    if int(schedule.end[last]) <= int(plan.problem.due[at]):
        return []
    chain = engine.why_late(schedule, at)
    shown = [link for link in chain if link.cause is not engine.Cause.ROUTE] or list(chain)
    return [reason(plan, zone, schedule, link) for link in shown[:LONGEST_CHAIN]]


def reason(plan: FloorPlan, zone: ZoneInfo, schedule: engine.Schedule, link: engine.Link) -> Json:
    task = plan.tasks[link.operation]
    machine = plan.machines[int(schedule.machine[link.operation])]
    since = plan.at(link.since).astimezone(zone).strftime("%m-%d %H:%M")
    other = plan.tasks[link.blocker].code if link.blocker >= 0 else ""
    waits = plan.material.get(task.id, ())
    part = next(
        (one for one in waits if link.blocker >= 0 and one.order == plan.tasks[link.blocker].order), None
    )
    named = [operation(task), machine_named(machine.id), *unit_named(plan, link.unit)]
    if link.blocker >= 0:
        named.append(operation(plan.tasks[link.blocker]))
    if link.cause is engine.Cause.MATERIAL:
        wait = max((one for one in waits if dated(plan, one)), key=lambda one: one.day)
        named += wait.names
        said = MATERIAL.fill(t=task.code, i=wait.item, d=wait.source, s=wait.day.strftime("%m-%d"))
    elif link.cause is engine.Cause.WAIT and part is not None:
        named += part.names
        said = PART.fill(t=task.code, i=part.item, o=other, s=since)
    elif link.cause is engine.Cause.RELEASE and link.since > 0:
        said = PLANNED.fill(t=task.code, s=since)
    else:
        said = CAUSES.get(link.cause, AT_ONCE).fill(
            t=task.code, m=machine.name, s=since, o=other, u=who(plan, link.unit)
        )
    bar = plan.tasks[link.blocker if link.blocker >= 0 else link.operation]
    return {"zh": said.zh, "en": said.en, "bar": str(bar.id), "names": named}


def dated(plan: FloorPlan, wait: Wait) -> bool:
    """Whether it is waited for by its day and not by the work order that makes it."""
    return wait.order is None or all(order.id != wait.order for order in plan.orders)


def who(plan: FloorPlan, unit: int) -> str:
    """A person or a tool by the engine's number."""
    names = [*(person.name for person in plan.crew.people), *(tool.name for tool in plan.crew.tools)]
    return names[unit] if 0 <= unit < len(names) else ""


def unit_named(plan: FloorPlan, unit: int) -> list[Need]:
    people, tools = plan.crew.people, plan.crew.tools
    if 0 <= unit < len(people):
        return [(PERSON, people[unit].id, ("name",))]
    if len(people) <= unit < len(people) + len(tools):
        return [(TOOL, tools[unit - len(people)].id, ("code", "name"))]
    return []


def all_reasons(plan: FloorPlan, zone: ZoneInfo, schedule: engine.Schedule) -> dict[str, list[Json]]:
    """By order, of its lots the one that ends last; those in time have none."""
    last: dict[int, int] = {}
    for at, job in enumerate(plan.jobs):
        if job.id not in last or ends(plan, schedule, at) > ends(plan, schedule, last[job.id]):
            last[job.id] = at
    found = {str(order): reasons(plan, zone, schedule, at) for order, at in last.items()}
    return {order: said for order, said in found.items() if said}


def ends(plan: FloorPlan, schedule: engine.Schedule, at: int) -> int:
    """The minute at which a job is done."""
    return int(schedule.end[int(plan.problem.job_first[at + 1]) - 1])
