"""Where the next page begins: sort values and id of the last row, as text the client hands back unread."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import NoReturn

from jingwei.base.errors import Invalid
from jingwei.base.words import Words

LONGEST = 40_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """`order` names the sort it belongs to; the values are texts, None for an empty one."""

    order: str
    id: str
    values: tuple[str | None, ...]

    @property
    def shape(self) -> object:
        """Which values are empty decides the comparison, the others are arguments."""
        return (self.order, tuple(value is None for value in self.values))


def refuse() -> NoReturn:
    raise Invalid.at(
        ("after",),
        "bad_cursor",
        Words(
            "翻页位置无效，请从第一页重新开始",
            "The page marker is not valid; start again from the first page",
        ),
    )


def read_cursor(text: str) -> Cursor:
    """The cursor of a text made by `cursor_sql`; whatever else is refused."""
    if len(text) > LONGEST:
        refuse()
    try:
        padded = text + "=" * (-len(text) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        refuse()
    if not isinstance(parts, list) or len(parts) < 2:
        refuse()
    order, record, *values = parts
    if not isinstance(order, str) or not isinstance(record, str):
        refuse()
    if any(value is not None and not isinstance(value, str) for value in values):
        refuse()
    return Cursor(order, record, tuple(values))


def cursor_sql(order: str, record: str, values: tuple[str, ...]) -> str:
    """The SQL text expression of a row's cursor; `order` is a literal, the rest are text expressions."""
    parts = ", ".join((order, record, *values))
    whole = f"encode(convert_to(json_build_array({parts})::text, 'UTF8'), 'base64')"
    return f"translate({whole}, E'+/=\\n', '-_')"
