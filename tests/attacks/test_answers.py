"""What an answer carries beside the record asked for; see docs/reference/attacks.md."""

from __future__ import annotations

import copy

import pytest
from tests.process.lab import BUNDLE, Lab, line

from jingwei.base.errors import NotFound
from jingwei.collab.desk import at_desk
from jingwei.collab.sight import see
from jingwei.process.commands import Actor, Change
from jingwei.query.request import count_request, record_request
from jingwei.spec.policy import Viewer
from jingwei.store.queue.notifier import MISSED, Event, Touched
from jingwei.store.sessions import Caller
from jingwei.store.tables import names
from jingwei.web.known import Known
from jingwei.web.made import made
from jingwei.web.routes.prints import facts


async def test_the_documents_a_button_made_are_named_to_their_readers_only(lab: Lab) -> None:
    receipt = await lab.create("keeper", "receipt", lines=[line(lab.items["I0"], 3)])
    await lab.act("keeper", "receipt", receipt, "post")
    outcome = await lab.act("keeper", "receipt", receipt, "push")

    async def told(who: str) -> list[object]:
        caller = Caller(1, who, "zh", lab.workspace, lab.persons[who], False, "page")
        names = await made(lab.doors, caller, await lab.actor(who), outcome)
        return [one["title"] for one in names]

    assert await told("keeper") == ["CK-00001"]
    assert await told("seller") == [None]


@pytest.mark.parametrize("rule", ["department", "departments", "own"])
async def test_who_has_no_department_reaches_no_record_without_one(lab: Lab, rule: str) -> None:
    """Nothing equals nothing: neither on reads nor on writes."""
    bundle = copy.deepcopy(BUNDLE)
    grant = {"rows": rule, "do": ["read", "update"]}
    bundle["roles"]["lone"] = {"title": "无部门", "grants": {"quote": grant}}
    await lab.doors.catalogues.publish(lab.workspace, (bundle,), (await lab.catalogue()).version)
    made = await lab.create("boss", "quote", note=f"nobody's by {rule}")
    table = names.table((await lab.catalogue()).forms["lab.quote"])
    await lab.sql(f"UPDATE {{s}}.{table} SET owner = NULL, dept = NULL WHERE id = $1", made)
    viewer = Viewer(0, 0, (), frozenset({"lab.lone"}))
    with pytest.raises(NotFound):
        await lab.doors.ask(lab.workspace, Actor(viewer), record_request("lab.quote", str(made)))
    found = await lab.doors.ask(lab.workspace, Actor(viewer), count_request("lab.quote"))
    assert b'"count" : 0' in found.body
    with pytest.raises(NotFound):
        await lab.door.submit(Actor(viewer), (Change("lab.quote", made, {"note": "x"}),))


async def test_live_updates_name_a_record_to_its_readers_only(lab: Lab) -> None:
    """Who reads some rows of a form hears that something happened in it; what and to which record, its readers only."""
    own = await lab.create("seller", "quote", note="heard")
    theirs = await lab.create("boss", "quote", note="not heard")
    form = (await lab.catalogue()).forms["lab.quote"]

    async def heard(who: str, record: int) -> object:
        caller = Caller(1, who, "zh", lab.workspace, lab.persons[who], False, "page")
        event = Event(1, None, "flow.reject:finance", None, (Touched(form.id, record, "subject"),))
        return await Known(lab.doors).heard(caller, event)

    told = {"kind": "flow.reject:finance", "form": "lab.quote"}
    assert await heard("seller", own) == {**told, "record": str(own)}
    assert await heard("seller", theirs) == {"kind": "other", "form": "lab.quote"}
    assert await heard("boss", theirs) == {**told, "record": str(theirs)}
    assert await heard("nobody", own) == {"kind": "other"}
    caller = Caller(1, "nobody", "zh", lab.workspace, lab.persons["nobody"], False, "page")
    assert await Known(lab.doors).heard(caller, MISSED) == {"kind": "missed"}, (
        "It lagged behind and reads again."
    )


async def test_what_is_typed_is_no_markup_on_paper(lab: Lab) -> None:
    form = (await lab.catalogue()).forms["lab.quote"]
    said = facts(
        form, {"note": "<script>alert(1)</script>", "item": {"id": "1", "title": "<img src=x>"}}, "zh"
    )
    assert "&lt;script&gt;" in said
    assert "&lt;img" in said
    assert "<script" not in said
    assert "<img" not in said


async def test_a_record_met_on_the_way_is_named_only_where_its_row_is_reached(lab: Lab) -> None:
    """Inbox, history and timeline name records by `see`: a cell that is seen on one's own rows is no way to others."""
    own = await lab.create("seller", "quote", note="mine, named")
    theirs = await lab.create("boss", "quote", note="theirs, not named")
    form = (await lab.catalogue()).forms["lab.quote"]
    places = [(form.id, own), (form.id, theirs)]
    sight = await at_desk(lab.doors, lab.workspace, await lab.actor("seller"), lambda desk: see(desk, places))
    assert [place in sight for place in places] == [True, False]
    assert sight.ref(places[1])["title"] is None
