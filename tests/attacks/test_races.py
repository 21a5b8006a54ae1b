"""Two writers who cannot miss each other: the second has read and waits while the first commits; see docs/reference/attacks.md."""

from __future__ import annotations

import asyncio
import copy

import pytest
from tests.process.lab import BUNDLE, NOW, PLATFORM, Lab
from tests.waiting import eventually

from jingwei import wiring
from jingwei.base.clock import FixedClock
from jingwei.base.errors import Conflict, Invalid
from jingwei.process.commands import Change, Command, Create, Decide, Outcome
from jingwei.store.ids import IdsOf
from jingwei.store.transaction import Transaction, run

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def behind(lab: Lab, first: tuple[str, Command], second: tuple[str, Command]) -> Outcome:
    """Writes the first, lets the second read what stood before and wait for its row, commits the first; what the second came to."""

    async def waits() -> bool:
        return bool((await lab.sql(WAITING))[0][0])

    async def work(transaction: Transaction) -> asyncio.Task[Outcome]:
        await lab.door.inside(transaction, await lab.actor(first[0]), (first[1],))
        late = asyncio.create_task(lab.submit(*second))
        await eventually(waits)
        return late

    return await (await run(lab.pool, work))


async def test_who_saw_an_old_version_is_told_even_when_it_was_new_as_he_began(lab: Lab) -> None:
    """The version is compared once more in the statement that writes."""
    made = await lab.create("seller", "quote", note="as both saw it")
    with pytest.raises(Conflict) as error:
        await behind(
            lab,
            ("boss", Change("lab.quote", made, {"note": "first"}, 1)),
            ("seller", Change("lab.quote", made, {"note": "second"}, 1)),
        )
    assert error.value.theirs == {"note": "first"}
    assert (await lab.cells("quote", made))["note"] == "first"


async def test_what_is_counted_up_by_two_at_once_is_counted_twice(lab: Lab) -> None:
    """An automation that adds to what it has read reads again what the other has written."""
    made = await lab.create("seller", "quote", item=str(lab.items["I0"]), note="counted", quantity="1")
    await behind(
        lab,
        ("boss", Change("lab.quote", made, {"quantity": "101", "due": "2027-01-01"})),
        ("seller", Change("lab.quote", made, {"note": "counted once more"})),
    )
    cells = await lab.cells("quote", made)
    assert (cells["ver"], cells["count"], cells["note"]) == (3, 1, "counted once more")
    versions = await lab.sql(
        "SELECT body->>'ver' FROM {s}.change WHERE record = $1 ORDER BY (body->>'ver')::int", made
    )
    assert [row[0] for row in versions] == ["1", "2", "3"]


async def test_two_signatures_at_once_both_count(lab: Lab) -> None:
    """Where all must sign, each has a task of his own: only the state of the case tells that the other signed too."""
    request = await lab.create("keeper", "request", what="both sign")
    first = (await lab.act("keeper", "request", request, "ask")).tasks[0]
    tasks = (await lab.decide("boss", first, "approve")).tasks
    of = {
        row[0]: task
        for task in tasks
        for row in await lab.sql("SELECT person FROM {s}.task_person WHERE task = $1", task)
    }
    await behind(
        lab,
        ("boss", Decide(of[lab.persons["boss"]], "approve")),
        ("deputy", Decide(of[lab.persons["deputy"]], "approve")),
    )
    assert (await lab.cells("request", request))["state"] == "done"
    assert await lab.sql("SELECT 1 FROM {s}.task WHERE record = $1", request) == []


async def test_a_key_is_given_once_however_many_ask(lab: Lab) -> None:
    answers = await asyncio.gather(
        *(lab.create("boss", "item", code="ONCE") for _ in range(6)), return_exceptions=True
    )
    refusals = [one for one in answers if isinstance(one, Invalid)]
    assert len(refusals) == 5
    assert {(one.faults[0].path, one.faults[0].code) for one in refusals} == {(("code",), "not_unique")}


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("quote", {"note": "one statement"}),
        ("voucher", {"amount": "5"}),  # a gap-free number makes it a transaction of several
    ],
)
async def test_a_process_that_missed_a_new_version_writes_by_the_new_one(
    lab: Lab, form: str, values: dict[str, str]
) -> None:
    """It still holds the old catalogue when it writes; the gate in the writing transaction sends it back to read."""
    elsewhere = wiring.doors(lab.pool, lambda _: None, IdsOf(), FixedClock(NOW))
    held = await elsewhere.catalogue(lab.workspace)
    bundle = copy.deepcopy(BUNDLE)
    added = {"type": "number", "title": "新", "required": True, "default": "7"}
    bundle["forms"][form]["fields"][f"new_in_{form}"] = added
    await lab.doors.catalogues.publish(lab.workspace, (bundle,), held.version)
    assert await elsewhere.catalogue(lab.workspace) is held
    outcome = await elsewhere[lab.workspace].submit(PLATFORM, (Create(f"lab.{form}", values),))
    await elsewhere.close()
    assert (await lab.cells(form, outcome.asked[0].id))[f"new_in_{form}"] == 7
