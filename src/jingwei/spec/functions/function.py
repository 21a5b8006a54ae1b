"""What a formula function is: its name, its types, what it computes and the SQL that computes the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from jingwei.base.decimals import DIVISION_SCALE
from jingwei.base.words import Words
from jingwei.spec.functions.sql import Lowering, SqlExpr
from jingwei.spec.functions.types import Kind, Value

Special = Literal["today", "now", "actor", "zone"]
Lower: TypeAlias = Callable[[Lowering, tuple[SqlExpr, ...]], str]


@dataclass(frozen=True, slots=True)
class Ambient:
    """What a formula may know besides its names; given by the caller, never asked of the machine."""

    now: datetime
    today: date
    actor: int | None
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("The present instant needs its zone.")


@dataclass(frozen=True, slots=True)
class Param:
    """The kinds an argument may have; arguments marked `same` must agree with each other."""

    kinds: frozenset[Kind]
    same: bool = False


def of(*kinds: Kind) -> Param:
    return Param(frozenset(kinds))


ANYTHING: frozenset[Kind] = frozenset(("text", "number", "bool", "date", "datetime"))
ORDERED: frozenset[Kind] = frozenset(("text", "number", "date", "datetime"))
SAME = Param(ANYTHING, same=True)
N, T, B = of("number"), of("text"), of("bool")


def largest_scale(parts: tuple[SqlExpr, ...]) -> int:
    return max((part.scale for part in parts if part.type.kind == "number"), default=0)


def integral(_: tuple[SqlExpr, ...]) -> int:
    return 0


def quotient_scale(_: tuple[SqlExpr, ...]) -> int:
    return DIVISION_SCALE


@dataclass(frozen=True, slots=True)
class Function:
    """A function of single values; over sub-table columns it is applied row by row.

    `result` None means the kind of the `same` arguments. `optional` counts the last params that may be left
    out, `variadic` lets the last one repeat. A strict function is null as soon as an argument is; the others
    get nulls. `evaluate` gets the Ambient first when `needs` is not empty. `scale` bounds the decimals of a
    number result. Without `lower` it cannot run in the database.
    """

    name: str
    title: Words
    params: tuple[Param, ...]
    result: Kind | None
    evaluate: Callable[..., Value]
    lower: Lower | None
    optional: int = 0
    variadic: bool = False
    strict: bool = True
    operator: bool = False
    needs: frozenset[Special] = field(default_factory=frozenset)
    scale: Callable[[tuple[SqlExpr, ...]], int] = largest_scale

    def param(self, position: int) -> Param:
        return self.params[min(position, len(self.params) - 1)]

    def accepts(self, count: int) -> bool:
        return len(self.params) - self.optional <= count and (self.variadic or count <= len(self.params))


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function that makes one value of a sub-table's column; it never sees nulls.

    `lower` gets the SQL of one row's value and gives the select list over the rows.
    """

    name: str
    title: Words
    param: Param
    result: Kind | None
    evaluate: Callable[[list[Value]], Value]
    lower: Callable[[str], str]
    scale: Callable[[tuple[SqlExpr, ...]], int] = largest_scale


def whole_number(value: Decimal, low: int, high: int) -> int:
    """The Python twin of `sql.whole`."""
    return low if value < low else high if value > high else int(value)
