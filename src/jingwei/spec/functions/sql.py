"""Pieces of PostgreSQL that functions lower to; every argument is written once or bound in a sub-select."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from jingwei.base.decimals import SCALE
from jingwei.spec.functions.types import Kind, Type, Value

PG_TYPES: dict[Kind, str] = {
    "text": "text",
    "number": "numeric",
    "bool": "boolean",
    "date": "date",
    "datetime": "timestamptz",
    "null": "text",
}
_ATOM = re.compile(r'[\w."$]+(::\w+)?')


@dataclass(frozen=True, slots=True)
class SqlExpr:
    """SQL of one value; for a list, of one row's value in FROM `rows`. `scale` bounds a number's decimals.

    Numbers are numeric; an id may stay bigint, for it is only compared and so finds its index.
    """

    sql: str
    type: Type
    scale: int = SCALE
    rows: str | None = None
    constant: Decimal | None = None

    def __post_init__(self) -> None:
        if self.type.is_list != (self.rows is not None):
            raise ValueError("A list needs the rows it is read from, and only a list does.")


Bind: TypeAlias = Callable[[Value, Type], str]
Resolve: TypeAlias = Callable[[str], SqlExpr]


@dataclass(frozen=True, slots=True)
class Lowering:
    """What a function may ask while it is written as SQL."""

    resolve: Resolve
    bind: Bind

    def special(self, name: str) -> str:
        """`zone`, `today`, `now` or `actor` of the request: the resolver knows them as `$zone` and so on."""
        return self.resolve(f"${name}").sql


def let(template: str, **parts: str) -> str:
    """The template with its parts; what is more than a column or parameter is computed once, in a sub-select.

    Without this, nesting a function that needs its argument twice would double the SQL at each level.
    """
    if all(_ATOM.fullmatch(part) for part in parts.values()):
        return f"({template.format(**parts)})"
    columns = ", ".join(f"{part} as {name}" for name, part in parts.items())
    body = template.format(**{name: f"_v.{name}" for name in parts})
    # OFFSET 0 keeps the planner from pulling the sub-select up and copying the parts after all.
    return f"(select {body} from (select {columns} offset 0) as _v)"


def whole(part: SqlExpr, low: int, high: int) -> str:
    """A whole number within bounds, for PostgreSQL functions that take an integer and fail beyond it."""
    if part.constant is not None and low <= part.constant <= high and part.constant == int(part.constant):
        return f"{part.sql}::int"
    bounded = f"case when {{n}} < {low} then {low} when {{n}} > {high} then {high} else trunc({{n}}) end"
    return f"{let(bounded, n=part.sql)}::int"


def nothing(kind: Kind) -> str:
    return f"null::{PG_TYPES[kind]}"
