"""Many people, two processes, valid and invalid documents at once: the books hold and only honest refusals are heard."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from random import Random

import pytest
import pytest_asyncio
from tests.process.lab import NOW, PLATFORM, Lab, line

from jingwei import wiring
from jingwei.base.clock import FixedClock
from jingwei.base.errors import JingweiError, Unavailable
from jingwei.process.commands import Act, Actor, Change, Command, Create, Decide, Remove
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.queue.notifier import Notifier
from jingwei.store.tables import names

STEPS, WRITERS = 45, 12
DOCUMENTS = ("receipt", "issue", "move")


class Writer:
    """One person at one of the doors, acting at random."""

    def __init__(
        self, lab: Lab, actor: Actor, boss: Actor, door: object, seed: int, made: list[tuple[str, int]]
    ) -> None:
        self.lab, self.actor, self.boss, self.door = lab, actor, boss, door
        self.random, self.made = Random(seed), made
        self.told: Counter[str] = Counter()
        self.events: list[int] = []

    async def submit(self, actor: Actor, *commands: Command, key: str | None = None) -> None:
        try:
            outcome = await self.door.submit(actor, commands, key=key)  # type: ignore[attr-defined]
        except JingweiError as error:
            if isinstance(error, Unavailable):
                raise  # a lock, a deadlock or a lost race is our own failure
            self.told[error.faults[0].code if error.faults else type(error).__name__] += 1
            return
        self.told["done"] += 1
        self.events.append(outcome.event)
        self.made.extend((made.form.removeprefix("lab."), made.id) for made in outcome.asked if made.created)

    def lines(self, form: str) -> list[dict[str, object]]:
        pick, items = self.random, list(self.lab.items.values())[:3]
        bad = pick.random() < 0.15
        rows = []
        for _ in range(pick.randint(1, 3)):
            quantity = "1e308" if bad and pick.random() < 0.3 else pick.randint(-1 if bad else 1, 9)
            more = {"to": pick.choice("ABC")} if form == "move" else {}
            rows.append(line(999 if bad else pick.choice(items), quantity, pick.choice("ABC"), **more))
        return rows

    async def step(self, number: int) -> None:
        pick, what = self.random, self.random.random()
        if what < 0.34 or not self.made:
            form = pick.choice(DOCUMENTS)
            await self.submit(self.actor, Create(f"lab.{form}", {"lines": self.lines(form)}))
        elif what < 0.42:
            amount = pick.choice(["12.5", "0", "x", "7"])
            await self.submit(
                self.actor, Create("lab.voucher", {"amount": amount}), key=f"{id(self)}-{number}"
            )
        elif what < 0.47:
            await self.submit(self.actor, Create("lab.request", {"what": "?"}))
        elif what < 0.62:
            await self.decide()
        else:
            await self.go_on(*pick.choice(self.made[-40:]))

    async def go_on(self, form: str, record: int) -> None:
        """Somebody, perhaps somebody else at the same moment, does something with a record there is."""
        pick = self.random
        if form == "request":
            await self.submit(self.actor, Act("lab.request", record, pick.choice(["ask", "ask", "void"])))
        elif form in DOCUMENTS:
            command = pick.choice([
                Act(f"lab.{form}", record, "post"), Act(f"lab.{form}", record, "post"), Act(f"lab.{form}", record, "void"),
                Change(f"lab.{form}", record, {"note": f"n{pick.randint(1, 9)}"}, pick.choice([None, 1, 2])),
                Change(f"lab.{form}", record, {"lines": self.lines(form)}), Remove(f"lab.{form}", record),
                Act(f"lab.{form}", record, "push"),
            ])  # fmt: skip
            both = pick.choice(self.made[-40:])
            more = (
                (Act(f"lab.{both[0]}", both[1], "post"),)
                if both[0] in DOCUMENTS and pick.random() < 0.3
                else ()
            )
            await self.submit(self.actor, command, *more)

    async def decide(self) -> None:
        open_tasks = await self.lab.sql("SELECT id FROM {s}.task ORDER BY random() LIMIT 1")
        if open_tasks:
            do = self.random.choice(["approve", "approve", "approve", "reject", "return"])
            await self.submit(self.boss, Decide(open_tasks[0][0], do, "so"))  # type: ignore[arg-type]

    async def work(self) -> None:
        for number in range(STEPS):
            await self.step(number)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(lab: Lab, database: str) -> AsyncIterator[tuple[Counter[str], set[int], set[int]]]:
    """What the writers were told, the events of what they were told was done, and the events a listener heard."""
    other = Pool(PoolSettings(database, size=4))
    elsewhere = wiring.doors(other, lambda _: None, IdsOf(), FixedClock(NOW))
    made: list[tuple[str, int]] = []
    opening = [
        Create("lab.receipt", {"lines": [line(i, 30, p) for i in lab.items.values() for p in "ABC"]}, "r")
    ]
    stocked = await lab.door.submit(PLATFORM, opening)
    await lab.door.submit(PLATFORM, [Act("lab.receipt", stocked.asked[0].id, "post")])
    people = [await lab.actor(login) for login in ("keeper", "admin", "boss", "deputy")]
    notifier, heard = Notifier(lab.pool), set()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(notifier.run())
        async with notifier.subscribe(lab.workspace, size=100_000) as events:
            places = [lab.door, elsewhere[lab.workspace]]
            writers = [
                Writer(lab, people[n % 2], people[2 + n % 2], places[n % len(places)], 1000 + n, made) for n in range(WRITERS)
            ]  # fmt: skip
            await asyncio.gather(*(one.work() for one in writers))
            wanted = {event for one in writers for event in one.events}
            notifier.poke(lab.workspace)
            while not wanted <= heard:
                event = await asyncio.wait_for(events.next(), 10)
                assert event.kind != "missed"
                heard.add(event.id)
        running.cancel()
    for _ in range(
        2
    ):  # the writers may have ended every case; some must still run when tasks and tokens are compared
        request = await lab.create("keeper", "request", what="left open")
        await lab.act("keeper", "request", request, "ask")
    yield sum((one.told for one in writers), Counter()), wanted, heard
    await elsewhere.close()
    await other.close()


async def test_much_was_done_and_much_was_refused(told: tuple[Counter[str], set[int], set[int]]) -> None:
    """Otherwise what follows would prove nothing."""
    assert told[0]["done"] > WRITERS * STEPS / 4
    assert {"balance", "no_such_record", "locked", "not_now"} <= set(told[0]) or told[0].total() > told[0][
        "done"
    ]


async def test_no_event_is_lost(lab: Lab, told: tuple[Counter[str], set[int], set[int]]) -> None:
    _, wanted, heard = told
    assert wanted <= {row[0] for row in await lab.sql("SELECT id FROM {s}.event")}
    assert wanted <= heard


@pytest.mark.usefixtures("told")
async def test_balances_are_their_movements_and_never_below_nothing(lab: Lab) -> None:
    stock = await lab.stock()
    assert stock == await lab.moved()
    assert all(amount > 0 for amount in stock.values())


@pytest.mark.usefixtures("told")
async def test_movements_are_what_the_documents_say(lab: Lab) -> None:
    """Σ over posted documents, void ones reversed to nothing."""
    catalogue, wanted = await lab.catalogue(), Counter[tuple[int, str]]()
    for form, sign in (("receipt", 1), ("issue", -1), ("move", -1)):
        head = catalogue.forms[f"lab.{form}"]
        table = head["lines"].table
        assert table is not None
        item, place, quantity = (names.column(table[c]) for c in ("item", "place", "quantity"))
        to = names.column(table["to"]) if form == "move" else "NULL"
        rows = await lab.sql(
            f"SELECT l.{item}, l.{place}, l.{quantity}, {to} FROM {{s}}.{names.table(table)} l JOIN {{s}}.{names.table(head)} h "
            f"ON h.id = l.parent WHERE h.{names.column(head['state'])} = 'posted' AND h.deleted_at IS NULL"
        )
        for item_id, where, amount, there in rows:
            wanted[(item_id, where)] += sign * amount
            if there is not None:
                wanted[(item_id, there)] += amount
    assert {key: amount for key, amount in wanted.items() if amount} == await lab.stock()


@pytest.mark.usefixtures("told")
async def test_numbers_are_unique_and_vouchers_have_no_gap(lab: Lab) -> None:
    catalogue = await lab.catalogue()
    for form in (*DOCUMENTS, "voucher"):
        found = catalogue.forms[f"lab.{form}"]
        rows = await lab.sql(f"SELECT {names.column(found['number'])} FROM {{s}}.{names.table(found)}")
        numbers = [row[0] for row in rows]
        assert None not in numbers
        assert len(set(numbers)) == len(numbers)
        if form == "voucher":
            assert sorted(numbers) == [f"记{n:04d}" for n in range(1, len(numbers) + 1)]
            assert len(numbers) > 5


@pytest.mark.usefixtures("told")
async def test_open_tasks_are_tokens(lab: Lab) -> None:
    rows = await lab.sql(
        "SELECT i.ended_at IS NULL AS running, array(SELECT t.token FROM {s}.task t WHERE t.instance = i.id ORDER BY 1) AS open, "
        "array(SELECT k->>'id' FROM jsonb_array_elements(i.marking->'state'->'tokens') k ORDER BY 1) AS tokens FROM {s}.instance i"
    )
    assert len(rows) > 3
    assert {row["running"] for row in rows} == {True, False}
    for row in rows:
        assert row["open"] == (row["tokens"] if row["running"] else [])


@pytest.mark.usefixtures("told")
async def test_every_record_has_its_journal(lab: Lab) -> None:
    """Each version of each record stands in the change log exactly once."""
    for form in (*DOCUMENTS, "voucher", "request"):
        found = (await lab.catalogue()).forms[f"lab.{form}"]
        rows = await lab.sql(
            f"SELECT t.id, t.ver, array(SELECT (c.body->>'ver')::int FROM {{s}}.change c WHERE c.form = {found.id} "
            f"AND c.record = t.id ORDER BY 1) AS told FROM {{s}}.{names.table(found)} t"
        )
        for row in rows:
            assert row["told"] == list(range(1, row["ver"] + 1))
