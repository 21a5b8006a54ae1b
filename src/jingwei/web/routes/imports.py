"""Bringing files in: the upload is kept, a job of the worker does the rest."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Forbidden, Invalid, NotFound
from jingwei.base.ids import show_id
from jingwei.base.words import Words
from jingwei.exchange.inventree.money import Rates
from jingwei.exchange.jobs import ADMIN_ONLY
from jingwei.exchange.sources import SOURCES
from jingwei.spec.catalogue import Catalogue
from jingwei.store.files import clean_name, register
from jingwei.store.queue import jobs
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, run
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer
from jingwei.web.routes.files import kept


async def bring_in(request: Request, caller: Caller) -> Response:
    """Keeps the file and starts the job; the same Idempotency-Key starts it once."""
    deps, q = deps_of(request), request.query_params
    source, name = request.path_params["source"], clean_name(q.get("name", ""))
    kind = SOURCES.get(source)
    if kind is None:
        words = Words("不支持来源“{s}”（{k}）", 'There is no source "{s}" ({k})')
        raise NotFound("unknown_source", words.fill(s=source[:40], k=", ".join(SOURCES)))
    actor = await deps.doors.actor(caller)
    Rates.given(q.getlist("rate"))  # refused before the file has come
    asked: dict[str, object] = {"name": name, "dry": q.get("dry") in ("1", "true"), "login": caller.login}
    if source == "csv":
        asked["form"] = form_of(q, name, await deps.doors.catalogue(caller.workspace))
    elif not actor.viewer.admin:
        raise Forbidden("admin_only", ADMIN_ONLY)
    content = await kept(request, caller)
    asked |= {
        "sha256": content.sha256.hex(), "rates": q.getlist("rate"), "roles": sorted(actor.viewer.roles),
        "admin": actor.viewer.admin, "key": request.headers.get("idempotency-key", ""),
    }  # fmt: skip

    async def work(transaction: Transaction) -> int:
        known = await jobs.begun(transaction, caller.workspace, caller.person, str(asked["key"]))
        if known:
            return known
        ids, place = deps.ids[caller.workspace], caller.workspace
        # Known as a loose file, so that it counts; it is dropped like one, but never before its job has ended.
        await register(transaction, place, ids, content, name, "", caller.person, deps.files.quota)
        return await jobs.enqueue(transaction, place, ids, kind, asked, caller.person)

    number = await run(deps.pool, work)
    deps.notifier.poke(caller.workspace)
    return answer({"job": show_id(number)}, 202)


def form_of(q: Mapping[str, str], name: str, catalogue: Catalogue) -> str:
    """The form named with `?form=`, else by the file: `sales.customer.csv` goes into sales.customer."""
    slug = q.get("form") or name.removesuffix(".csv").removesuffix(".CSV")
    form = catalogue.forms.get(slug)
    if form is None or form.parent is not None:
        words = Words(
            "请指明表单：?form=应用.表单，或把文件命名为“应用.表单.csv”",
            "Name the form: ?form=app.form, or call the file app.form.csv",
        )
        raise Invalid.at(("form",), "unknown_form", words)
    return slug


ROUTES = (route("/api/v1/imports/{source}", bring_in, "POST"),)
