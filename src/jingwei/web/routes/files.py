"""Uploading and fetching attachments; what comes back is never run by the browser."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from jingwei.base.errors import NotFound
from jingwei.base.ids import parse_id, show_id
from jingwei.base.words import Words
from jingwei.store import files
from jingwei.store.files import Content
from jingwei.store.quota import room
from jingwei.store.sessions import Caller
from jingwei.store.transaction import run
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer

# Shown by the browser as pictures; everything else, SVG and HTML above all, only ever downloads.
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_SANDBOX = "default-src 'none'; sandbox"


async def upload(request: Request, caller: Caller) -> Response:
    """Keeps the body as a loose file of the caller; linking it to a record is done by the record's write."""
    deps = deps_of(request)
    content = await kept(request, caller)
    name = request.query_params.get("name", "")
    type_ = request.headers.get("content-type", "")
    ids = deps.ids[caller.workspace]
    file = await run(
        deps.pool,
        lambda t: files.register(
            t, caller.workspace, ids, content, name, type_, caller.person, deps.files.quota
        ),
    )
    return answer({"id": show_id(file.id), "name": file.name, "size": file.size, "type": file.type}, 201)


async def kept(request: Request, caller: Caller) -> Content:
    """The body in the store of contents, unless what it announces has no room; what it holds is counted afterwards."""
    deps, announced = deps_of(request), request.headers.get("content-length", "0")
    await run(deps.pool, lambda t: room(t, caller.workspace, caller.person, int(announced), deps.files.quota))
    return await deps.files.keep(request.stream())


async def fetch(request: Request, caller: Caller) -> Response:
    """The bytes, if the caller may read the record they hang on; else as if there were none."""
    deps = deps_of(request)
    number = parse_id(request.path_params["id"], ("id",))
    file = await run(deps.pool, lambda t: files.find(t, caller.workspace, number))
    path = deps.files.path(file.sha256)
    if not await deps.may_read_file(caller, file) or not path.is_file():
        raise NotFound("file", Words("没有这个文件", "No such file"))
    return FileResponse(
        path,
        media_type=file.type if file.type in _PICTURES else "application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": _SANDBOX,
            "Cache-Control": "private, max-age=3600",
        },
    )


ROUTES = (
    route("/api/v1/files", upload, "POST"),
    route("/api/v1/files/{id}", fetch, "GET"),
)
