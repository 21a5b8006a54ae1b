"""The built front end: files as they are, and the page itself for every address of its own."""

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from jingwei.base.errors import NotFound
from jingwei.base.words import Words

ROOT = Path(__file__).parent / "static"
_TEXT = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest",
    "image/svg",
    "application/wasm",
)
_NOT_BUILT = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>经纬 Jingwei</title>
<p>前端尚未构建，请运行 <code>make ui</code>。</p>
<p>The pages are not built yet; run <code>make ui</code>.</p></html>"""


async def page(request: Request) -> Response:
    """A file of the front end, or `index.html` where the front end shows an address of its own."""
    wanted = request.path_params.get("path", "")
    root: Path = request.app.state.static
    if wanted.startswith(("api/", "healthz")):
        raise NotFound("not_found", Words("没有这个地址", "No such address"))
    found = await run_in_threadpool(_locate, root, wanted)
    if found is None:
        if "." in wanted.rsplit("/", 1)[-1]:
            raise NotFound("not_found", Words("没有这个文件", "No such file"))
        found = await run_in_threadpool(_locate, root, "index.html")
    if found is None:
        return HTMLResponse(_NOT_BUILT, 503, {"Cache-Control": "no-store"})
    return await run_in_threadpool(_answer, request, root, found)


def _locate(root: Path, wanted: str) -> Path | None:
    if not wanted or "\0" in wanted:
        return None
    path = (root / wanted).resolve()
    return path if path.is_relative_to(root.resolve()) and path.is_file() else None


def _answer(request: Request, root: Path, path: Path) -> Response:
    state = path.stat()
    tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    # Built files carry a hash of their content in their name; the page and the service worker do not.
    lasting = path.parent != root and "assets" in path.relative_to(root.resolve()).parts
    headers = {
        "ETag": tag,
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    type_ = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packs = "gzip" in request.headers.get("accept-encoding", "") and type_.startswith(_TEXT)
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(_content(path, state.st_mtime_ns, packs), headers=headers, media_type=type_)


@lru_cache(maxsize=256)
def _content(path: Path, changed: int, packed: bool) -> bytes:
    raw = path.read_bytes()
    return gzip.compress(raw, 6) if packed else raw
