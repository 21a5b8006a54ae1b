"""Reading what was sent and writing what is answered: JSON, typed by structs."""

from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.characters import BAD
from jingwei.base.errors import Invalid, Path
from jingwei.base.words import Words
from jingwei.web.errors import BadRequest

T = TypeVar("T")
NUL = b"\\u0000"
"""How JSON writes it; the byte itself is no JSON."""


async def read(request: Request, shape: type[T]) -> T:
    """The body as `shape`; what is not JSON or does not fit is refused with where and why."""
    raw = await request.body()
    try:
        if NUL in raw:
            _refuse_nul(msgspec.json.decode(raw))
        return msgspec.json.decode(raw, type=shape)
    except RecursionError as error:
        raise BadRequest("too_deep", Words("嵌套过深", "It is nested too deeply")) from error
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        path = tuple(part for part in where.rstrip("`").replace("[", ".").replace("]", "").split(".") if part)
        raise Invalid.at(
            tuple(int(part) if part.isdigit() else part for part in path),
            "shape",
            Words("格式不符：{what}", "Does not fit: {what}").fill(what=what),
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest("not_json", Words("请求不是有效的 JSON", "The request is not valid JSON")) from error


def _refuse_nul(value: object, path: Path = ()) -> None:
    """PostgreSQL keeps no NUL, in no text of any route; the place is told as the forms tell theirs."""
    match value:
        case str() if "\x00" in value:
            raise Invalid.at(path[1:] if path[:1] == ("values",) else path, "bad_character", BAD)
        case dict():
            for key, inner in value.items():
                _refuse_nul(key, path)
                _refuse_nul(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                _refuse_nul(inner, (*path, index))


def answer(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON from values."""
    return Response(msgspec.json.encode(value), status, headers, "application/json")


def answer_json(text: bytes | str, status: int = 200) -> Response:
    """JSON that PostgreSQL has already built."""
    return Response(text, status, media_type="application/json")


def nothing() -> Response:
    return Response(status_code=204)
