"""Answers for what went wrong: RFC 9457 in the caller's language, and never how it went wrong inside."""

# Refusals are named by what they say to the person, so:
# ruff: noqa: N818

import logging
import secrets

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Forbidden, JingweiError, NotFound, TooLarge, TooMany, Unavailable
from jingwei.base.words import Language, Words

_log = logging.getLogger(__name__)


class Broken(JingweiError):
    """Our own mistake; the number leads to the log."""


def problem(error: BaseException, request: Request) -> Response:
    """The answer for any exception a handler lets out."""
    refusal = _refusal(error, request)
    headers: dict[str, str] = {"Content-Language": language_of(request)}
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(refusal.retry_after)
    elif isinstance(refusal, Unavailable):
        headers["Retry-After"] = "1"
    return Response(
        msgspec.json.encode(refusal.problem(language_of(request))),
        refusal.status,
        headers,
        "application/problem+json",
    )


async def handle_http(request: Request, error: Exception) -> Response:
    """What the router itself refuses: no such address, no such method."""
    return problem(error, request)


def language_of(request: Request) -> Language:
    """What the signed-in person chose, else what the browser asks for first, else the installation's."""
    chosen: Language | None = getattr(request.state, "language", None)
    if chosen is not None:
        return chosen
    for part in request.headers.get("accept-language", "").lower().split(","):
        if part.strip().startswith("zh"):
            return "zh"
        if part.strip().startswith("en"):
            return "en"
    standard: Language = request.app.state.deps.settings.language
    return standard


def _refusal(error: BaseException, request: Request) -> JingweiError:
    if isinstance(error, JingweiError):
        if error.__cause__ is not None:
            _log.warning("%s: %s", error.code, error.__cause__)
        return error
    if isinstance(error, HTTPException):
        return _of_status(error.status_code)
    number = secrets.token_hex(4)
    _log.error("Error %s in %s %s", number, request.method, request.url.path, exc_info=error)
    return Broken(
        "internal",
        Words(
            "系统内部错误（编号 {n}），请联系管理员", "Internal error {n}; please tell your administrator"
        ).fill(n=number),
    )


def _of_status(status: int) -> JingweiError:
    if status == 404:
        return NotFound("not_found", Words("没有这个地址", "No such address"))
    if status == 405:
        return MethodNotAllowed("method", Words("此地址不支持该操作", "This address does not do that"))
    if status == 413:
        return TooLarge("too_large", Words("内容过大", "Too large"))
    if status == 403:
        return Forbidden("forbidden", Words("没有权限", "Not allowed"))
    return BadRequest("bad_request", Words("请求格式不正确", "The request is malformed"))


class BadRequest(JingweiError):
    """It cannot be read at all."""

    status = 400
    title = Words("请求格式不正确", "The request is malformed")


class MethodNotAllowed(JingweiError):
    """The address exists, the method does not."""

    status = 405
    title = Words("不支持该操作", "Method not allowed")
