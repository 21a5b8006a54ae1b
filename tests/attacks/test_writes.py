"""What an actor must not bring about through the write door, whatever way is tried; see docs/reference/attacks.md."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import Any

import pytest
from tests.process.lab import BUNDLE, PLATFORM, Lab, line

from jingwei.base.errors import Forbidden, Invalid, JingweiError, NotFound
from jingwei.collab.desk import at_desk
from jingwei.collab.history import history
from jingwei.process.commands import Act, Actor, Change, Command, Create, Decide, Remove, Withdraw
from jingwei.query.request import list_request, record_request
from jingwei.spec.policy import Viewer
from jingwei.store.sessions import Caller
from jingwei.store.tables import names


async def refused(lab: Lab, who: str, *commands: Command) -> JingweiError:
    """The refusal, and that nothing at all was written."""
    before = await lab.sql("SELECT (SELECT count(*) FROM {s}.event), (SELECT count(*) FROM {s}.change)")
    with pytest.raises(JingweiError) as error:
        await lab.submit(who, *commands)
    assert (
        await lab.sql("SELECT (SELECT count(*) FROM {s}.event), (SELECT count(*) FROM {s}.change)") == before
    )
    return error.value


# A1


async def test_rows_of_one_role_never_meet_fields_of_another(lab: Lab) -> None:
    """own_notes writes the note of own rows, costs the cost of the department's: never the note of a colleague's."""
    theirs = await lab.create("boss", "quote", note="theirs", cost="1")
    await lab.change("both", "quote", theirs, cost="2")
    error = await refused(lab, "both", Change("lab.quote", theirs, {"note": "mine now"}))
    assert isinstance(error, Forbidden)
    assert error.faults[0].path == ("note",)
    own = await lab.create("both", "quote", note="own")
    await lab.change("both", "quote", own, note="own still", cost="3")


async def test_a_grant_to_create_does_not_reach_fields_of_another_grant(lab: Lab) -> None:
    error = await refused(lab, "seller", Create("lab.quote", {"note": "n", "cost": "5"}))
    assert isinstance(error, Forbidden)
    assert error.faults[0].path == ("cost",)


# A3, A12


async def test_a_refusal_tells_nothing_about_a_record_one_may_not_see(lab: Lab) -> None:
    """Whether it is there, locked, at another version or against a check: the answer is the same."""
    theirs = await lab.create("boss", "quote", note="hidden", due="2026-12-01")
    tries: list[Command] = [
        Change("lab.quote", theirs, {"note": "x"}), Change("lab.quote", theirs, {"note": "x"}, 99),
        Change("lab.quote", theirs, {"due": "2020-01-01"}), Remove("lab.quote", theirs), Change("lab.quote", 987654, {"note": "x"}),
    ]  # fmt: skip
    told = [await refused(lab, "seller", one) for one in tries]
    assert {type(one) for one in told} == {NotFound}
    assert len({one.faults[0].message.zh for one in told}) == 1


async def test_a_conflict_shows_no_field_the_actor_may_not_write(lab: Lab) -> None:
    own = await lab.create("seller", "quote", note="mine")
    await lab.change("boss", "quote", own, cost="77")
    error = await refused(lab, "seller", Change("lab.quote", own, {"cost": "1"}, 1))
    assert isinstance(error, Forbidden)


async def test_the_history_hides_what_the_record_hides(lab: Lab) -> None:
    own = await lab.create("seller", "quote", note="told")
    await lab.change("boss", "quote", own, cost="987.65", lines=[{"what": "seen", "cost": "876.54"}])
    form = (await lab.catalogue()).forms["lab.quote"]
    told = {}
    for who in ("seller", "boss"):
        rows = await at_desk(
            lab.doors, lab.workspace, await lab.actor(who), lambda desk: history(desk, form, own)
        )
        told[who] = json.dumps(rows, default=str, ensure_ascii=False)
    assert "987.65" in told["boss"]
    assert "876.54" in told["boss"]
    assert "seen" in told["seller"]
    assert "987.65" not in told["seller"]
    assert "876.54" not in told["seller"]


# A6, A8


async def test_a_link_to_an_invisible_record_cannot_be_written(lab: Lab) -> None:
    hidden, seen = lab.items["HIDDEN"], lab.items["I0"]
    for value in (str(hidden), {"key": "HIDDEN"}):
        error = await refused(lab, "seller", Create("lab.quote", {"item": value, "note": "look"}))
        assert error.faults[0].path == ("item",)
    own = await lab.create("seller", "quote", item=str(seen), note="look")
    assert (await refused(lab, "seller", Change("lab.quote", own, {"item": str(hidden)}))).faults[
        0
    ].code == "no_such_record"
    candidates = json.loads(await lab.ask("seller", list_request("lab.item", fields="code", q="HIDDEN")))
    assert "HIDDEN" not in json.dumps(candidates)


# A9


async def test_a_column_hidden_in_a_sub_table_cannot_be_written_through_its_parent(lab: Lab) -> None:
    error = await refused(
        lab, "seller", Create("lab.quote", {"note": "nested", "lines": [{"what": "a", "cost": "1"}]})
    )
    assert isinstance(error, Forbidden)
    own = await lab.create("seller", "quote", note="nested", lines=[{"what": "a"}])
    await refused(lab, "seller", Change("lab.quote", own, {"lines": [{"what": "b", "cost": "1"}]}))


async def test_a_row_of_another_record_cannot_be_taken_over(lab: Lab) -> None:
    theirs = await lab.create("boss", "quote", note="rows", lines=[{"what": "theirs"}])
    own = await lab.create("seller", "quote", note="rows of mine", lines=[{"what": "mine"}])
    table = (await lab.catalogue()).forms["lab.quote"]["lines"].table
    assert table is not None
    [[row]] = await lab.sql(f"SELECT id FROM {{s}}.t{table.id} WHERE parent = $1", theirs)
    for patch in ({"id": str(row), "what": "x"}, {"id": str(row), "$delete": True}):
        error = await refused(lab, "seller", Change("lab.quote", own, {"lines": [patch]}))
        assert error.faults[0].path == ("lines", 0, "id")


async def test_a_sub_table_has_no_door_of_its_own(lab: Lab) -> None:
    assert isinstance(await refused(lab, "boss", Create("lab.quote.lines", {"what": "x"})), NotFound)


# A10


async def test_a_viewer_without_department_or_person_writes_nothing(lab: Lab) -> None:
    own = await lab.create("boss", "quote", note="nobody's")
    await lab.sql(
        f"UPDATE {{s}}.{names.table((await lab.catalogue()).forms['lab.quote'])} SET owner = NULL, dept = NULL WHERE id = $1",
        own,
    )
    for viewer in (
        Viewer(0, 0, (), frozenset({"lab.costs", "lab.own_notes"})),
        Viewer(lab.persons["both"], 0, (), frozenset({"lab.costs"})),
    ):
        with pytest.raises(NotFound):
            await lab.door.submit(Actor(viewer), (Change("lab.quote", own, {"cost": "1"}),))


@pytest.mark.parametrize(
    "command", [Create("lab.quote", {"note": "x"}), Create("lab.voucher", {"amount": "1"})]
)
async def test_who_has_no_role_creates_nothing(lab: Lab, command: Create) -> None:
    assert isinstance(await refused(lab, "nobody", command), Forbidden)


async def test_a_record_cannot_leave_the_rows_of_its_writer(lab: Lab) -> None:
    """The after-image is judged as well: items may be changed only while they stay visible."""
    bundle = copy.deepcopy(BUNDLE)
    bundle["roles"]["seller"]["grants"]["item"].update(
        do=["read", "create", "update"], rows={"when": "code <> 'GONE'"}
    )
    version = (await lab.catalogue()).version
    await lab.doors.catalogues.publish(lab.workspace, (bundle,), version)
    item = await lab.create("seller", "item", code="STAYS")
    assert isinstance(await refused(lab, "seller", Change("lab.item", item, {"code": "GONE"})), JingweiError)
    assert (await lab.cells("item", item))["code"] == "STAYS"
    assert isinstance(await refused(lab, "seller", Create("lab.item", {"code": "GONE"})), Forbidden)


async def test_a_record_made_for_somebody_else_is_judged_in_the_writing_statement(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An owner other than oneself would put the record outside `own`."""
    actor = await lab.actor("seller")
    outside = Actor(Viewer(0, actor.viewer.department, actor.viewer.departments, actor.viewer.roles))
    with pytest.raises(Forbidden):
        await lab.door.submit(outside, (Create("lab.quote", {"note": "ownerless"}),))


# A11


async def test_a_grant_does_not_revive_with_the_name_of_a_field(lab: Lab) -> None:
    """A field that comes back under an old name is a new column: what the old one held is not shown again."""
    bundle, without = copy.deepcopy(BUNDLE), copy.deepcopy(BUNDLE)
    bundle["forms"]["item"]["fields"]["price_secret"] = {"type": "text", "title": "内部"}
    catalogue = await lab.catalogue()
    first = await lab.doors.catalogues.publish(lab.workspace, (bundle,), catalogue.version)
    old = first.forms["lab.item"]["price_secret"].id
    made = await lab.door.submit(
        PLATFORM, (Create("lab.item", {"code": "OLD", "price_secret": "classified"}),)
    )
    second = await lab.doors.catalogues.publish(lab.workspace, (without,), first.version)
    third = await lab.doors.catalogues.publish(lab.workspace, (bundle,), second.version)
    assert third.forms["lab.item"]["price_secret"].id != old
    shown = await lab.ask("keeper", record_request("lab.item", str(made.asked[0].id)))
    assert b"classified" not in shown


# A13


@pytest.mark.parametrize(
    ("roles", "may"),
    [((), False), (("lab.boss",), False), (("admin",), False), (("lab.seller",), True), (None, True)],
)
async def test_a_token_holds_no_more_than_its_person(
    lab: Lab, roles: tuple[str, ...] | None, may: bool
) -> None:
    caller = Caller(1, "seller", "zh", lab.workspace, lab.persons["seller"], False, "token", roles=roles)
    actor = await lab.doors.actor(caller)
    assert not actor.viewer.admin
    assert actor.viewer.roles <= {"lab.seller"}
    write = lab.door.submit(actor, (Create("lab.quote", {"note": f"token {roles}"}),))
    if may:
        await write
    else:
        with pytest.raises(Forbidden):
            await write


# A16, A17


async def asked(lab: Lab, who: str = "keeper") -> tuple[int, int, int]:
    request = await lab.create(who, "request", what="drill")
    task = (await lab.act(who, "request", request, "ask")).tasks[0]
    [row] = await lab.sql("SELECT instance FROM {s}.task WHERE id = $1", task)
    return request, task, row[0]


async def test_withdrawing_is_for_the_initiator_and_opens_only_what_roles_allow(lab: Lab) -> None:
    request, _, case = await asked(lab)
    for who in ("seller", "nobody", "rival"):
        await refused(lab, who, Withdraw(case))
    await refused(lab, "keeper", Change("lab.request", request, {"what": "dearer"}))
    await lab.submit("keeper", Withdraw(case))
    error = await refused(lab, "keeper", Change("lab.request", request, {"what": "dearer"}))
    assert isinstance(error, Forbidden), "the keeper may create requests, not update them"


@pytest.mark.parametrize("do", ["approve", "reject", "complete", "return", "transfer"])
async def test_a_task_is_decided_by_its_persons_only(lab: Lab, do: Any) -> None:
    _, task, _ = await asked(lab)
    for who in ("nobody", "keeper", "seller", "admin"):
        await refused(lab, who, Decide(task, do, to=lab.persons["nobody"]))
    assert await lab.sql("SELECT 1 FROM {s}.task WHERE id = $1", task)


async def test_a_transfer_gives_the_task_and_nothing_else(lab: Lab) -> None:
    """To who reads requests, though not this one; who reads none at all gets none."""
    request, task, _ = await asked(lab)
    await refused(lab, "boss", Decide(task, "transfer", to=lab.persons["nobody"]))
    await lab.decide("boss", task, "transfer", to=lab.persons["seller"])
    await refused(lab, "boss", Decide(task, "approve"))
    await refused(lab, "seller", Change("lab.request", request, {"what": "x"}))
    await refused(lab, "seller", Decide(task, "approve", values={"what": "not opened by the step"}))
    await lab.decide("seller", task, "approve", values={"answer": "opened by the step"})
    with pytest.raises(JingweiError):
        await lab.ask("seller", record_request("lab.request", str(request)))


async def test_nobody_signs_twice_where_all_must_sign(lab: Lab) -> None:
    request, first, _ = await asked(lab)
    second = await lab.decide("boss", first, "approve")
    by_person = {
        row[0]: task
        for task in second.tasks
        for row in await lab.sql("SELECT person FROM {s}.task_person WHERE task = $1", task)
    }
    assert set(by_person) == {lab.persons["boss"], lab.persons["deputy"]}
    own, other = by_person[lab.persons["boss"]], by_person[lab.persons["deputy"]]
    await lab.decide("boss", own, "approve")
    await refused(lab, "boss", Decide(own, "approve"))
    await refused(lab, "boss", Decide(other, "approve"))
    assert (await lab.cells("request", request))["state"] == "asked"


# B20, B21, B22


@pytest.mark.parametrize(
    "text",
    [
        "'); DROP TABLE w1.event; --",
        "$1",
        "\\', 1",
        "{{7*7}}",
        "${7*7}",
        "%s%n",
        "__import__('os')",
        "a\u202eb",
    ],
)
async def test_nothing_written_is_carried_out(lab: Lab, text: str) -> None:
    made = await lab.create("boss", "quote", note=text, lines=[{"what": text}])
    assert (await lab.cells("quote", made))["note"] == text
    error = await refused(lab, "boss", Create("lab.quote", {text: "x"}))
    assert error.faults[0].code == "unknown_field"
    assert isinstance(await refused(lab, "boss", Create(text, {})), NotFound)
    assert isinstance(await refused(lab, "boss", Act("lab.quote", made, text)), NotFound)
    assert (await lab.submit("boss", Create("lab.quote", {"note": f"key {text}"}), key=text)).asked


@pytest.mark.parametrize("slug", ["a; drop table x", "Ä", "a-b", "1a", "a" * 200, "select'"])
async def test_a_bundle_names_nothing_that_is_no_name(lab: Lab, slug: str) -> None:
    bundle = copy.deepcopy(BUNDLE)
    bundle["forms"]["item"]["fields"][slug] = {"type": "text", "title": "x"}
    with pytest.raises(Invalid):
        await lab.doors.catalogues.publish(lab.workspace, (bundle,), (await lab.catalogue()).version)


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('id')",
        "item.__class__",
        "(lambda: 1)()",
        "price; 1",
        "exec('1')",
        "item.price.real",
    ],
)
async def test_a_formula_is_no_program(lab: Lab, formula: str) -> None:
    bundle = copy.deepcopy(BUNDLE)
    bundle["forms"]["quote"]["fields"]["evil"] = {
        "type": "formula",
        "title": "x",
        "formula": formula,
        "result": "text",
    }
    with pytest.raises(Invalid):
        await lab.doors.catalogues.publish(lab.workspace, (bundle,), (await lab.catalogue()).version)


# C31


async def test_automations_that_trigger_each_other_end_in_a_sentence(lab: Lab) -> None:
    """Each record making the next would never end."""
    bundle = copy.deepcopy(BUNDLE)
    bundle["forms"]["echo"] = {
        "title": "回声", "fields": {"n": {"type": "number", "title": "n"}},
        "pushes": {"next": {"title": "下一张", "to": "lab.echo", "set": {"n": "n + 1"}}},
        "autos": {"go": {"when": "n > 0", "push": "next"}},
    }  # fmt: skip
    await lab.doors.catalogues.publish(lab.workspace, (bundle,), (await lab.catalogue()).version)
    error = await asyncio.wait_for(refused(lab, "admin", Create("lab.echo", {"n": "1"})), 10)
    assert error.faults[0].code == "endless_reactions"
    made = await lab.submit("admin", Create("lab.echo", {"n": "0"}))
    assert made.followed == ()


# D33, D34, D35, D36, D37


async def test_the_last_part_is_issued_once(lab: Lab) -> None:
    """By ten people at once, by page, API and import."""
    receipt = await lab.create("keeper", "receipt", lines=[line(lab.items["I2"], 1, "LAST")])
    await lab.act("keeper", "receipt", receipt, "post")
    issues = [
        await lab.create("keeper", "issue", lines=[line(lab.items["I2"], 1, "LAST")]) for _ in range(10)
    ]
    viewer = (await lab.actor("keeper")).viewer
    ways: list[Any] = ["page", "api", "import", "flow", "engine"]
    answers = await asyncio.gather(
        *(
            lab.door.submit(Actor(viewer, ways[n % 5]), (Act("lab.issue", one, "post"),))
            for n, one in enumerate(issues)
        ),
        return_exceptions=True,
    )
    refusals = [one for one in answers if isinstance(one, BaseException)]
    assert len(refusals) == 9
    assert all(isinstance(one, JingweiError) and "库存不足" in one.faults[0].message.zh for one in refusals)
    assert (lab.items["I2"], "LAST") not in await lab.stock()


async def test_fifty_numbers_at_once_are_fifty_numbers(lab: Lab) -> None:
    await asyncio.gather(
        *(lab.create("keeper", "voucher", amount=str(n % 7)) for n in range(50)), return_exceptions=True
    )
    form = (await lab.catalogue()).forms["lab.voucher"]
    numbers = sorted(
        row[0]
        for row in await lab.sql(f"SELECT {names.column(form['number'])} FROM {{s}}.{names.table(form)}")
    )
    assert numbers == [f"记{n:04d}" for n in range(1, len(numbers) + 1)]
    assert len(numbers) >= 42
    receipts = await asyncio.gather(
        *(lab.create("keeper", "receipt", lines=[line(lab.items["I0"], 1)]) for _ in range(50))
    )
    given = {(await lab.cells("receipt", one))["number"] for one in receipts}
    assert len(given) == 50


@pytest.mark.parametrize("other", ["reject", "return", "withdraw", "void"])
async def test_approving_while_something_else_happens_ends_in_one_truth(lab: Lab, other: str) -> None:
    request, first, case = await asked(lab)
    commands: dict[str, Command] = {
        "withdraw": Withdraw(case), "void": Act("lab.request", request, "void"),
        "reject": Decide(first, "reject", "no"), "return": Decide(first, "return"),
    }  # fmt: skip
    rival = lab.submit("keeper" if other in ("withdraw", "void") else "deputy", commands[other])
    answers = await asyncio.gather(lab.decide("boss", first, "approve"), rival, return_exceptions=True)
    assert all(isinstance(one, JingweiError) for one in answers if isinstance(one, BaseException)), answers
    rows = await lab.sql(
        "SELECT i.ended_at IS NULL AS running, (SELECT count(*) FROM {s}.task t WHERE t.instance = i.id) AS open FROM {s}.instance i WHERE id = $1",
        case,
    )
    state = (await lab.cells("request", request))["state"]
    assert bool(rows[0]["open"]) == rows[0]["running"] == (state == "asked")


@pytest.mark.parametrize(
    "values",
    [
        {"number": "RK-99999"},
        {"state": "posted"},
        {"id": "5"},
        {"ver": 9},
        {"created_by": "1"},
        {"owner": "1"},
    ],
)
async def test_what_the_system_fills_in_cannot_be_sent(lab: Lab, values: dict[str, Any]) -> None:
    await refused(lab, "admin", Create("lab.receipt", {"lines": [line(lab.items["I0"], 1)], **values}))


# E43, E45


async def test_too_much_is_refused_quickly(lab: Lab) -> None:
    lines = [{"what": "x"}] * 5001
    error = await asyncio.wait_for(refused(lab, "boss", Create("lab.quote", {"lines": lines})), 5)
    assert error.faults[0].code == "too_many_rows"
    error = await asyncio.wait_for(refused(lab, "boss", Create("lab.quote", {"quantity": "9" * 100_000})), 5)
    assert error.faults[0].path == ("quantity",)


async def test_a_refusal_of_the_database_names_no_table(lab: Lab) -> None:
    await lab.create("boss", "quote", item=str(lab.items["I1"]), note="twice")
    error = await refused(lab, "boss", Create("lab.quote", {"item": str(lab.items["I1"]), "note": "twice"}))
    said = " ".join(fault.message.zh + fault.message.en for fault in error.faults)
    assert not any(word in said for word in ("t1", "w1", "SELECT", "constraint", "unique_", "asyncpg"))


async def test_no_check_speaks_of_a_linked_record_one_may_not_see(lab: Lab) -> None:
    """The item is hidden from the seller and too dear for a quote: it must look like no item at all, by id and by key."""
    hidden = lab.items["HIDDEN"]
    await lab.submit("admin", Change("lab.item", hidden, {"price": "2000000"}))
    assert (await refused(lab, "boss", Create("lab.quote", {"item": str(hidden)}))).faults[0].code == "check"
    for there, missing in ((str(hidden), "999999"), ({"key": "HIDDEN"}, {"key": "ABSENT"})):
        told = [
            (await refused(lab, "seller", Create("lab.quote", {"item": one, "quantity": "1"}))).faults
            for one in (there, missing)
        ]
        words = [[(f.path, f.code, f.message.en.replace("HIDDEN", "ABSENT")) for f in one] for one in told]
        assert words[0] == words[1], words
        assert len(words[0]) == 1
