"""The golden formulas give the same in Python and in PostgreSQL; TypeScript runs the same file."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from tests.spec.formula.golden import ENV, SCOPE, VECTORS, Statement, read

from jingwei.base.errors import Invalid
from jingwei.spec.formula import Value, check, evaluate, lower, names, parse, specials
from jingwei.spec.formula.tree import Call
from jingwei.spec.functions import AGGREGATES, FUNCTIONS


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def connection(server: Any) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(server.admin_url, server_settings={"timezone": "UTC"})
    yield found
    await found.close()


def same(found: Any, wanted: Value) -> bool:
    """Equal, and of the same type: PostgreSQL must not give an integer where a decimal is meant."""
    return type(found) is type(wanted) and bool(found == wanted)


def test_there_are_enough() -> None:
    assert len(VECTORS) >= 200
    assert len({vector["formula"] for vector in VECTORS}) == len(VECTORS)


def test_every_function_is_in_a_golden_formula() -> None:
    called = {
        node.function
        for vector in VECTORS
        if "error" not in vector
        for node in parse(vector["formula"]).nodes()
        if isinstance(node, Call)
    }
    there = {entry.name for entry in FUNCTIONS} | {entry.name for entry in AGGREGATES}
    assert there - called == set()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["formula"][:60])
def test_python(vector: dict[str, Any]) -> None:
    if "error" in vector:
        with pytest.raises(Invalid) as caught:
            evaluate(parse(vector["formula"]), ENV)
        assert [fault.code for fault in caught.value.faults] == [vector["error"]]
        return
    tree = parse(vector["formula"])
    assert check(tree, SCOPE).kind in (vector["type"], "null")
    assert same(evaluate(tree, ENV), read(vector["type"], vector["result"]))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["formula"][:60])
async def test_postgresql(vector: dict[str, Any], connection: asyncpg.Connection) -> None:
    statement = Statement()
    if "error" in vector:
        if vector.get("sql", True):
            with pytest.raises(Invalid) as caught:
                lower(parse(vector["formula"]), statement.resolve, statement.bind)
            assert [fault.code for fault in caught.value.faults] == [vector["error"]]
        return
    tree = parse(vector["formula"])
    if not vector.get("sql", True):
        with pytest.raises(Invalid, match="not_in_database"):
            lower(tree, statement.resolve, statement.bind)
        return
    sql = lower(tree, statement.resolve, statement.bind)
    found = await connection.fetchval(f"select {sql}", *statement.bound)
    assert same(found, read(vector["type"], vector["result"])), sql


def test_names_and_specials() -> None:
    tree = parse(
        "IF(due < TODAY() and owner = ME(), SUM(lines.amount), customer.credit_limit) + SUM(lines.amount)"
    )
    assert names(tree) == {"due", "owner", "lines.amount", "customer.credit_limit"}
    assert specials(tree) == {"today", "actor"}
