"""Planning over HTTP: runs and schedules are jobs of the worker, everything else is read here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.decimals import QUANTITY
from jingwei.base.errors import Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.collab.desk import Desk, at_desk
from jingwei.process.commands import Act, Create
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction
from jingwei.store.transaction import read as reading
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer, read
from jingwei.web.planning.kit import kit
from jingwei.web.planning.proposals import latest, pegging
from jingwei.web.planning.stock import Asked, moves, stock
from jingwei.web.planning.structure import explosion, uses

Json = dict[str, object]
RUN = "planning.run"


class Settings(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The switches of a run; what is left out is as the form has it."""

    horizon_days: int | None = None
    include_inspection: bool | None = None
    safety_stock: bool | None = None
    scrap_rule: str | None = None
    pull_within: int | None = None
    defer_after: int | None = None
    full: bool | None = None


async def start(request: Request, caller: Caller) -> Response:
    """Makes the run and presses its button; the job carries the progress."""
    sent = await read(request, Settings)
    doors = deps_of(request).doors
    actor, door = await doors.actor(caller), doors[caller.workspace]
    key = request.headers.get("idempotency-key")
    values: Json = msgspec.to_builtins(sent)
    made = await door.submit(actor, (Create(RUN, values),), key=key and f"{key}:run")
    number = made.asked[0].id
    await door.submit(actor, (Act(RUN, number, "start"),), key=key and f"{key}:start")
    job = await reading(doors.pool, lambda t: job_of(t, caller, number))
    return answer({"job": str(job)}, 202)


async def job_of(transaction: Transaction, caller: Caller, number: int) -> int:
    found: int = await transaction.fetchval(
        f"SELECT id FROM {caller.workspace.schema}.job WHERE kind = 'planning.mrp' AND args->>'run' = $1 ORDER BY id DESC LIMIT 1",
        str(number),
    )
    return found


def reader(
    work: Callable[[Desk, Request], Awaitable[object]],
) -> Callable[[Request, Caller], Awaitable[Response]]:
    """A route that only reads."""

    async def shown(request: Request, caller: Caller) -> Response:
        doors = deps_of(request).doors
        actor = await doors.actor(caller)
        return answer(await at_desk(doors, caller.workspace, actor, lambda desk: work(desk, request)))

    return shown


def number(request: Request) -> int:
    return parse_id(request.path_params["id"], ("id",))


async def exploded(desk: Desk, request: Request) -> Json:
    quantity = QUANTITY.parse(request.query_params.get("quantity") or "1", ("quantity",))
    if quantity <= 0:
        raise Invalid.at(
            ("quantity",), "not_positive", Words("数量应大于 0", "The quantity is more than zero")
        )
    return await explosion(desk, number(request), quantity)


async def lying(desk: Desk, request: Request) -> Json:
    return await stock(desk, Asked.of(request.query_params))


async def moved(desk: Desk, request: Request) -> Json:
    return await moves(desk, Asked.of(request.query_params, number(request)))


BASE = "/api/v1/planning"
ROUTES = (
    route(f"{BASE}/mrp", start, "POST"),
    route(f"{BASE}/mrp/latest", reader(lambda desk, request: latest(desk)), "GET"),
    route(
        f"{BASE}/orders/{{id}}/pegging", reader(lambda desk, request: pegging(desk, number(request))), "GET"
    ),
    route(f"{BASE}/bom/{{id}}", reader(exploded), "GET"),
    route(f"{BASE}/where-used/{{id}}", reader(lambda desk, request: uses(desk, number(request))), "GET"),
    route(f"{BASE}/stock", reader(lying), "GET"),
    route(f"{BASE}/stock/{{id}}", reader(moved), "GET"),
    route(f"{BASE}/kit/{{id}}", reader(lambda desk, request: kit(desk, number(request))), "GET"),
)
