"""Arithmetic beyond the four operators; every rounding names its manner."""

from collections.abc import Callable
from decimal import Decimal

from jingwei.base import decimals
from jingwei.base.decimals import EXACT, SCALE, ZERO, Rounding
from jingwei.base.words import Words
from jingwei.spec.functions.function import Function, Lower, N, Param, integral, whole_number
from jingwei.spec.functions.sql import Lowering, SqlExpr, let, whole
from jingwei.spec.functions.types import Value

COMPARED = Param(frozenset(("number", "date", "datetime")), same=True)


def _rounding(rounding: Rounding) -> Callable[..., Value]:
    def evaluate(value: Decimal, places: Decimal = ZERO) -> Value:
        return decimals.settle(decimals.round_to(value, whole_number(places, -SCALE, SCALE), rounding))

    return evaluate


def _places(parts: tuple[SqlExpr, ...]) -> str:
    return whole(parts[1], -SCALE, SCALE) if len(parts) > 1 else "0"


def _rounding_sql(function: str) -> Lower:
    return lambda _, parts: f"{function}({parts[0].sql}, {_places(parts)})"


def _round_even_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    # At a tie the half-away result r lies one unit beyond the truncated t; then the even one is taken.
    given = f"select {parts[0].sql} as x, {_places(parts)} as n offset 0"
    both = f"select x, n, round(x, n) as r, trunc(x, n) as t from ({given}) as _v"
    even = "r <> t and 2 * abs(x - t) = abs(r - t) and trunc(t * 0.5, n) * 2 = t"
    return f"(select case when {even} then t else r end from ({both}) as _r)"


def _ceil(value: Decimal, step: Decimal = Decimal(1)) -> Value:
    if step <= 0:
        return None
    rest = decimals.remainder(value, step)
    floor = EXACT.subtract(value, rest)
    return decimals.settle(EXACT.add(floor, step) if rest > 0 else floor)


def _floor(value: Decimal, step: Decimal = Decimal(1)) -> Value:
    if step <= 0:
        return None
    rest = decimals.remainder(value, step)
    ceiling = EXACT.subtract(value, rest)
    return decimals.settle(EXACT.subtract(ceiling, step) if rest < 0 else ceiling)


def _step_sql(function: str, template: str) -> Lower:
    def lower(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
        if len(parts) == 1:
            return f"{function}({parts[0].sql})"
        return let(f"case when {{s}} > 0 then {template} end", x=parts[0].sql, s=parts[1].sql)

    return lower


def _mod(value: Decimal, divisor: Decimal) -> Value:
    if not divisor:
        return None
    rest = decimals.remainder(value, divisor)
    return decimals.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def _mod_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    return let("mod(mod({a}, nullif({b}, 0)) + {b}, nullif({b}, 0))", a=parts[0].sql, b=parts[1].sql)


def _present(values: tuple[Value, ...]) -> list[Decimal]:
    return [value for value in values if isinstance(value, Decimal)]


def _sum(*values: Value) -> Value:
    total = ZERO
    for value in _present(values):
        total = decimals.add(total, value)
    return total


def _least(*values: Value) -> Value:
    return min((value for value in values if value is not None), default=None)


def _greatest(*values: Value) -> Value:
    return max((value for value in values if value is not None), default=None)


def _called(function: str) -> Lower:
    return lambda _, parts: f"{function}({', '.join(part.sql for part in parts)})"


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "ROUND",
        Words("四舍五入（数字，位数）", "Round half away from zero (number, places)"),
        (N, N),
        "number",
        _rounding("half_up"),
        _rounding_sql("round"),
        optional=1,
    ),
    Function(
        "ROUND_EVEN",
        Words("四舍六入五成双（数字，位数）", "Round half to even (number, places)"),
        (N, N),
        "number",
        _rounding("half_even"),
        _round_even_sql,
        optional=1,
    ),
    Function(
        "TRUNC",
        Words("截去小数（数字，位数）", "Cut off decimals (number, places)"),
        (N, N),
        "number",
        _rounding("truncate"),
        _rounding_sql("trunc"),
        optional=1,
    ),
    Function(
        "CEIL",
        Words("向上取整（数字，倍数）", "Round up (number, multiple)"),
        (N, N),
        "number",
        _ceil,
        _step_sql("ceil", "{x} - mod({x}, {s}) + case when mod({x}, {s}) > 0 then {s} else 0 end"),
        optional=1,
    ),
    Function(
        "FLOOR",
        Words("向下取整（数字，倍数）", "Round down (number, multiple)"),
        (N, N),
        "number",
        _floor,
        _step_sql("floor", "{x} - mod({x}, {s}) - case when mod({x}, {s}) < 0 then {s} else 0 end"),
        optional=1,
    ),
    Function(
        "ABS",
        Words("绝对值", "Absolute value"),
        (N,),
        "number",
        lambda value: value.copy_abs(),
        _called("abs"),
    ),
    Function(
        "SIGN",
        Words("正负号", "Sign"),
        (N,),
        "number",
        lambda value: Decimal((value > 0) - (value < 0)),
        _called("sign"),
        scale=integral,
    ),
    Function(
        "MOD",
        Words("余数（符号随除数）", "Remainder, signed as the divisor"),
        (N, N),
        "number",
        _mod,
        _mod_sql,
    ),
    Function(
        "SUM",
        Words("求和（空值不计）", "Sum, skipping what is empty"),
        (N,),
        "number",
        _sum,
        lambda _, parts: "(" + " + ".join(f"coalesce({part.sql}, 0)" for part in parts) + ")",
        variadic=True,
        strict=False,
    ),
    Function(
        "MIN",
        Words("最小值（空值不计）", "Least, skipping what is empty"),
        (COMPARED,),
        None,
        _least,
        _called("least"),
        variadic=True,
        strict=False,
    ),
    Function(
        "MAX",
        Words("最大值（空值不计）", "Greatest, skipping what is empty"),
        (COMPARED,),
        None,
        _greatest,
        _called("greatest"),
        variadic=True,
        strict=False,
    ),
)
