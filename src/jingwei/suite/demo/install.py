"""The demo factory 示范工厂: its data and its living orders, told as steps and carried out through the write door.

`data/story-*.yaml` are read in the order of their names; each holds `steps:`, a list of
    {create: form, rows: [values, …]}                     one submission of the platform
    {as: login, create: form, ref: name, values: {…}}     one record by a person
    {as: login, act: ref, action: slug, values: {…}, made: {form: ref}}   a button; names the documents it made
    {as: login, decide: ref, node: slug, do: approve, note: …, values: {…}}   the open task at that node of the ref's case
    {as: login, change: ref, values: {…}}      in rows of a sub-table `row: 2` names the second one
Each may say `when: "-3 09:40"`, three working days ago at 9:40; the others follow the one they stand behind.
In values `@CODE` links to the record with that key, `$name` to a ref, `{today+10}` is a date, `{workday+3}` a working day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import yaml

from jingwei.base.clock import FixedClock
from jingwei.base.words import Words, same
from jingwei.process.commands import Act, Actor, Change, Command, Create, Decide, Made, Outcome
from jingwei.process.doors import Doors
from jingwei.spec.form import Form
from jingwei.spec.policy import Viewer
from jingwei.store import cases, passwords, people
from jingwei.store.directory import Directory
from jingwei.store.queue.jobs import enqueue
from jingwei.store.records import load
from jingwei.store.transaction import Transaction, read, run
from jingwei.store.workspace import Workspace
from jingwei.suite.demo.history import dated
from jingwei.suite.planning.start import SCHEDULE

HERE = Path(__file__).parent / "data"
PASSWORD = "jingwei-2026"  # of every demo account; the start says so
PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "demo", trusted=True)
MOMENT = re.compile(r"^\{(today|workday)([+-]\d+)?\}$")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo factory, to be shown on the terminal."""

    login: str
    password: str
    title: Words


@dataclass(slots=True)
class Told:
    """The story so far: what refs stand for."""

    doors: Doors
    workspace: Workspace
    today: date
    refs: dict[str, Made] = field(default_factory=dict)


async def factory(doors: Doors, workspace: Workspace) -> tuple[DemoAccount, ...]:
    """Fills an empty workspace and makes an account for every person of it."""
    told = await tell(doors, workspace)
    await make_accounts(doors, workspace)
    await ask_for_plans(told)
    return await accounts(doors, workspace)


async def ask_for_plans(told: Told) -> None:
    """The first MRP run, asked for by the planner, and the first dispatch wait for the worker, which has the engines."""
    await carry_out(told, {"as": "sunli", "create": "planning.run", "ref": "run", "values": {}})
    await carry_out(told, {"as": "sunli", "act": "run", "action": "start"})
    doors, workspace = told.doors, told.workspace

    async def work(transaction: Transaction) -> None:
        await enqueue(transaction, workspace, doors.ids[workspace], SCHEDULE, {"do": "run", "accept": True})

    await run(doors.pool, work)


async def tell(doors: Doors, workspace: Workspace) -> Told:
    """Plays the story through doors whose clock stands at the moment each step is told to have happened."""
    today = doors.plant.ambient(doors.clock.now(), None).today
    story = dated(steps(), doors.plant, today)
    clock = FixedClock(story[0].at)
    past = Doors(doors.pool, doors.ids, clock, doors.plant, doors.calls, doors.poke)
    told = Told(past, workspace, today)
    try:
        for one in story:
            clock.advance(one.at - clock.now())
            try:
                await carry_out(told, one.step)
            except Exception as error:
                error.add_note(f"in {one.place}: {one.step}"[:400])
                raise
    finally:
        await past.close()
    doors.directories.forget(workspace)
    return Told(doors, workspace, today, told.refs)


def steps() -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every step of the story with its place, in the order of the files."""
    for path in sorted(HERE.glob("story-*.yaml")):
        for index, step in enumerate(yaml.safe_load(path.read_text("utf-8"))["steps"]):
            yield f"step {index} of {path.name}", step


async def carry_out(told: Told, step: Mapping[str, object]) -> None:
    """One step of the story."""
    actor = await actor_of(told, step.get("as"))
    commands: list[Command]
    match step:
        case {"create": str(form), "rows": list(rows)}:
            commands = [Create(form, filled(told, row)) for row in rows]
            await told.doors[told.workspace].submit(actor, commands)
        case {"create": str(form), "values": dict(values)}:
            outcome = await told.doors[told.workspace].submit(actor, (Create(form, filled(told, values)),))
            remember(told, step, outcome, outcome.asked[0])
        case {"act": str(ref), "action": str(action)}:
            made = told.refs[ref]
            command = Act(made.form, made.id, action, filled(told, step.get("values", {})))
            remember(told, step, await told.doors[told.workspace].submit(actor, (command,)), None)
        case {"change": str(ref), "values": dict(values)}:
            made = told.refs[ref]
            outcome = await told.doors[told.workspace].submit(
                actor, (Change(made.form, made.id, await addressed(told, made, filled(told, values))),)
            )
            remember(told, step, outcome, None)
        case {
            "decide": str(ref),
            "node": str(node),
            "do": ("approve" | "reject" | "complete" | "return") as do,
        }:
            task = await task_at(told, told.refs[ref], node)
            answers = await addressed(told, told.refs[ref], filled(told, step.get("values", {})))
            decision = Decide(task, do, text(step.get("note")), None, None, answers)
            remember(told, step, await told.doors[told.workspace].submit(actor, (decision,)), None)
        case _:
            raise ValueError("This step is none of create, act, change, decide.")


async def addressed(told: Told, made: Made, values: dict[str, object]) -> dict[str, object]:
    """`row: 2` in the rows of a sub-table becomes the id of its second row."""
    form = (await told.doors.catalogue(told.workspace)).forms[made.form]
    for item, table in form.tables():
        sent = values.get(item.slug)
        if not isinstance(sent, list):
            continue

        async def work(transaction: Transaction, table: Form = table) -> list[load.Cells]:
            return await load.lines(transaction, told.workspace.schema, table, [made.id])

        stored = await read(told.doors.pool, work)
        values[item.slug] = [placed(one, stored) for one in sent]
    return values


def placed(sent: object, stored: Sequence[load.Cells]) -> object:
    if not isinstance(sent, Mapping) or "row" not in sent:
        return sent
    rest = {k: v for k, v in sent.items() if k != "row"}
    return {"id": str(stored[int(str(sent["row"])) - 1]["id"]), **rest}


def text(value: object) -> str | None:
    return None if value is None else str(value)


async def actor_of(told: Told, login: object) -> Actor:
    """The person of that login, judged by their own roles; nobody named is the platform."""
    if login is None:
        return PLATFORM
    directory = await told.doors.directory(told.workspace)
    person = next((p for p in directory.persons.values() if p.login == login), None)
    if person is None:
        raise ValueError(f"There is no person with the login {login}.")
    return Actor(directory.viewer(person.id), "demo")


def remember(told: Told, step: Mapping[str, object], outcome: Outcome, asked: Made | None) -> None:
    """Keeps the refs a step names: its own record, and by form the documents that followed from it."""
    if asked is not None and "ref" in step:
        told.refs[str(step["ref"])] = asked
    wanted = step.get("made", {})
    if isinstance(wanted, Mapping):
        for form, names in wanted.items():
            found = [one for one in outcome.followed if one.form == form and one.created]
            for name, one in zip([names] if isinstance(names, str) else names, found, strict=True):
                told.refs[str(name)] = one


async def task_at(told: Told, made: Made, node: str) -> int:
    """The open task at a node of the case that runs on a record."""
    form = (await told.doors.catalogue(told.workspace)).forms[made.form]

    async def work(transaction: Transaction) -> list[cases.Task]:
        where = "t.form = $1 AND t.record = $2 AND t.node = $3"
        return await cases.tasks(transaction, told.workspace.schema, where, form.id, made.id, node)

    found = await read(told.doors.pool, work)
    if not found:
        raise ValueError(f"There is no open task at {node} of {made.form} {made.id}.")
    return found[0].id


def filled(told: Told, value: object) -> dict[str, object]:
    """Values with links, refs and dates put in."""
    if not isinstance(value, Mapping):
        raise TypeError("The values of a step are a mapping.")
    return {str(k): one(told, v) for k, v in value.items()}


def one(told: Told, value: object) -> object:
    if isinstance(value, Mapping):
        return {str(k): one(told, v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [one(told, v) for v in value]
    if isinstance(value, float):
        return str(value)
    if isinstance(value, str) and value[:1] == "@":
        return {"key": value[1:]}
    if isinstance(value, str) and value[:1] == "$" and value[1:] in told.refs:
        return str(told.refs[value[1:]].id)
    match = MOMENT.match(value) if isinstance(value, str) else None
    return value if match is None else moment(told, match[1], int(match[2] or 0)).isoformat()


def moment(told: Told, kind: str, days: int) -> date:
    """A day counted from today, in calendar or in working days."""
    if kind == "today":
        return told.today + timedelta(days=days)
    day, left, step = told.today, abs(days), 1 if days >= 0 else -1
    while left:
        day += timedelta(days=step)
        left -= bool(told.doors.plant.calendar.shifts_on(day))
    return day


async def make_accounts(doors: Doors, workspace: Workspace) -> None:
    """An account for every person that has none; all with the demo password."""
    directory = await doors.directory(workspace)
    hashed = await passwords.hashed(PASSWORD)
    for person in directory.persons.values():

        async def work(transaction: Transaction, login: str = person.login, number: int = person.id) -> None:
            known = await people.credentials(transaction, login)
            account = known.account if known else await people.create_account(transaction, login, hashed)
            await people.join(transaction, account.id, workspace.id, number)

        await run(doors.pool, work)


async def accounts(doors: Doors, workspace: Workspace) -> tuple[DemoAccount, ...]:
    """The demo accounts to show; none once somebody has changed their passwords or when this is no demo."""
    async with doors.pool.connection() as connection:
        rows = await connection.fetch(
            "SELECT a.login, a.password, m.person FROM jingwei.account a JOIN jingwei.member m ON m.account = a.id "
            "WHERE m.workspace = $1 ORDER BY a.id LIMIT 40",
            workspace.id,
        )
    if not rows or not await passwords.matches(rows[0]["password"], PASSWORD):
        return ()
    directory = await doors.directory(workspace)
    return tuple(DemoAccount(row["login"], PASSWORD, described(directory, row["person"])) for row in rows)


def described(directory: Directory, person: int) -> Words:
    """Name and department, as they stand in the directory."""
    found = directory.persons.get(person)
    if found is None:
        return Words("—", "—")
    department = directory.departments.get(found.department)
    text = f"{found.name} · {department.name}" if department is not None else found.name
    return same(text)
