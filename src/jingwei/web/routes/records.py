"""Records of every form: lists, one record, create, change, delete, buttons; no rule of any form is here."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Conflict, Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.process.commands import Act, Actor, Change, Command, Create, Outcome, Remove
from jingwei.process.doors import Doors
from jingwei.query.request import count_request, group_request, list_request, record_request
from jingwei.spec.flow.state import load
from jingwei.spec.form import Form
from jingwei.store import cases
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction
from jingwei.store.transaction import read as reading
from jingwei.web.attached import attached
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer, answer_json, nothing, read
from jingwei.web.made import made
from jingwei.web.routes.catalogue import form_of

Json = dict[str, object]


class Values(msgspec.Struct, forbid_unknown_fields=True):
    values: Json


class Changed(msgspec.Struct, forbid_unknown_fields=True):
    values: Json
    ver: int | None = None


class Pressed(msgspec.Struct, forbid_unknown_fields=True):
    values: Json = {}
    ver: int | None = None


async def listed(request: Request, caller: Caller) -> Response:
    """A page of records, or of the picker of a link."""
    doors, form, q = await opened(request, caller)
    asked = list_request(
        form.slug, fields=q.get("fields"), filter=q.get("filter"), sort=q.get("sort"), limit=q.get("limit"),
        after=q.get("after"), q=q.get("q"),
    )  # fmt: skip
    found = await doors.ask(caller.workspace, await doors.actor(caller), asked)
    return answer_json(found.body)


async def counted(request: Request, caller: Caller) -> Response:
    doors, form, q = await opened(request, caller)
    asked = count_request(form.slug, filter=q.get("filter"), q=q.get("q"), exact=q.get("exact") == "1")
    return answer_json((await doors.ask(caller.workspace, await doors.actor(caller), asked)).body)


async def grouped(request: Request, caller: Caller) -> Response:
    doors, form, q = await opened(request, caller)
    asked = group_request(
        form.slug, by=q.get("by", ""), sum=q.get("sum"), filter=q.get("filter"), q=q.get("q")
    )
    return answer_json((await doors.ask(caller.workspace, await doors.actor(caller), asked)).body)


async def one(request: Request, caller: Caller) -> Response:
    doors, form, _ = await opened(request, caller)
    identity = parse_id(request.path_params["id"], ("id",))
    return answer(await shown(doors, caller, await doors.actor(caller), form, identity))


async def create(request: Request, caller: Caller) -> Response:
    sent = await read(request, Values)
    doors, form, _ = await opened(request, caller)
    actor = await doors.actor(caller)
    outcome = await submit(request, caller, doors, actor, Create(form.slug, sent.values))
    return answer(await shown(doors, caller, actor, form, outcome.asked[0].id), 201)


async def change(request: Request, caller: Caller) -> Response:
    sent = await read(request, Changed)
    doors, form, _ = await opened(request, caller)
    identity = parse_id(request.path_params["id"], ("id",))
    actor = await doors.actor(caller)
    try:
        await submit(request, caller, doors, actor, Change(form.slug, identity, sent.values, sent.ver))
    except Conflict as clash:
        raise await compared(doors, caller, actor, form, identity, clash) from None
    return answer(await shown(doors, caller, actor, form, identity))


async def compared(
    doors: Doors, caller: Caller, actor: Actor, form: Form, identity: int, clash: Conflict
) -> Conflict:
    """A lost race told with what stands there now, as the caller may see it, and the version to save upon."""
    if not clash.mine:
        return clash
    found = await doors.ask(caller.workspace, actor, record_request(form.slug, str(identity)))
    record: Json = msgspec.json.decode(found.body)
    values, ver = record["values"], record["ver"]
    now = {slug: values.get(slug) for slug in clash.mine} if isinstance(values, dict) else clash.theirs
    return Conflict(
        clash.code, clash.message, clash.path, base=clash.base, mine=clash.mine, theirs=now, ver=int(str(ver))
    )


async def remove(request: Request, caller: Caller) -> Response:
    doors, form, q = await opened(request, caller)
    ver = q.get("ver")
    if ver is not None and not ver.isdigit():
        raise Invalid.at(
            ("ver",), "not_a_version", Words("版本应为整数", "The version must be a whole number")
        )
    identity = parse_id(request.path_params["id"], ("id",))
    actor = await doors.actor(caller)
    await submit(request, caller, doors, actor, Remove(form.slug, identity, int(ver) if ver else None))
    return nothing()


async def press(request: Request, caller: Caller) -> Response:
    """A button: the record as it is afterwards, and the documents it made."""
    sent = await read(request, Pressed)
    doors, form, _ = await opened(request, caller)
    identity = parse_id(request.path_params["id"], ("id",))
    actor = await doors.actor(caller)
    command = Act(form.slug, identity, request.path_params["action"], sent.values, sent.ver)
    outcome = await submit(request, caller, doors, actor, command)
    record = await shown(doors, caller, actor, form, identity)
    return answer({"record": record, "created": await made(doors, caller, actor, outcome)})


async def opened(request: Request, caller: Caller) -> tuple[Doors, Form, dict[str, str]]:
    doors = deps_of(request).doors
    return doors, form_of(request, await doors.catalogue(caller.workspace)), dict(request.query_params)


async def submit(request: Request, caller: Caller, doors: Doors, actor: Actor, command: Command) -> Outcome:
    key = request.headers.get("idempotency-key")
    if key is not None and not 8 <= len(key) <= 200:
        words = Words("提交标识应为 8 到 200 个字符", "The key has 8 to 200 characters")
        raise Invalid.at(("Idempotency-Key",), "bad_key", words)
    return await doors[caller.workspace].submit(actor, (command,), key=key)


async def shown(doors: Doors, caller: Caller, actor: Actor, form: Form, identity: int) -> Json:
    """The record with what the caller may do with it just now."""
    found = await doors.ask(caller.workspace, actor, record_request(form.slug, str(identity)))
    record: Json = msgspec.json.decode(found.body)
    offered = await doors[caller.workspace].offer(actor, form, identity)
    values = record["values"]
    visible = values if isinstance(values, dict) else {}
    await attached(doors.pool, caller.workspace, form, visible)
    title = visible.get(form.title_field)
    return {
        **record,
        "title": title.get("title") if isinstance(title, dict) else title,
        "actions": offered.actions,
        "can": {"update": offered.update, "delete": offered.delete},
        "readonly": [slug for slug in offered.readonly if slug in visible],
        "flow": await running(doors, caller, form, identity),
    }


async def running(doors: Doors, caller: Caller, form: Form, identity: int) -> Json | None:
    """The record's case: the one that runs, else the last one, with the tasks it has open."""
    schema = caller.workspace.schema

    async def work(transaction: Transaction) -> tuple[list[cases.StoredCase], list[cases.Task]]:
        where = (
            f"id = (SELECT i.id FROM {schema}.instance i WHERE i.form = $1 AND i.record = $2 "
            "ORDER BY i.ended_at IS NOT NULL, i.id DESC LIMIT 1)"
        )
        found = await cases.cases(transaction, schema, where, form.id, identity)
        if not found:
            return [], []
        return found, await cases.tasks(transaction, schema, "t.instance = $1", found[0].id)

    found, tasks = await reading(doors.pool, work)
    if not found:
        return None
    flow = (await doors.catalogue(caller.workspace)).flows.get(found[0].flow)
    names = (await doors.directory(caller.workspace)).persons
    state = load(found[0].state)
    return {
        "instance": str(found[0].id),
        "title": flow.title.say(caller.language) if flow is not None else found[0].flow,
        "status": state.outcome or state.status,
        "tasks": [
            {
                "id": str(task.id), "title": task.title.say(caller.language), "node": task.node,
                "opened_at": task.opened_at, "due_at": task.due_at, "mine": caller.person in task.persons,
                "assignees": [{"id": str(p), "title": names[p].name if p in names else None} for p in task.persons],
            }
            for task in tasks
        ],
    }  # fmt: skip


BASE = "/api/v1/{app}/{form}"
ROUTES = (
    route(BASE, listed, "GET"),
    route(BASE, create, "POST"),
    route(BASE + "/count", counted, "GET"),
    route(BASE + "/group", grouped, "GET"),
    route(BASE + "/{id}", one, "GET"),
    route(BASE + "/{id}", change, "PATCH"),
    route(BASE + "/{id}", remove, "DELETE"),
    route(BASE + "/{id}/actions/{action}", press, "POST"),
)
