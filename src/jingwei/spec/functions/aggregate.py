"""Functions over a sub-table's column; empty values are skipped."""

from collections.abc import Callable
from decimal import Decimal

from jingwei.base import decimals
from jingwei.base.decimals import ZERO
from jingwei.base.words import Words
from jingwei.spec.functions.function import ANYTHING, Aggregate, B, N, Param, integral, of, quotient_scale
from jingwei.spec.functions.operators import division_sql
from jingwei.spec.functions.types import Value

COMPARED = of("number", "date", "datetime")


def _sum(values: list[Value]) -> Decimal:
    total = ZERO
    for value in values:
        if isinstance(value, Decimal):
            total = decimals.add(total, value)
    return total


def _average(values: list[Value]) -> Value:
    return decimals.divide(_sum(values), Decimal(len(values))) if values else None


def _edge(pick: Callable[..., Value]) -> Callable[[list[Value]], Value]:
    return lambda values: pick(values, default=None)


AGGREGATES: tuple[Aggregate, ...] = (
    Aggregate("SUM", Words("合计", "Sum"), N, "number", _sum, lambda x: f"coalesce(sum({x}), 0)"),
    Aggregate(
        "AVG",
        Words("平均", "Average"),
        N,
        "number",
        _average,
        lambda x: division_sql(f"sum({x})", f"count({x})"),
        scale=quotient_scale,
    ),
    Aggregate(
        "COUNT",
        Words("非空行数", "Rows that are not empty"),
        Param(ANYTHING),
        "number",
        lambda values: Decimal(len(values)),
        lambda x: f"count({x})::numeric",
        scale=integral,
    ),
    Aggregate(
        "COUNTUNIQUE",
        Words("不同值的个数", "How many different values"),
        Param(ANYTHING),
        "number",
        lambda values: Decimal(len(set(values))),
        lambda x: f"count(distinct {x})::numeric",
        scale=integral,
    ),
    Aggregate("MIN", Words("最小值", "Least"), COMPARED, None, _edge(min), lambda x: f"min({x})"),
    Aggregate("MAX", Words("最大值", "Greatest"), COMPARED, None, _edge(max), lambda x: f"max({x})"),
    Aggregate(
        "ANY",
        Words("任一行成立", "Any row"),
        B,
        "bool",
        lambda values: True in values,
        lambda x: f"coalesce(bool_or({x}), false)",
    ),
    Aggregate(
        "ALL",
        Words("每行成立", "Every row"),
        B,
        "bool",
        lambda values: False not in values,
        lambda x: f"coalesce(bool_and({x}), true)",
    ),
)
