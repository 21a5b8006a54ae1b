"""Saved views of a list. Whoever reads a form keeps views of it; whoever may write its records may share them."""

from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Forbidden, Invalid, NotFound
from jingwei.base.ids import parse_id, show_id
from jingwei.base.words import Words
from jingwei.query.conditions import read_filter
from jingwei.query.request import read_sort
from jingwei.spec.form import Form
from jingwei.spec.policy import Access, Viewer
from jingwei.store import views
from jingwei.store.directory import Directory
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, run
from jingwei.store.views import View
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer, nothing, read
from jingwei.web.routes.catalogue import form_of

LONGEST = 20_000


class Look(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What a list shows; the filter is the one of `GET /api/v1/{app}/{form}`."""

    filter: list[object] = []
    sort: str = ""
    group: str = ""
    q: str = ""
    kind: Literal["table", "kanban"] = "table"
    columns: list[str] = []
    widths: dict[str, int] = {}


class NewView(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    look: Look
    shared: bool = False


class ChangedView(msgspec.Struct, forbid_unknown_fields=True):
    title: str | None = None
    look: Look | None = None
    shared: bool | None = None


async def listed(request: Request, caller: Caller) -> Response:
    """The caller's own views and those shared by others, and whether the caller may share."""
    form, access = await reached(request, caller)
    directory = await deps_of(request).doors.directory(caller.workspace)

    async def work(transaction: Transaction) -> list[View]:
        return await views.of_form(transaction, caller.workspace.schema, form.id, caller.person)

    found = await run(deps_of(request).pool, work)
    return answer({"views": [shown(one, caller, directory) for one in found], "can_share": sharing(access)})


async def create(request: Request, caller: Caller) -> Response:
    sent = await read(request, NewView)
    form, access = await reached(request, caller)
    may_share(access, sent.shared)
    ids, schema = deps_of(request).ids[caller.workspace], caller.workspace.schema

    async def work(transaction: Transaction) -> View:
        await views.room(transaction, schema, form.id, caller.person)
        made = View(
            await ids.one(transaction),
            form.id,
            caller.person,
            sent.shared,
            named(sent.title),
            fitting(sent.look),
        )
        await views.keep(transaction, schema, made)
        return made

    made = await run(deps_of(request).pool, work)
    return answer(shown(made, caller, await deps_of(request).doors.directory(caller.workspace)), 201)


async def change(request: Request, caller: Caller) -> Response:
    """The owner changes a view; a shared one also an administrator."""
    sent = await read(request, ChangedView)
    number, schema = parse_id(request.path_params["id"], ("id",)), caller.workspace.schema
    doors = deps_of(request).doors
    known, viewer = await doors.catalogue(caller.workspace), (await doors.actor(caller)).viewer

    async def work(transaction: Transaction) -> View:
        before = await owned(transaction, caller, viewer, number)
        form = known.by_id.get(before.form)
        if form is None:
            raise missing()
        may_share(readable(form, known.access(viewer, form.slug)), bool(sent.shared) and not before.shared)
        after = View(
            before.id, before.form, before.owner,
            before.shared if sent.shared is None else sent.shared,
            before.title if sent.title is None else named(sent.title),
            before.look if sent.look is None else fitting(sent.look),
        )  # fmt: skip
        await views.keep(transaction, schema, after)
        return after

    made = await run(deps_of(request).pool, work)
    return answer(shown(made, caller, await doors.directory(caller.workspace)))


async def remove(request: Request, caller: Caller) -> Response:
    number = parse_id(request.path_params["id"], ("id",))
    viewer = (await deps_of(request).doors.actor(caller)).viewer

    async def work(transaction: Transaction) -> None:
        await owned(transaction, caller, viewer, number)
        await views.drop(transaction, caller.workspace.schema, number)

    await run(deps_of(request).pool, work)
    return nothing()


async def reached(request: Request, caller: Caller) -> tuple[Form, Access]:
    """The form of the address, which the caller must be able to read."""
    doors = deps_of(request).doors
    known = await doors.catalogue(caller.workspace)
    form = form_of(request, known)
    return form, readable(form, known.access((await doors.actor(caller)).viewer, form.slug))


def readable(form: Form, access: Access) -> Access:
    if not access.may("read"):
        raise Forbidden("read", Words("没有查看“{f}”的权限", "You may not read {f}").fill(f=form.title))
    return access


async def owned(transaction: Transaction, caller: Caller, viewer: Viewer, number: int) -> View:
    """A view the caller may change; somebody else's own views do not exist for the caller."""
    found = await views.find(transaction, caller.workspace.schema, number)
    if found is None or (found.owner != caller.person and not found.shared):
        raise missing()
    if found.owner != caller.person and not viewer.admin:
        words = Words(
            "共享视图由创建者或管理员修改", "A shared view is changed by its maker or an administrator"
        )
        raise Forbidden("view_of_another", words)
    return found


def missing() -> NotFound:
    return NotFound("view", Words("没有这个视图", "There is no such view"))


def sharing(access: Access) -> bool:
    return any(access.may(what) for what in ("create", "update"))


def may_share(access: Access, shared: bool) -> None:
    if shared and not sharing(access):
        words = Words(
            "能新建或修改该单据的人才能共享视图",
            "Only who may create or change these records may share a view",
        )
        raise Forbidden("share", words, ("shared",))


def named(title: str) -> str:
    found = " ".join(title.split())
    if not 1 <= len(found) <= 60:
        raise Invalid.at(("title",), "title", Words("名称须为 1 到 60 个字", "A name has 1 to 60 characters"))
    return found


def fitting(look: Look) -> dict[str, object]:
    """A look whose filter reads; which of its fields somebody sees is judged each time the list is asked for."""
    read_filter(look.filter, ("look", "filter"))
    read_sort(look.sort)
    kept = msgspec.json.encode(look)
    if len(kept) > LONGEST:
        raise Invalid.at(("look",), "too_long", Words("视图内容过长", "The view is too long"))
    found: dict[str, object] = msgspec.json.decode(kept)
    return found


def shown(view: View, caller: Caller, directory: Directory) -> dict[str, object]:
    owner = directory.persons.get(view.owner)
    return {
        "id": show_id(view.id), "title": view.title, "shared": view.shared, "mine": view.owner == caller.person,
        "owner": {"id": show_id(view.owner), "title": owner.name if owner is not None else None}, "look": view.look,
    }  # fmt: skip


ROUTES = (
    route("/api/v1/views/{app}/{form}", listed, "GET"),
    route("/api/v1/views/{app}/{form}", create, "POST"),
    route("/api/v1/views/{id}", change, "PATCH"),
    route("/api/v1/views/{id}", remove, "DELETE"),
)
