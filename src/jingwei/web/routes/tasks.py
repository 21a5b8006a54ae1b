"""What people do with tasks and cases: decide, withdraw, look at the flow with its tokens."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import NotFound
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.process.commands import Decide, Decision, Withdraw
from jingwei.process.doors import Doors
from jingwei.query.request import record_request
from jingwei.spec.flow.drawing import Flow
from jingwei.spec.flow.picture import Picture, picture
from jingwei.spec.flow.state import load
from jingwei.store import cases
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction
from jingwei.store.transaction import read as reading
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer, read
from jingwei.web.made import made

Json = dict[str, object]


class Decided(msgspec.Struct, forbid_unknown_fields=True):
    do: Decision
    note: str | None = None
    to: str | None = None
    node: str | None = None
    values: Json = {}


class Noted(msgspec.Struct, forbid_unknown_fields=True):
    note: str | None = None


async def decide(request: Request, caller: Caller) -> Response:
    """One decision; the answer names the tasks it opened and the documents it made, so that the page can go on."""
    sent = await read(request, Decided)
    doors = deps_of(request).doors
    task = parse_id(request.path_params["id"], ("id",))
    to = parse_id(sent.to, ("to",)) if sent.to is not None else None
    command = Decide(task, sent.do, sent.note, to, sent.node, sent.values)
    actor = await doors.actor(caller)
    key = request.headers.get("idempotency-key")
    outcome = await doors[caller.workspace].submit(actor, (command,), key=key, why=sent.note)
    created = await made(doors, caller, actor, outcome)
    return answer({"done": True, "tasks": [str(one) for one in outcome.tasks], "created": created})


async def withdraw(request: Request, caller: Caller) -> Response:
    sent = await read(request, Noted)
    doors = deps_of(request).doors
    instance = parse_id(request.path_params["id"], ("id",))
    actor = await doors.actor(caller)
    await doors[caller.workspace].submit(actor, (Withdraw(instance, sent.note),), why=sent.note)
    return answer({"done": True})


async def flow(request: Request, caller: Caller) -> Response:
    """The picture of a case and its log, for whoever may read its record."""
    doors = deps_of(request).doors
    instance = parse_id(request.path_params["id"], ("id",))
    case, log, open_tasks, version = await loaded(doors, caller, instance)
    catalogue = await doors.catalogue(caller.workspace)
    form = catalogue.by_id[case.form]
    await doors.ask(caller.workspace, await doors.actor(caller), record_request(form.slug, str(case.record)))
    state = load(case.state)
    drawn = picture(version, state)
    directory = await doors.directory(caller.workspace)
    names = {person.id: person.name for person in directory.persons.values()}
    tasks = {task.token: task for task in open_tasks}
    return answer(
        {
            "title": drawn.title.say(caller.language), "status": state.outcome or drawn.status, "form": form.slug, "record": str(case.record),
            "nodes": nodes(drawn, caller), "edges": edges(drawn, caller),
            "tokens": [
                {"node": t.node, "since": tasks[t.token].opened_at if t.token in tasks else None, "waiting": t.waiting,
                 "persons": [{"id": str(p), "title": names.get(p)} for p in t.persons],
                 "late": is_late(doors, tasks.get(t.token))}
                for t in drawn.tokens
            ],
            "log": [
                {"at": row["at"], "actor": {"id": str(row["actor"]), "title": names.get(int(str(row["actor"])))} if row["actor"] else None,
                 "what": str(row["kind"]).partition(":")[0].removeprefix("flow."), "node": str(row["kind"]).partition(":")[2],
                 "note": row["why"]}
                for row in log
            ],
        }
    )  # fmt: skip


def nodes(drawn: Picture, caller: Caller) -> list[Json]:
    return [
        {"node": n.node, "kind": n.kind, "title": n.title.say(caller.language), "progress": n.progress,
         "department": n.department}
        for n in drawn.nodes
    ]  # fmt: skip


def edges(drawn: Picture, caller: Caller) -> list[Json]:
    return [
        {
            "from": e.source,
            "to": e.target,
            "label": e.label.say(caller.language) if e.label else None,
            "dashed": e.dashed,
        }
        for e in drawn.edges
    ]


def is_late(doors: Doors, task: cases.Task | None) -> bool:
    return task is not None and task.due_at is not None and task.due_at < doors.clock.now()


async def loaded(
    doors: Doors, caller: Caller, instance: int
) -> tuple[cases.StoredCase, list[Json], list[cases.Task], Flow]:
    """The case, its log, its open tasks, and the flow as it was when the case began."""
    schema = caller.workspace.schema

    async def work(transaction: Transaction) -> tuple[cases.StoredCase, list[Json], list[cases.Task], Flow]:
        found = await cases.cases(transaction, schema, "id = $1", instance)
        if not found:
            raise NotFound("no_such_case", Words("没有这个流程", "There is no such case"))
        log = await transaction.fetch(
            f"SELECT at, actor, kind, why FROM {schema}.event WHERE root = $1 ORDER BY id", instance
        )
        open_tasks = await cases.tasks(transaction, schema, "t.instance = $1", instance)
        catalogue = await doors.catalogues.at(transaction, caller.workspace, found[0].version)
        return found[0], [dict(row) for row in log], open_tasks, catalogue.flows[found[0].flow]

    return await reading(doors.pool, work)


ROUTES = (
    route("/api/v1/tasks/{id}", decide, "POST"),
    route("/api/v1/flows/{id}", flow, "GET"),
    route("/api/v1/flows/{id}/withdraw", withdraw, "POST"),
)
