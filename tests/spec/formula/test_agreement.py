"""Random arithmetic: Python and PostgreSQL agree to the last digit."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.spec.formula.golden import AMBIENT, ENV, Statement

from jingwei.base.errors import Invalid
from jingwei.spec.formula import Env, Tree, evaluate, lower, parse

numbers = st.one_of(
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.decimals(min_value=0, max_value=10**12, places=8),
    st.sampled_from(
        [Decimal(text) for text in ("0", "0.5", "1", "2.5", "3", "7", "0.000001", "1000000", "12.345")]
    ),
).map(lambda value: f"{value:f}")
names = st.sampled_from(["a", "b", "price", "neg", "big", "tiny", "none", "zero", "customer.credit_limit"])
places = st.integers(-6, 14).map(str)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*//"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda x: f"-{x}"),
        st.tuples(st.sampled_from(["ROUND", "ROUND_EVEN", "TRUNC"]), inner, places).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        st.tuples(st.sampled_from(["CEIL", "FLOOR", "MOD", "MIN", "MAX", "SUM"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        st.tuples(st.sampled_from(["CEIL", "FLOOR", "ABS", "SIGN", "ROUND"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        st.tuples(inner, inner, inner).map(lambda t: f"IF({t[0]} < {t[1]}, {t[1]}, {t[2]})"),
        inner.map(lambda x: f"SUM(lines.quantity / {x} * lines.price)"),
        inner.map(lambda x: f"NUMBER(TEXT({x}, 6))"),
    )


expressions = st.recursive(st.one_of(numbers, names), larger, max_leaves=8)


@pytest.fixture(scope="module")
def query(server: Any) -> Iterator[Any]:
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(server.admin_url))
    yield lambda sql, bound: loop.run_until_complete(connection.fetchrow(sql, *bound))
    loop.run_until_complete(connection.close())
    loop.close()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.lists(expressions, min_size=10, max_size=25))
def test_python_and_postgresql_agree(query: Any, texts: list[str]) -> None:
    computed: list[tuple[Tree, Any]] = []
    for text in texts:
        try:
            computed.append((parse(text), evaluate(parse(text), ENV)))
        except Invalid:
            continue  # beyond 10^40, which Python refuses and SQL does not look at
    if not computed:
        return
    statement = Statement()
    columns = [
        f"{lower(tree, statement.resolve, statement.bind)} as c{n}" for n, (tree, _) in enumerate(computed)
    ]
    row = query(f"select {', '.join(columns)}", statement.bound)
    for found, (tree, wanted) in zip(row, computed, strict=True):
        assert found == wanted, tree.text


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=6), min_size=1, max_size=20))
def test_a_sum_of_lines_is_exact(values: list[Decimal]) -> None:
    env = Env({"lines.amount": values}, AMBIENT)
    total = sum(int(value * 10**6) for value in values)
    assert evaluate(parse("SUM(lines.amount)"), env) == Decimal(total).scaleb(-6)
