"""The operators; a chain such as `a - b + c` is one call, so that long sums are not deep trees."""

import operator
from datetime import date
from decimal import Decimal
from functools import reduce

from jingwei.base import decimals
from jingwei.base.decimals import DIVISION_SCALE, SCALE, ZERO
from jingwei.base.words import Words, same
from jingwei.spec.functions.function import ORDERED, SAME, Function, Lower, N, Param, quotient_scale
from jingwei.spec.functions.sql import Lowering, SqlExpr
from jingwei.spec.functions.types import Value

JOINABLE = Param(frozenset(("text", "number", "date")))
COMPARABLE = Param(ORDERED, same=True)


def as_text(value: Value) -> str:
    """How `&` and TEXT write a value; nothing is the empty text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return decimals.plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def text_sql(part: SqlExpr) -> str:
    """`as_text` in SQL, except that nothing stays null."""
    if part.type.kind == "number":
        return f"trim_scale({part.sql})::text"
    return f"to_char({part.sql}, 'YYYY-MM-DD')" if part.type.kind == "date" else part.sql


def divide(*values: Decimal) -> Value:
    """Left to right; division by zero is null, so that one row cannot fail a whole list."""
    result = values[0]
    for value in values[1:]:
        if not value:
            return None
        result = decimals.divide(result, value)
    return result


def division_sql(a: str, b: str) -> str:
    return f"round(round({a}, {SCALE}) / nullif({b}, 0), {DIVISION_SCALE})"


def _divide_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    return reduce(division_sql, (part.sql for part in parts))


def _multiply_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    sql, scale = parts[0].sql, parts[0].scale
    for part in parts[1:]:
        sql, scale = f"({sql} * {part.sql})", scale + part.scale
        if scale > SCALE:
            sql, scale = f"round({sql}, {SCALE})", SCALE
    return sql


def product_scale(parts: tuple[SqlExpr, ...]) -> int:
    return min(SCALE, sum(part.scale for part in parts))


def _join_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    return "(" + " || ".join(f"coalesce({text_sql(part)}, '')" for part in parts) + ")"


def _in(item: Value, *options: Value) -> Value:
    """Yes when found; unknown when not found among options of which one is null."""
    if item in [option for option in options if option is not None]:
        return True
    return None if None in options else False


def _in_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    return f"({parts[0].sql} in ({', '.join(part.sql for part in parts[1:])}))"


def _compare_sql(symbol: str) -> Lower:
    def lower(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
        # Text is ordered by code point, whatever the collation of the database.
        collate = ' collate "C"' if parts[0].type.kind == "text" and symbol not in ("=", "<>") else ""
        return f"({parts[0].sql}{collate} {symbol} {parts[1].sql})"

    return lower


def _add(*values: Decimal) -> Value:
    return reduce(decimals.add, values)


def _multiply(*values: Decimal) -> Value:
    return reduce(decimals.multiply, values)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "+",
        same("+"),
        (N, N),
        "number",
        _add,
        lambda _, parts: "(" + " + ".join(part.sql for part in parts) + ")",
        variadic=True,
        operator=True,
    ),
    Function(
        "-",
        Words("负号", "minus"),
        (N,),
        "number",
        lambda value: decimals.subtract(ZERO, value),
        lambda _, parts: f"(- {parts[0].sql})",
        operator=True,
    ),
    Function(
        "*",
        same("*"),
        (N, N),
        "number",
        _multiply,
        _multiply_sql,
        variadic=True,
        operator=True,
        scale=product_scale,
    ),
    Function(
        "/",
        same("/"),
        (N, N),
        "number",
        divide,
        _divide_sql,
        variadic=True,
        operator=True,
        scale=quotient_scale,
    ),
    Function(
        "&",
        same("&"),
        (JOINABLE, JOINABLE),
        "text",
        lambda *values: "".join(map(as_text, values)),
        _join_sql,
        variadic=True,
        strict=False,
        operator=True,
    ),
    Function("=", same("="), (SAME, SAME), "bool", operator.eq, _compare_sql("="), operator=True),
    Function("<>", same("<>"), (SAME, SAME), "bool", operator.ne, _compare_sql("<>"), operator=True),
    *(
        Function(
            symbol, same(symbol), (COMPARABLE,) * 2, "bool", compare, _compare_sql(symbol), operator=True
        )
        for symbol, compare in (
            ("<", operator.lt),
            ("<=", operator.le),
            (">", operator.gt),
            (">=", operator.ge),
        )
    ),
    Function(
        "in",
        Words("属于", "in"),
        (SAME, SAME),
        "bool",
        lambda item, *options: None if item is None else _in(item, *options),
        _in_sql,
        variadic=True,
        strict=False,
        operator=True,
    ),
)
