"""Keyset paging: the rows after a cursor, in phases so that an index gives each of them in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from jingwei.base.decimals import parse_decimal
from jingwei.base.errors import Invalid
from jingwei.base.ids import LARGEST
from jingwei.query.cursor import Cursor, refuse
from jingwei.query.frame import Frame, Given, Source
from jingwei.query.plan import Key
from jingwei.query.request import ListRequest


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the order: rows whose first key is filled, or those where it is empty, which follow."""

    where: tuple[str, ...]
    filled: bool


def signature(keys: tuple[Key, ...]) -> str:
    """What a cursor must have been made for."""
    return ",".join(("-" if key.down else "") + key.name for key in keys)


def phases(frame: Frame, keys: tuple[Key, ...], after: Cursor | None) -> tuple[Phase, ...]:
    """The phases of a page, each with the conditions of its rows."""
    first = keys[0]
    if after is not None and (after.order != signature(keys) or len(after.values) != len(keys) - 1):
        refuse()
    if after is None:
        if not first.nullable:
            return (Phase((), True),)
        return (Phase((f"{first.sql} IS NOT NULL",), True), Phase((f"{first.sql} IS NULL",), False))
    if len(keys) > 1 and after.values[0] is None:
        return (Phase((f"{first.sql} IS NULL", beyond(frame, keys, after, 1)), False),)
    here = Phase(tuple(bounded(frame, keys, after)), True)
    return (here, Phase((f"{first.sql} IS NULL",), False)) if first.nullable else (here,)


def bounded(frame: Frame, keys: tuple[Key, ...], after: Cursor) -> list[str]:
    """After the cursor where the first key is filled, written so that an index can begin there."""
    first, sign = keys[0], "<" if keys[0].down else ">"
    if len(keys) == 1:
        return [f"{first.sql} {sign} {record(frame)}"]
    if len(keys) == 2 and keys[1].down == first.down:
        return [f"({first.sql}, {keys[1].sql}) {sign} ({value(frame, first, 0)}, {record(frame)})"]
    bound = value(frame, first, 0)
    return [
        f"{first.sql} {sign}= {bound}",
        f"({first.sql} {sign} {bound} OR {beyond(frame, keys, after, 1)})",
    ]


def beyond(frame: Frame, keys: tuple[Key, ...], after: Cursor, index: int) -> str:
    """After the cursor by the keys from `index` on, the earlier ones being equal."""
    key = keys[index]
    sign = "<" if key.down else ">"
    if index == len(keys) - 1:
        return f"{key.sql} {sign} {record(frame)}"
    rest = beyond(frame, keys, after, index + 1)
    if after.values[index] is None:
        return f"({key.sql} IS NULL AND {rest})"
    bound = value(frame, key, index)
    later = f"{key.sql} {sign} {bound}" + (f" OR {key.sql} IS NULL" if key.nullable else "")
    return f"({later} OR ({key.sql} = {bound} AND {rest}))"


def record(frame: Frame) -> str:
    """The placeholder of the id in the cursor."""
    return frame.bind(Source("after id", "bigint", lambda given: read("bigint", cursor(given).id)))


def value(frame: Frame, key: Key, index: int) -> str:
    """The placeholder of a sort value in the cursor."""
    return frame.bind(
        Source(f"after {index}", key.cast, lambda given: read(key.cast, cursor(given).values[index]))
    )


def cursor(given: Given) -> Cursor:
    if not isinstance(given.request, ListRequest) or given.request.after is None:
        raise TypeError("A statement for a later page needs a cursor.")
    return given.request.after


def read_id(text: str) -> int:
    number = int(text)
    if not 0 < number <= LARGEST:
        raise ValueError(text)
    return number


def read_bool(text: str) -> bool:
    return {"true": True, "false": False}[text]


READERS: dict[str, Callable[[str], str | int | bool | date | Decimal]] = {
    "text": str,
    "bigint": read_id,
    "numeric": parse_decimal,
    "date": date.fromisoformat,
    "timestamptz": datetime.fromisoformat,
    "boolean": read_bool,
}


def read(cast: str, text: str | None) -> object:
    """A value of a cursor as an argument; a cursor that was tampered with is refused."""
    if text is None or "\x00" in text:
        refuse()
    try:
        found = READERS[cast](text)
    except (ValueError, KeyError, Invalid):
        refuse()
    if isinstance(found, datetime) and found.tzinfo is None:
        refuse()
    return found
