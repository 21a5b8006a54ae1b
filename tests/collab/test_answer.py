"""Promises: the protocol as a table, then the two departments answering over real rows."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from tests.collab.conftest import Works

from jingwei.base.errors import Conflict, Forbidden, Invalid, NotFound
from jingwei.collab.answer import Answer, Do, Next, Side, Standing, answer_promise, answered, day
from jingwei.collab.promises import promise, promises

FIRST, OTHER = date(2026, 12, 1), date(2026, 12, 5)
ASKED = Standing("asked", FIRST, None, None)
ACCEPTED = Standing("accepted", FIRST, None, None)
REFUSED = Standing("refused", FIRST, None, None)
OWE_COUNTERED = Standing("countered", FIRST, OTHER, "owe")
OWED_COUNTERED = Standing("countered", FIRST, OTHER, "owed")
NO = None


def said(do: Do) -> Answer:
    return Answer(do, date(2026, 12, 9) if do == "counter" else None, "因为" if do == "refuse" else None)


@pytest.mark.parametrize(
    ("now", "side", "do", "after"),
    [
        (ASKED, "owe", "accept", Next("accepted", FIRST, None)),
        (ASKED, "owed", "accept", NO),
        (ASKED, "owe", "refuse", Next("refused", FIRST, None)),
        (ASKED, "owed", "refuse", NO),
        (ASKED, "owe", "agree", NO),
        (ASKED, "owe", "counter", Next("countered", FIRST, date(2026, 12, 9))),
        (ASKED, "owed", "counter", Next("countered", FIRST, date(2026, 12, 9))),
        (ACCEPTED, "owe", "accept", NO),
        (ACCEPTED, "owe", "counter", Next("countered", FIRST, date(2026, 12, 9))),
        (REFUSED, "owe", "accept", Next("accepted", FIRST, None)),
        (REFUSED, "owe", "refuse", NO),
        (OWE_COUNTERED, "owed", "agree", Next("accepted", OTHER, None)),
        (OWE_COUNTERED, "owe", "agree", NO),
        (OWE_COUNTERED, "owed", "refuse", Next("asked", FIRST, None)),
        (OWE_COUNTERED, "owe", "refuse", NO),
        (OWED_COUNTERED, "owe", "agree", Next("accepted", OTHER, None)),
        (OWED_COUNTERED, "owe", "refuse", Next("refused", FIRST, None)),
        (OWED_COUNTERED, "owed", "agree", NO),
        (Standing("kept", FIRST, None, None), "owe", "counter", NO),
        (Standing("broken", FIRST, None, None), "owe", "accept", NO),
    ],
)
def test_the_protocol(now: Standing, side: Side, do: Do, after: Next | None) -> None:
    assert answered(now, side, said(do)) == after


@pytest.mark.parametrize(
    ("do", "due", "note", "path"),
    [
        ("counter", None, None, ("due",)),
        ("accept", FIRST, None, ("due",)),
        ("refuse", None, None, ("note",)),
        ("refuse", None, "  ", ("note",)),
        ("accept", None, "长" * 1001, ("note",)),
    ],
)
def test_an_answer_refuses_nonsense(
    do: Do, due: date | None, note: str | None, path: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as refused:
        Answer(do, due, note)
    assert refused.value.faults[0].path == path


@pytest.mark.parametrize("raw", ["", "2026-13-01", "tomorrow", "0001-01-01", "9999-01-01"])
def test_a_date_is_a_date(raw: str) -> None:
    with pytest.raises(Invalid):
        day(raw)


async def answer(works: Works, who: str, identity: int, said: Answer, key: str | None = None) -> None:
    door, directory = works.doors[works.workspace], await works.doors.directory(works.workspace)
    await answer_promise(door, await works.actor(who), directory, identity, said, key)


async def row(works: Works, identity: int) -> Any:
    [found] = await works.sql("SELECT *, history::text AS told FROM {s}.promise WHERE id = $1", identity)
    return found


async def asked(works: Works, owes: str = "purchasing", owed: str = "planning") -> int:
    return await works.promise("sales.order", await works.order(date(2026, 12, 10)), owes, owed, FIRST)


async def test_counter_and_agree_move_the_date_and_are_remembered(works: Works) -> None:
    one = await asked(works)
    await answer(works, "cai", one, Answer("counter", OTHER, "供应商产能不足"))
    assert ((await row(works, one))["state"], (await row(works, one))["due"]) == ("countered", FIRST)
    await answer(works, "ma", one, Answer("agree"))
    found = await row(works, one)
    assert (found["state"], found["due"], found["proposed"], found["moves"]) == ("accepted", OTHER, None, 1)
    told = await works.read("ma", lambda desk: promise(desk, one))
    assert [step["what"] for step in told["history"]] == ["提议改到 2026-12-05", "同意改到 2026-12-05"]  # type: ignore[attr-defined]
    assert told["history"][0]["actor"]["title"] == "蔡采购"  # type: ignore[index]
    kinds = await works.sql(
        "SELECT e.kind, e.why FROM {s}.event e JOIN {s}.event_object o ON o.event = e.id "
        "WHERE o.record = $1 AND o.role = 'promise' ORDER BY e.id", found["record"],
    )  # fmt: skip
    assert [tuple(one) for one in kinds] == [("promise.counter", "供应商产能不足"), ("promise.agree", None)]


@pytest.mark.parametrize(
    ("who", "do", "error"),
    [
        ("ma", "accept", Conflict),
        ("wu", "accept", Forbidden),
        ("admin", "accept", Forbidden),
        ("cai", "agree", Conflict),
    ],
)
async def test_who_may_answer_what(works: Works, who: str, do: Do, error: type[Exception]) -> None:
    with pytest.raises(error):
        await answer(works, who, await asked(works), Answer(do))


async def test_who_only_reads_such_documents_does_not_answer_for_the_department(works: Works) -> None:
    one = await asked(works, owes="finance")
    with pytest.raises(Forbidden, match="not_entitled"):
        await answer(works, "qian", one, Answer("accept"))
    assert (await works.read("qian", lambda desk: promise(desk, one)))["mine"] is False
    assert (await row(works, one))["state"] == "asked"


async def test_the_other_side_speaks_for_an_outside_department(works: Works) -> None:
    one = await asked(works, owes="supplier", owed="purchasing")
    await answer(works, "cai", one, Answer("accept", None, "电话确认"))
    assert (await row(works, one))["state"] == "accepted"


async def test_a_counter_names_another_day(works: Works) -> None:
    with pytest.raises(Invalid):
        await answer(works, "cai", await asked(works), Answer("counter", FIRST))


async def test_a_closed_or_unknown_promise_is_not_answered(works: Works) -> None:
    order = await works.order(date(2026, 12, 10))
    one = await works.promise(
        "sales.order", order, "purchasing", "planning", FIRST, "kept", works.clock.now()
    )
    with pytest.raises(Conflict):
        await answer(works, "cai", one, Answer("accept"))
    with pytest.raises(NotFound):
        await answer(works, "cai", 424242, Answer("accept"))


async def test_of_many_answers_at_once_one_wins_and_none_is_lost(works: Works) -> None:
    one = await asked(works)
    said = [Answer("accept") if n % 2 else Answer("refuse", None, "不行") for n in range(6)]
    results = await asyncio.gather(*(answer(works, "cai", one, a) for a in said), return_exceptions=True)
    accepted = sum(r is None for r in results)
    assert all(r is None or isinstance(r, Conflict) for r in results)
    assert accepted >= 1
    [n] = await works.sql("SELECT jsonb_array_length(history) AS n FROM {s}.promise WHERE id = $1", one)
    assert n["n"] == accepted


async def test_the_same_key_answers_once(works: Works) -> None:
    one = await asked(works)
    for _ in range(2):
        await answer(works, "cai", one, Answer("accept"), f"key-{one}")
    [n] = await works.sql("SELECT jsonb_array_length(history) AS n FROM {s}.promise WHERE id = $1", one)
    assert n["n"] == 1
    with pytest.raises(Invalid):
        await answer(works, "cai", one, Answer("counter", OTHER), f"key-{one}")


async def test_lists_by_side_and_the_record_only_for_its_readers(works: Works) -> None:
    one = await asked(works)
    owe = await works.read("cai", lambda desk: promises(desk, "owe"))
    owed = await works.read("ma", lambda desk: promises(desk, "owed"))
    assert str(one) in {p["id"] for p in owe} & {p["id"] for p in owed}
    assert str(one) not in {p["id"] for p in await works.read("cai", lambda desk: promises(desk, "owed"))}
    # he reads nothing and his department owes nothing.
    assert await works.read("he", lambda desk: promises(desk, "all")) == []
    with pytest.raises(NotFound):
        await works.read("he", lambda desk: promise(desk, one))
    clerk = next(p for p in await works.read("li", lambda desk: promises(desk, "all")) if p["id"] == str(one))
    assert clerk["record"]["title"] is not None  # type: ignore[index]


async def test_a_day_gone_by_shows_as_broken_and_old_ones_leave_the_list(works: Works) -> None:
    order = await works.order(date(2026, 12, 10))
    late = await works.promise("sales.order", order, "purchasing", "planning", date(2026, 11, 20), "accepted")
    old = await works.promise(
        "sales.order", order, "purchasing", "planning", FIRST, "kept", works.clock.now() - timedelta(days=30)
    )
    listed = {p["id"]: p["state"] for p in await works.read("cai", lambda desk: promises(desk, "owe"))}
    assert listed[str(late)] == "broken"
    assert str(old) not in listed
