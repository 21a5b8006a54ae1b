"""Formulas without end: long chains, deep nesting, circles, one change that reaches many rows; see docs/reference/attacks.md."""

from __future__ import annotations

import copy
import time
from decimal import Decimal
from typing import Any

import pytest
from tests.process.lab import BUNDLE, PLATFORM, Lab

from jingwei.base.errors import Invalid
from jingwei.process.commands import Change, Create
from jingwei.query.request import list_request, record_request

LONG = 1_000
MANY = 5_000


def formula(text: str, result: str = "number") -> dict[str, Any]:
    return {"type": "formula", "title": "算", "formula": text, "result": result}


def bundle(fields: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(BUNDLE)
    made["forms"]["sheet"] = {"title": "算表", "fields": fields}
    return made


async def publish(lab: Lab, fields: dict[str, Any]) -> None:
    await lab.doors.catalogues.publish(lab.workspace, (bundle(fields),), (await lab.catalogue()).version)


async def test_a_chain_of_a_thousand_formulas_is_computed_to_its_end(lab: Lab) -> None:
    """Drawn from its end to its beginning, so that the order of the fields does not help."""
    fields: dict[str, Any] = {
        f"c{n}": formula(f"c{n - 1} + 1" if n else "start") for n in range(LONG - 1, -1, -1)
    }
    fields["start"] = {"type": "number", "title": "起"}
    began = time.perf_counter()
    await publish(lab, fields)
    made = (await lab.door.submit(PLATFORM, (Create("lab.sheet", {"start": "5"}),))).asked[0].id
    assert (await lab.cells("sheet", made))[f"c{LONG - 1}"] == Decimal(5 + LONG - 1)
    await lab.door.submit(PLATFORM, (Change("lab.sheet", made, {"start": "1000"}, 1),))
    assert (await lab.cells("sheet", made))[f"c{LONG - 1}"] == Decimal(1000 + LONG - 1)
    assert time.perf_counter() - began < 30


async def test_a_circle_in_a_long_chain_is_refused_and_shown(lab: Lab) -> None:
    fields = {f"c{n}": formula(f"c{(n + 1) % LONG} + 1") for n in range(LONG)}
    with pytest.raises(Invalid) as error:
        await publish(lab, fields)
    assert "circle" in {fault.code for fault in error.value.faults}
    assert max(len(fault.message.zh) for fault in error.value.faults) < 20_000


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200 + "1" + ")" * 200,
        "-" * 200 + "1",
        "1" + " * 2 / 3" * 100,  # nests without a bracket
        "ABS(" * 100 + "1" + ")" * 100,
        "not " * 100 + "true",
        "IF(true, " * 100 + "1" + ", 2)" * 100,
        "(" * 100_000 + "1" + ")" * 100_000,
        "1" + " + 1" * 100_000,
    ],
)
async def test_nesting_without_end_is_refused_at_its_field(lab: Lab, text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(Invalid) as error:
        await publish(lab, {"x": formula(text)})
    assert all(("x" in fault.path) for fault in error.value.faults)
    assert time.perf_counter() - began < 5


NUMBER = {"type": "number", "title": "数"}


@pytest.mark.parametrize(
    "fields",
    [
        {"a": {"type": "lookup", "title": "查", "through": "up", "field": "a"}},
        {
            "a": {"type": "lookup", "title": "查", "through": "up", "field": "c"},
            "c": {"type": "lookup", "title": "查", "through": "up", "field": "a"},
        },
        {"n": NUMBER, "a": formula("n + COALESCE(up.a, 0)")},
        {"n": NUMBER, "a": {"type": "rollup", "title": "汇", "from": "lab.sheet", "link": "up", "field": "a", "by": "sum", "result": "number"}},
    ],
)  # fmt: skip
async def test_a_record_that_looks_through_itself_is_written_and_read_to_an_end(
    lab: Lab, fields: dict[str, Any]
) -> None:
    """The circle is in the data, where no check of the drawing can see it."""
    up = {"type": "link", "to": "lab.sheet", "title": "上级"}
    await publish(lab, {"b": NUMBER})
    await publish(lab, {"up": up, **fields})
    made = (await lab.door.submit(PLATFORM, (Create("lab.sheet", {}),))).asked[0].id
    await lab.door.submit(PLATFORM, (Change("lab.sheet", made, {"up": str(made)}),))
    assert str(made).encode() in await lab.ask("admin", record_request("lab.sheet", str(made)))
    assert str(made).encode() in await lab.ask("admin", list_request("lab.sheet"))


async def test_one_price_that_thousands_of_rows_have_read_changes_at_once(lab: Lab) -> None:
    """What was computed from a price stays what it was when it was written: one change is one row, not thousands."""
    item = lab.items["I2"]
    lines = [{"what": f"{n}", "cost": "1"} for n in range(MANY)]
    await lab.create("boss", "quote", item=str(item), quantity="2", lines=lines, note="many rows")
    began = time.perf_counter()
    await lab.change("boss", "item", item, price="99")
    assert time.perf_counter() - began < 2
    [row] = await lab.sql("SELECT count(*) FROM {s}.change WHERE event = (SELECT max(event) FROM {s}.change)")
    assert row[0] == 1
