"""Paper: the QR code of a record's address, and the traveller (流转卡) that goes with the work through the shop."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from io import BytesIO

import msgspec
import segno
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import NotFound
from jingwei.base.ids import parse_id
from jingwei.base.words import Language, Words
from jingwei.process.doors import Doors
from jingwei.query.request import list_request, record_request
from jingwei.spec.form import Form
from jingwei.store.sessions import Caller
from jingwei.web.auth import deps_of, route
from jingwei.web.routes.catalogue import form_of

Json = dict[str, object]
STYLE = (
    "body{font:14px/1.5 'PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif;margin:12mm}"
    "h1{font-size:20px;margin:0}table{border-collapse:collapse;width:100%;margin-top:6mm}"
    "td,th{border:1px solid #444;padding:2mm;text-align:left;vertical-align:middle}"
    "dl{display:flex;flex-wrap:wrap;gap:1mm 6mm;margin:2mm 0 0}dt{color:#555}dt::after{content:'：'}dd{margin:0 4mm 0 -6mm;font-weight:600}"
    "th{background:#f2f2f2;white-space:nowrap}.hand{min-width:12mm}.qr{width:26mm;height:26mm;flex:none;display:block}.head{display:flex;gap:8mm;align-items:center}"
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "@page{margin:10mm 8mm}@media print{body{margin:0}tr{break-inside:avoid}thead{display:table-header-group}}"
)
OPERATION = "production.operation"
COLUMNS = (
    ("code", Words("工序码", "Code")), ("name", Words("工序", "Operation")), ("work_centre", Words("工作中心", "Work centre")),
    ("machine", Words("设备", "Machine")), ("operator", Words("操作工", "Operator")), ("quantity", Words("数量", "Quantity")),
    ("minutes", Words("工时(分)", "Minutes")),
)  # fmt: skip
"""What is printed of an operation; a column the reader may not see is left out."""
BY_HAND = (Words("合格", "Good"), Words("不良", "Bad"), Words("签字", "Signed"), Words("扫码报工", "Report"))
HEAD = (
    "item",
    "specification",
    "quantity",
    "due",
    "starts_on",
    "sales_order",
    "bom",
    "leader",
    "machine",
    "operator",
    "instruction",
    "note",
)


async def qr(request: Request, caller: Caller) -> Response:
    """An SVG of the address at which a phone opens the record."""
    doors = deps_of(request).doors
    form = form_of(request, await doors.catalogue(caller.workspace))
    identity = parse_id(request.path_params["id"], ("id",))
    await doors.ask(caller.workspace, await doors.actor(caller), record_request(form.slug, str(identity)))
    code = svg(address(request, form, str(identity)), scale=3)
    return Response(code, media_type="image/svg+xml")


async def printed(request: Request, caller: Caller) -> Response:
    """A page to print; the browser's own print dialogue makes the PDF."""
    doors = deps_of(request).doors
    form = form_of(request, await doors.catalogue(caller.workspace))
    if request.path_params["template"] not in form.prints:
        raise NotFound("no_template", Words("没有这个打印模板", "There is no such template"))
    identity = parse_id(request.path_params["id"], ("id",))
    page = await traveller(request, caller, doors, form, str(identity))
    return Response(page, media_type="text/html; charset=utf-8")


async def traveller(request: Request, caller: Caller, doors: Doors, form: Form, identity: str) -> str:
    """The order with its operations, one QR each; asked of an operation it is the card of that one alone."""
    actor = await doors.actor(caller)
    found = await doors.ask(caller.workspace, actor, record_request(form.slug, identity))
    record = values(found.body)
    by = "order" if form.role == "work_order" else "id"
    seen = (await doors.catalogue(caller.workspace)).access(actor.viewer, OPERATION).reads()
    columns = tuple(one for one in COLUMNS if one[0] in seen)
    asked = list_request(
        OPERATION, fields=",".join(slug for slug, _ in columns) or None, filter=f'[["{by}","eq","{identity}"]]',
        sort="code" if "code" in seen else None, limit="200",
    )  # fmt: skip
    listed = msgspec.json.decode((await doors.ask(caller.workspace, actor, asked)).body)
    rows = [dict(zip(listed["columns"], row[2:], strict=False)) | {"id": row[0]} for row in listed["rows"]]
    english = caller.language == "en"
    heads = [title.say(caller.language) for _, title in columns] + [
        one.say(caller.language) for one in BY_HAND
    ]
    body = "".join(line(request, row, [slug for slug, _ in columns]) for row in rows)
    title = text(record.get(form.title_field))
    names = facts(form, record, caller.language)
    return (
        f"<!doctype html><html lang='{caller.language}'><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<style>{STYLE}</style><div class='head'>{svg(address(request, form, identity)).decode()}"
        f"<div><h1>{'Traveller' if english else '流转卡'} {escape(title)}</h1><dl>{names}</dl></div></div>"
        f"<table><thead><tr>{''.join(f'<th>{escape(h)}</th>' for h in heads)}</tr></thead><tbody>{body}</tbody></table></html>"
    )


def facts(form: Form, record: Json, language: Language) -> str:
    """What the floor must know of the order, by the titles its form gives them; what is empty is left out."""
    shown = (
        (form.by_slug[slug].title.say(language), text(record.get(slug)))
        for slug in HEAD
        if slug in form.by_slug
    )
    return "".join(f"<dt>{escape(title)}</dt><dd>{escape(value)}</dd>" for title, value in shown if value)


def line(request: Request, row: Json, columns: Sequence[str]) -> str:
    cells = "".join(
        f"<td{' class=n' if name in ('quantity', 'minutes') else ''}>{escape(text(row.get(name)))}</td>"
        for name in columns
    )
    report = f"{origin(request)}/report/{row['id']}"
    by_hand = "<td class=hand></td>" * 3
    return f"<tr>{cells}{by_hand}<td>{svg(report).decode()}</td></tr>"


def values(body: bytes) -> Json:
    found: Json = msgspec.json.decode(body)["values"]
    return found


def text(value: object) -> str:
    """A value as paper shows it."""
    if isinstance(value, dict):
        if "value" in value:
            return f"{value['value']} {value.get('unit') or ''}".strip()
        return str(value.get("title") or "")
    return "" if value is None else str(value)


def svg(address: str, scale: int | None = None) -> bytes:
    """A code as large as it is drawn, whatever the length of the address; with a scale it has a size of its own."""
    buffer = BytesIO()
    segno.make(address, error="m").save(
        buffer, kind="svg", xmldecl=False, svgns=True, scale=scale or 1, omitsize=scale is None, border=2,
        svgclass="qr", lineclass=None,
    )  # fmt: skip
    return buffer.getvalue()


def address(request: Request, form: Form, identity: str) -> str:
    app, _, name = form.slug.partition(".")
    return f"{origin(request)}/a/{app}/{name}/{identity}"


def origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


BASE = "/api/v1/{app}/{form}/{id}"
ROUTES = (
    route(BASE + "/qr.svg", qr, "GET"),
    route(BASE + "/print/{template}", printed, "GET"),
)
