"""Jobs as pages watch them: how far, what came of it, and stop."""

import json
from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import NotFound
from jingwei.base.ids import parse_id, show_id
from jingwei.base.words import Language, Words
from jingwei.store.pool import Row
from jingwei.store.queue import jobs
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, run
from jingwei.suite.planning.ending import stopped_waiting
from jingwei.suite.planning.start import JOB
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer, read

Json = dict[str, object]
Looking = Callable[[Transaction], Awaitable[Row]]


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    do: Literal["cancel"]


async def look(request: Request, caller: Caller) -> Response:
    """A job of the caller; an administrator sees every job of the workspace."""
    row = await run(deps_of(request).pool, await looking(request, caller))
    return answer(shown(row, caller.language))


async def ask(request: Request, caller: Caller) -> Response:
    """Ends a job between two batches; what is written stays written."""
    await read(request, Asked)
    found = await looking(request, caller)

    async def work(transaction: Transaction) -> Row:
        row = await found(transaction)
        return await jobs.cancel(transaction, caller.workspace, row["id"])

    row = await run(deps_of(request).pool, work)
    if row["kind"] == JOB and row["state"] == "cancelled":
        await stopped_waiting(deps_of(request).doors, caller.workspace, row["id"])
    return answer(shown(row, caller.language))


async def looking(request: Request, caller: Caller) -> Looking:
    number = parse_id(request.path_params["id"], ("id",))
    admin = (await deps_of(request).doors.actor(caller)).viewer.admin

    async def work(transaction: Transaction) -> Row:
        row = await jobs.look(transaction, caller.workspace, number)
        if not admin and row["created_by"] != caller.person:
            raise NotFound("job", Words("没有这个任务", "No such job"))
        return row

    return work


def shown(row: Row, language: Language) -> Json:
    """The job with its texts in the caller's language."""
    result = None if row["result"] is None else json.loads(row["result"])
    faults = None if row["faults"] is None else json.loads(row["faults"])
    told: Json = {
        "id": show_id(row["id"]), "kind": row["kind"], "state": row["state"], "done": row["done"], "total": row["total"],
        "note": None if row["note"] is None else said(json.loads(row["note"]), language),
    }  # fmt: skip
    if isinstance(result, dict) and "counts" in result:
        told["result"] = figures(result, language)
        told["made"] = made(result, language)
        told["rehearsed"] = bool(result["rehearsed"])
        told["notices"] = [spoken(one, language) for one in result["notices"]]
    elif result is not None:
        told["result"] = result
    if faults:
        told["faults"] = [spoken(one, language) for one in faults]
    return told


def figures(result: Json, language: Language) -> Json:
    """What an import says of itself, as label and number or sentence."""
    found: Json = {}
    if result["rehearsed"]:
        found[TRIED.say(language)] = NOTHING_KEPT.say(language)
    for one in listed(result["counts"]):
        words = CHANGED if one["created"] or one["changed"] else UNCHANGED
        figures_of = {name: one[name] for name in ("created", "changed", "unchanged")}
        found[said(one["title"], language)] = words.fill(**figures_of).say(language)
    for one in listed(result["source"]):
        found[said(one["title"], language)] = one["n"]
    found[NOTICES.say(language)] = result["notice_count"]
    return found


def made(result: Json, language: Language) -> list[Json]:
    """How many records of which forms an import made, changed or left as they were."""
    return [
        {
            "form": one.get("form", ""), "title": said(one["title"], language), "created": one["created"],
            "changed": one["changed"], "unchanged": one["unchanged"],
        }
        for one in listed(result["counts"])
    ]  # fmt: skip


TRIED = Words("试运行", "Rehearsal")
NOTHING_KEPT = Words("未写入任何内容", "nothing was written")
CHANGED = Words(
    "新增 {created}，更新 {changed}，未变 {unchanged}",
    "{created} new, {changed} changed, {unchanged} as before",
)
UNCHANGED = Words("未变 {unchanged}", "{unchanged} as before")
NOTICES = Words("提示", "Notices")


def listed(value: object) -> list[Json]:
    return value if isinstance(value, list) else []


def said(words: object, language: Language) -> str:
    """Stored words in one language."""
    return str(words.get(language, "")) if isinstance(words, dict) else str(words)


def spoken(fault: Json, language: Language) -> Json:
    return {"path": fault["path"], "code": fault["code"], "message": said(fault["message"], language)}


ROUTES = (
    route("/api/v1/jobs/{id}", look, "GET"),
    route("/api/v1/jobs/{id}", ask, "POST"),
)
