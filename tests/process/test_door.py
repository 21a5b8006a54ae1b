"""What the write door does with one document: refusals in a table, and what follows from what was written."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.process.lab import BUNDLE, NOW, PLATFORM, Lab, line

from jingwei.base.errors import Conflict, Forbidden, Invalid, JingweiError, NotFound
from jingwei.process.commands import Act, Change, Create, Remove, Withdraw
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction, run

REFUSED: list[tuple[str, dict[str, Any], str, tuple[Any, ...]]] = [
    ("quote", {"colour": "red"}, "unknown_field", ("colour",)),
    ("quote", {"quantity": "1e308"}, "", ("quantity",)),
    ("quote", {"quantity": 1.5}, "", ("quantity",)),
    ("quote", {"quantity": "NaN"}, "", ("quantity",)),
    ("quote", {"on": "2026-02-30"}, "", ("on",)),
    ("quote", {"note": "a\x00b"}, "", ("note",)),
    ("quote", {"note": "a\x07b"}, "bad_character", ("note",)),
    ("quote", {"item": {"key": "a\x00"}}, "bad_character", ("item",)),
    ("quote", {"on": "9999-99-99"}, "not_date", ("on",)),
    ("quote", {"on": "20261230"}, "not_date", ("on",)),
    ("quote", {"lines": [{"what": "a", "$delete": True}]}, "bad_delete", ("lines", 0, "$delete")),
    ("quote", {"lines": [{"what": "a", "$delete": "yes"}]}, "bad_delete", ("lines", 0, "$delete")),
    ("quote", {"note": "x" * 10_000_000}, "", ("note",)),
    ("quote", {"item": "999999"}, "no_such_record", ("item",)),
    ("quote", {"item": {"key": "NOBODY"}}, "no_such_key", ("item",)),
    ("quote", {"state": "won"}, "not_writable", ("state",)),
    ("quote", {"total": "1"}, "not_writable", ("total",)),
    ("quote", {"quantity": "101"}, "required", ("due",)),
    ("quote", {"due": "2020-01-01"}, "check", ("due",)),
    ("quote", {"paper": ["77777"]}, "no_such_file", ("paper",)),
    ("quote", {"lines": "x"}, "not_a_table", ("lines",)),
    ("quote", {"lines": [1]}, "not_a_row", ("lines", 0)),
    ("quote", {"lines": [{"what": "a"}, {"id": "5", "what": "b"}]}, "no_such_row", ("lines", 1, "id")),
    ("quote", {"lines": [{"what": "a"}, {"shape": "b"}]}, "unknown_field", ("lines", 1, "shape")),
    ("receipt", {}, "too_few_rows", ("lines",)),
    ("receipt", {"lines": [{"place": "A", "quantity": "1"}]}, "required", ("lines", 0, "item")),
    ("receipt", {"lines": [{"item": "I0", "quantity": "-1"}]}, "", ("lines", 0, "quantity")),
    ("receipt", {"lines": [{"item": "999999", "place": "A", "quantity": "1"}]}, "no_such_record", ("lines", 0, "item")),
    ("receipt", {"number": "RK-1", "lines": []}, "not_writable", ("number",)),
    ("voucher", {"amount": "0"}, "", ("amount",)),
    ("nothing", {}, "unknown_form", ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "values", "code", "path"),
    REFUSED,
    ids=[f"{one[0]}-{'.'.join(map(str, one[3]))}-{one[2]}" for one in REFUSED],
)
async def test_refused_with_field_and_row(
    lab: Lab, form: str, values: dict[str, Any], code: str, path: tuple[Any, ...]
) -> None:
    before = await lab.sql("SELECT (SELECT count(*) FROM {s}.event), (SELECT count(*) FROM {s}.change)")
    with pytest.raises(JingweiError) as error:
        await lab.door.submit(PLATFORM, (Create(f"lab.{form}", values),))
    places = [(fault.path, fault.code) for fault in error.value.faults]
    assert any(at == path and (not code or kind == code) for at, kind in places), places
    assert all(fault.message.zh and fault.message.en for fault in error.value.faults)
    assert (
        await lab.sql("SELECT (SELECT count(*) FROM {s}.event), (SELECT count(*) FROM {s}.change)") == before
    )


async def test_every_fault_is_told_at_once(lab: Lab) -> None:
    with pytest.raises(Invalid) as error:
        await lab.create("boss", "quote", quantity="x", on="y", colour="z")
    assert {fault.path for fault in error.value.faults} == {("quantity",), ("on",), ("colour",)}


async def test_what_is_missing_is_told_together_with_what_is_wrong(lab: Lab) -> None:
    with pytest.raises(Invalid) as error:
        await lab.create("boss", "receipt", lines=[{"quantity": "x", "place": "A"}])
    told = {fault.path: fault.code for fault in error.value.faults}
    assert told == {("lines", 0, "quantity"): "not_a_number", ("lines", 0, "item"): "required"}


async def test_faults_of_a_batch_name_the_command(lab: Lab) -> None:
    line = {"item": "999999", "place": "A", "quantity": "1"}
    commands = (
        Create("lab.quote", {"note": "good"}),
        Create("lab.quote", {"quantity": "x"}),
        Create("lab.receipt", {"lines": [{"place": "A", "quantity": "1"}]}),
    )
    with pytest.raises(Invalid) as error:
        await lab.door.submit(PLATFORM, commands)
    assert {fault.path for fault in error.value.faults} == {(1, "quantity"), (2, "lines", 0, "item")}
    with pytest.raises(Invalid) as error:
        await lab.door.submit(PLATFORM, (commands[0], Create("lab.receipt", {"lines": [line]})))
    assert {fault.path for fault in error.value.faults} == {(1, "lines", 0, "item")}


async def test_defaults_formulas_and_automations(lab: Lab) -> None:
    small = await lab.create("boss", "quote", item=str(lab.items["I0"]), note="small")
    cells = await lab.cells("quote", small)
    assert (cells["quantity"], cells["on"], cells["state"]) == (Decimal(1), date(2026, 11, 23), "open")
    assert (cells["price"], cells["total"], cells["big"], cells["count"]) == (10, 10, False, 0)
    assert (cells["owner"], cells["created_by"], cells["ver"]) == (
        lab.persons["boss"],
        lab.persons["boss"],
        1,
    )


async def test_an_automation_fires_once_each_time_its_condition_turns_true(lab: Lab) -> None:
    quote = await lab.create(
        "boss", "quote", item=str(lab.items["I0"]), quantity="101", due="2027-01-01", note="auto"
    )
    counts = [(await lab.cells("quote", quote))["count"]]
    for quantity in ("102", "5", "103"):
        await lab.change("boss", "quote", quote, quantity=quantity, due="2027-01-01")
        counts.append((await lab.cells("quote", quote))["count"])
    assert counts == [1, 1, 1, 2]
    assert (await lab.cells("quote", quote))["big"] is True


async def test_a_stored_formula_stays_when_the_target_of_its_link_changes(lab: Lab) -> None:
    made = await lab.door.submit(PLATFORM, (Create("lab.item", {"code": "P1", "price": "10"}),))
    item = made.asked[0].id
    quote = await lab.create("boss", "quote", item=str(item), quantity="3", note="kept")
    await lab.door.submit(PLATFORM, (Change("lab.item", item, {"price": "20"}),))
    await lab.change("boss", "quote", quote, note="kept still")
    cells = await lab.cells("quote", quote)
    assert (cells["price"], cells["total"]) == (10, 30)
    await lab.change("boss", "quote", quote, quantity="4")
    cells = await lab.cells("quote", quote)
    assert (cells["price"], cells["total"]) == (10, 40)


async def test_a_link_may_be_named_by_key_also_of_a_record_in_the_same_batch(lab: Lab) -> None:
    made = await lab.door.submit(
        PLATFORM,
        (Create("lab.item", {"code": "NEW", "price": "7"}), Create("lab.quote", {"item": {"key": "NEW"}})),
    )
    assert (await lab.cells("quote", made.asked[1].id))["item"] == made.asked[0].id
    assert (await lab.cells("quote", made.asked[1].id))["total"] == 7


async def test_together_or_not_at_all(lab: Lab) -> None:
    commands = (Create("lab.item", {"code": "ALONE"}), Create("lab.receipt", {}))
    with pytest.raises(Invalid):
        await lab.door.submit(PLATFORM, commands)
    quote = await lab.door.submit(PLATFORM, (Create("lab.item", {"code": "ALONE"}),))
    assert len(quote.asked) == 1


async def stocked(lab: Lab, place: str, quantity: object, **more: object) -> int:
    receipt = await lab.create("keeper", "receipt", lines=[line(lab.items["I0"], quantity, place)], **more)
    await lab.act("keeper", "receipt", receipt, "post")
    return receipt


async def test_push_down_carries_what_is_left_and_void_gives_it_back(lab: Lab) -> None:
    receipt = await stocked(lab, "P", 10, part="6")
    made = [(await lab.act("keeper", "receipt", receipt, "push")).followed[0].id for _ in range(2)]
    lines = await lab.sql(
        "SELECT to_record, quantity FROM {s}.trace WHERE from_record = $1 ORDER BY id", receipt
    )
    assert [(row[0], row[1]) for row in lines] == [(made[0], 6), (made[1], 4)]
    with pytest.raises(Invalid) as error:
        await lab.act("keeper", "receipt", receipt, "push")
    assert error.value.faults[0].code == "nothing_left"
    await lab.act("keeper", "issue", made[0], "post")
    await lab.act("keeper", "issue", made[0], "void")
    again = (await lab.act("keeper", "receipt", receipt, "push")).followed[0].id
    lines = await lab.sql(
        "SELECT to_record, quantity FROM {s}.trace WHERE from_record = $1 ORDER BY id", receipt
    )
    assert {(row[0], row[1]) for row in lines} == {(made[1], 4), (again, 6)}


async def test_a_posting_is_reversed_exactly_and_never_below_nothing(lab: Lab) -> None:
    receipt = await stocked(lab, "R", "0.12345678")
    key = (lab.items["I0"], "R")
    assert (await lab.stock())[key] == Decimal("0.12345678")
    issue = await lab.create("keeper", "issue", lines=[line(lab.items["I0"], "0.1", "R")])
    await lab.act("keeper", "issue", issue, "post")
    with pytest.raises(JingweiError) as error:
        await lab.act("keeper", "receipt", receipt, "void")
    assert "库存不足" in error.value.faults[0].message.zh
    assert (await lab.cells("receipt", receipt))["state"] == "posted"
    await lab.act("keeper", "issue", issue, "void")
    await lab.act("keeper", "receipt", receipt, "void")
    assert key not in await lab.stock()
    assert await lab.stock() == await lab.moved()


async def test_a_posted_document_is_locked_for_people_and_deleting_leaves_nothing_in_the_ledger(
    lab: Lab,
) -> None:
    receipt = await stocked(lab, "L", 3)
    for command in (Change("lab.receipt", receipt, {"note": "x"}), Remove("lab.receipt", receipt)):
        with pytest.raises(Forbidden) as error:
            await lab.submit("keeper", command)
        assert error.value.faults[0].code == "locked"
    draft = await lab.create("keeper", "receipt", lines=[line(lab.items["I0"], 1, "L")])
    await lab.submit("keeper", Remove("lab.receipt", draft))
    with pytest.raises(NotFound):
        await lab.change("keeper", "receipt", draft, note="back")
    assert (await lab.stock())[(lab.items["I0"], "L")] == 3


async def test_disjoint_changes_merge_and_the_same_field_asks(lab: Lab) -> None:
    quote = await lab.create("boss", "quote", note="first", quantity="1")
    await lab.change("boss", "quote", quote, 1, note="theirs")
    await lab.change("boss", "quote", quote, 1, quantity="2")
    cells = await lab.cells("quote", quote)
    assert (cells["note"], cells["quantity"], cells["ver"]) == ("theirs", 2, 3)
    with pytest.raises(Conflict) as error:
        await lab.change("boss", "quote", quote, 1, note="mine")
    assert (error.value.base, error.value.mine, error.value.theirs) == (
        {"note": "first"}, {"note": "mine"}, {"note": "theirs"},
    )  # fmt: skip
    await lab.change("boss", "quote", quote, 1, note="theirs")  # both wrote the same: nothing to decide


async def test_a_version_the_record_never_had_is_refused(lab: Lab) -> None:
    quote = await lab.create("boss", "quote", note="first")
    with pytest.raises(Invalid) as error:
        await lab.change("boss", "quote", quote, 2, note="mine")
    assert (error.value.faults[0].path, error.value.faults[0].code) == (("ver",), "unknown_version")
    assert (await lab.cells("quote", quote))["note"] == "first"


async def test_amounts_are_compared_with_their_units(lab: Lab) -> None:
    """10 and 10.00 are the same; another currency is not."""
    quote = await lab.create("boss", "quote", note="amounts", cost={"value": "5", "unit": "CNY"})
    await lab.change("boss", "quote", quote, 1, cost={"value": "10", "unit": "CNY"})
    await lab.change("boss", "quote", quote, 1, cost={"value": "10.00", "unit": "CNY"})
    with pytest.raises(Conflict) as error:
        await lab.change("boss", "quote", quote, 1, cost={"value": "10", "unit": "USD"})
    assert error.value.base == {"cost": {"value": "5", "unit": "CNY"}}
    assert error.value.theirs == {"cost": {"value": "10", "unit": "CNY"}}


async def test_rows_of_a_sub_table_merge_one_by_one(lab: Lab) -> None:
    quote = await lab.create("boss", "quote", note="rows", lines=[{"what": "a"}, {"what": "b"}])
    table = (await lab.catalogue()).forms["lab.quote"]["lines"].table
    assert table is not None
    first, second = [
        row[0]
        for row in await lab.sql(f"SELECT id FROM {{s}}.t{table.id} WHERE parent = $1 ORDER BY pos", quote)
    ]
    await lab.change("boss", "quote", quote, 1, lines=[{"id": str(first), "what": "A"}])
    await lab.change("boss", "quote", quote, 1, lines=[{"id": str(second), "what": "B"}, {"what": "c"}])
    with pytest.raises(Conflict):
        await lab.change("boss", "quote", quote, 1, lines=[{"id": str(first), "$delete": True}])
    await lab.change("boss", "quote", quote, 3, lines=[{"id": str(first), "$delete": True}])
    assert len(await lab.sql(f"SELECT 1 FROM {{s}}.t{table.id} WHERE parent = $1", quote)) == 2


async def test_many_changes_at_once_lose_nothing(lab: Lab) -> None:
    """Everybody adds a row to the same record at the same moment."""
    quote = await lab.create("boss", "quote", note="everybody")
    await asyncio.gather(*(lab.change("boss", "quote", quote, lines=[{"what": str(n)}]) for n in range(10)))
    table = (await lab.catalogue()).forms["lab.quote"]["lines"].table
    assert table is not None
    assert len(await lab.sql(f"SELECT 1 FROM {{s}}.t{table.id} WHERE parent = $1", quote)) == 10
    assert (await lab.cells("quote", quote))["ver"] == 11


async def test_the_same_key_is_carried_out_once(lab: Lab) -> None:
    command = Create("lab.quote", {"note": "once"})
    answers = await asyncio.gather(*(lab.submit("boss", command, key="k1") for _ in range(8)))
    assert len({(one.event, one.asked) for one in answers}) == 1
    with pytest.raises(Invalid) as error:
        await lab.submit("boss", Create("lab.quote", {"note": "else"}), key="k1")
    assert error.value.faults[0].code == "key_reused"
    other = await lab.submit("deputy", Create("lab.quote", {"note": "another person's key"}), key="k1")
    assert other.asked != answers[0].asked


async def test_unique_groups_are_told_by_field(lab: Lab) -> None:
    await lab.create("boss", "quote", item=str(lab.items["I1"]), note="same")
    with pytest.raises(Invalid) as error:
        await lab.create("boss", "quote", item=str(lab.items["I1"]), note="same")
    assert {(fault.path, fault.code) for fault in error.value.faults} == {
        (("item",), "not_unique"),
        (("note",), "not_unique"),
    }


async def test_a_promise_is_made_moved_and_kept(lab: Lab) -> None:
    quote = await lab.create("boss", "quote", note="promised")
    read = "SELECT state, due, moves FROM {s}.promise WHERE record = $1"
    assert await lab.sql(read, quote) == []
    await lab.act("boss", "quote", quote, "win", due="2026-12-01")
    assert [tuple(row) for row in await lab.sql(read, quote)] == [("asked", date(2026, 12, 1), 0)]
    await lab.change("boss", "quote", quote, due="2026-12-05")
    assert [tuple(row) for row in await lab.sql(read, quote)] == [("asked", date(2026, 12, 5), 1)]
    await lab.change("boss", "quote", quote, big=True)
    assert [row["state"] for row in await lab.sql(read, quote)] == ["kept"]


async def test_an_action_asks_only_for_its_own_fields_and_only_when_it_may(lab: Lab) -> None:
    quote = await lab.create("boss", "quote", note="asks")
    for values, code in (({"due": "2027-01-01", "note": "x"}, "not_asked"), ({}, "required")):
        with pytest.raises(Invalid) as error:
            await lab.act("boss", "quote", quote, "win", **values)
        assert error.value.faults[0].code == code
    await lab.act("boss", "quote", quote, "win", due="2027-01-01")
    with pytest.raises(Invalid) as error:
        await lab.act("boss", "quote", quote, "win", due="2027-01-01")
    assert error.value.faults[0].code == "not_now"


async def asked(lab: Lab) -> tuple[int, int]:
    """A request under approval and its first task."""
    request = await lab.create("keeper", "request", what="drill")
    made = await lab.act("keeper", "request", request, "ask")
    return request, made.tasks[0]


async def test_a_case_goes_through_and_writes_the_record(lab: Lab) -> None:
    request, first = await asked(lab)
    assert (await lab.cells("request", request))["state"] == "asked"
    second = await lab.decide("boss", first, "approve", note="fine", values={"answer": "yes"})
    assert (await lab.cells("request", request))["answer"] == "yes"
    for who, task in zip(("boss", "deputy"), sorted(second.tasks), strict=True):
        mine = await lab.sql("SELECT person FROM {s}.task_person WHERE task = $1", task)
        login = next(login for login, person in lab.persons.items() if person == mine[0][0])
        assert who in ("boss", "deputy")
        await lab.decide(login, task, "approve")
    assert (await lab.cells("request", request))["state"] == "done"
    kinds = [
        row[0]
        for row in await lab.sql("SELECT kind FROM {s}.event WHERE root IS NOT NULL ORDER BY id DESC LIMIT 1")
    ]
    assert kinds[0].startswith("flow.")


async def test_every_row_has_its_own_case_and_the_document_waits_for_all(lab: Lab) -> None:
    """逐行子流程: who answers for a row fills in that row, and only when every row is done does the document go on."""
    points = [
        {"what": what, "person": str(lab.persons[who])}
        for what, who in (("drill", "keeper"), ("mill", "deputy"))
    ]
    request = await lab.create("admin", "request", what="audit", points=points)
    tasks = (await lab.act("admin", "request", request, "check")).tasks
    rows = await lab.sql(
        "SELECT t.id, p.person, t.data->'row'->>'id' FROM {s}.task t JOIN {s}.task_person p ON p.task = t.id "
        "WHERE t.id = ANY($1) ORDER BY t.id",
        list(tasks),
    )
    assert [row[1] for row in rows] == [lab.persons["keeper"], lab.persons["deputy"]]
    with pytest.raises(Invalid) as error:
        await lab.decide("keeper", rows[0][0], "complete")
    assert [(fault.path, fault.code) for fault in error.value.faults] == [(("answer",), "required")]
    await lab.decide("keeper", rows[0][0], "complete", values={"answer": "sharpened"})
    assert (await lab.cells("request", request))["state"] == "draft"
    await lab.decide("deputy", rows[1][0], "complete", values={"answer": "oiled"})
    assert (await lab.cells("request", request))["state"] == "done"
    found = {int(row[2]): await lab.cells("request.points", int(row[2])) for row in rows}
    assert [(one["answer"], one["done"]) for one in found.values()] == [("sharpened", True), ("oiled", True)]
    open_ones = await lab.sql(
        "SELECT count(*) FROM {s}.instance WHERE record = $1 AND ended_at IS NULL", request
    )
    assert open_ones[0][0] == 0


async def test_a_sub_process_drawn_for_another_form_is_refused(lab: Lab) -> None:
    flows = BUNDLE["flows"]
    wrong = {**flows, "point": {**flows["point"], "form": "lab.request"}}
    catalogue = await lab.catalogue()
    with pytest.raises(Invalid) as error:
        await lab.doors.catalogues.publish(lab.workspace, ({**BUNDLE, "flows": wrong},), catalogue.version)
    assert "wrong_form" in {fault.code for fault in error.value.faults}


async def test_two_who_press_at_once_are_told_apart(lab: Lab) -> None:
    _, first = await asked(lab)
    answers = await asyncio.gather(
        *(lab.decide(who, first, "approve") for who in ("boss", "deputy")), return_exceptions=True
    )
    [lost] = [one for one in answers if isinstance(one, BaseException)]
    assert isinstance(lost, JingweiError)
    assert lost.faults[0].code == "task_closed"


async def test_the_first_step_is_returned_to_whoever_began(lab: Lab) -> None:
    """退回: the initiator is asked again, and completing it goes on to the step that returned it."""
    _, first = await asked(lab)
    again = (await lab.decide("boss", first, "return", note="which size?")).tasks
    people = await lab.sql("SELECT person FROM {s}.task_person WHERE task = ANY($1)", list(again))
    assert [row[0] for row in people] == [lab.persons["keeper"]]
    [sent] = await lab.sql("SELECT data->'sent'->>'note' FROM {s}.task WHERE id = $1", again[0])
    assert sent[0] == "which size?", "who has it again reads why"
    onward = (await lab.decide("keeper", again[0], "complete")).tasks
    nodes = await lab.sql("SELECT node FROM {s}.task WHERE id = ANY($1)", list(onward))
    assert {row[0] for row in nodes} == {"first"}


async def test_who_rejects_says_why(lab: Lab) -> None:
    _, first = await asked(lab)
    with pytest.raises(Invalid) as refused:
        await lab.decide("boss", first, "reject", note="  ")
    assert refused.value.faults[0].path == ("note",)
    await lab.decide("boss", first, "reject", note="too dear")
    assert await lab.sql("SELECT note FROM {s}.task_done WHERE id = $1", first) == [("too dear",)]


async def test_withdrawing_and_voiding_end_the_case(lab: Lab) -> None:
    request, first = await asked(lab)
    [row] = await lab.sql("SELECT instance FROM {s}.task WHERE id = $1", first)
    await lab.submit("keeper", Withdraw(row[0], "not needed"))
    assert (await lab.cells("request", request))["state"] == "draft"
    request, first = await asked(lab)
    await lab.act("keeper", "request", request, "void")
    assert await lab.sql("SELECT 1 FROM {s}.task WHERE id = $1", first) == []
    assert await lab.sql("SELECT 1 FROM {s}.instance WHERE record = $1 AND ended_at IS NULL", request) == []


async def test_a_file_is_linked_by_its_uploader_only_and_once(lab: Lab) -> None:
    for number, who in ((501, "seller"), (502, "boss")):
        await lab.sql(
            "INSERT INTO {s}.file (id, sha256, name, size, type, by) VALUES ($1, '\\x00', 'a.pdf', 1, 'application/pdf', $2)",
            number, lab.persons[who],
        )  # fmt: skip
    with pytest.raises(Invalid) as error:
        await lab.create("seller", "quote", paper=["502"], note="theirs")
    assert error.value.faults[0].path == ("paper",)
    quote = await lab.create("seller", "quote", paper=["501"], note="mine")
    [row] = await lab.sql("SELECT linked, record FROM {s}.file WHERE id = 501")
    assert tuple(row) == (True, quote)
    with pytest.raises(Invalid):
        await lab.create("seller", "quote", paper=["501"], note="again")


async def test_a_write_that_needs_no_more_is_one_statement(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The price of a bare write and of a pure approval: no BEGIN, no COMMIT."""
    begun: list[str] = []
    begin = Transaction.begin

    async def told(self: Transaction, first: str = "") -> None:
        begun.append(first)
        await begin(self, first)

    _, first = await asked(lab)
    quote = await lab.create("boss", "quote", note="bare")
    monkeypatch.setattr(Transaction, "begin", told)
    await lab.create("boss", "quote", note="bare too")
    await lab.create("seller", "quote", note="bare of a member")
    await lab.change("boss", "quote", quote, note="changed")
    await lab.decide("boss", first, "approve")
    assert begun == []
    await stocked(lab, "Z", 1)
    assert begun != []


async def test_the_journal_keeps_before_and_after(lab: Lab) -> None:
    quote = await lab.create("boss", "quote", note="one", quantity="2")
    await lab.change("boss", "quote", quote, note="two")
    form = (await lab.catalogue()).forms["lab.quote"].id
    rows = await lab.sql(
        "SELECT kind, actor, body::text FROM {s}.change WHERE form = $1 AND record = $2 ORDER BY id",
        form,
        quote,
    )
    assert [(row[0], row[1]) for row in rows] == [
        ("create", lab.persons["boss"]),
        ("change", lab.persons["boss"]),
    ]
    assert json.loads(rows[1][2]) == {"ver": 2, "cells": {"note": ["one", "two"]}}


async def test_everything_a_submission_leaves_is_of_one_instant(lab: Lab) -> None:
    """Events, changes and movements carry the time of the door's clock, not the database's."""
    receipt = await stocked(lab, "CLOCK", 1)
    form = (await lab.catalogue()).forms["lab.receipt"].id
    ledger = names.movement((await lab.catalogue()).ledgers["lab.stock"])
    rows = await lab.sql(
        "SELECT e.at FROM {s}.event e JOIN {s}.event_object o ON o.event = e.id WHERE o.form = $1 AND o.record = $2 "
        "UNION ALL SELECT at FROM {s}.change WHERE form = $1 AND record = $2 "
        f"UNION ALL SELECT at FROM {{s}}.{ledger} WHERE form = $1 AND record = $2",
        form,
        receipt,
    )
    assert len(rows) >= 5
    assert {row[0] for row in rows} == {NOW}


async def test_a_full_pool_does_not_wait_for_itself(lab: Lab) -> None:
    """Everybody holds a connection while the snapshot of people is out of date."""
    lab.doors.directories.forget(lab.workspace)
    actor = await lab.actor("boss")
    lab.doors.directories.forget(lab.workspace)
    size = lab.pool.settings.size
    writes = (lab.door.submit(actor, (Create("lab.quote", {"note": f"full {n}"}),)) for n in range(size * 3))
    assert len(await asyncio.wait_for(asyncio.gather(*writes), 8)) == size * 3


async def test_inside_the_callers_transaction_nothing_is_kept_when_it_fails(lab: Lab) -> None:
    actor = await lab.actor("boss")

    async def work(transaction: Transaction) -> None:
        await lab.door.inside(transaction, actor, (Create("lab.quote", {"note": "rolled back"}),))
        raise RuntimeError("the caller fails")

    with pytest.raises(RuntimeError):
        await run(lab.pool, work)
    found = (await lab.catalogue()).forms["lab.quote"]
    assert await lab.sql(f"SELECT 1 FROM {{s}}.t{found.id} WHERE f{found['note'].id} = 'rolled back'") == []


async def test_a_batch_of_actions_on_one_record_is_one_version(lab: Lab) -> None:
    quote = await lab.create("boss", "quote", note="batch")
    await lab.submit(
        "boss",
        Change("lab.quote", quote, {"quantity": "3"}),
        Act("lab.quote", quote, "win", {"due": "2027-01-01"}),
    )
    cells = await lab.cells("quote", quote)
    assert (cells["ver"], cells["state"], cells["quantity"]) == (2, "won", 3)
