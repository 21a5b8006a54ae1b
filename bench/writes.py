"""Writing through the one door beside hand-written asyncpg that writes the same rows into the same tables.

`python bench/writes.py [--rows 200000] [--seconds 0.4] [--rounds 21] [--connections 16]` starts a server of its
own with fsync on, or uses an empty database named by JINGWEI_DATABASE_URL, and writes bench/results/writes.json,
an object a line. Everybody writes in turn in the same rounds. `raw` is what the others are compared with: the
statements a person would write by hand for every row the door reads and writes, with nothing checked:

- insert, update: record, event, objects and change in one statement, for the update after the record was read;
- approval, order: one transaction.

`alone` stands beside insert and update for orientation: the one statement on the form's table, nothing read, no journal.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import lab
from jingwei.process.commands import Actor, Change, Create, Decide
from jingwei.store.pool import Pool, PoolSettings
from lab import Lab, report
from reads import Rounds, database, line, measure
from recorded import results
from twins import Twins

RESULTS = results("writes.json")
Ask = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Writers:
    """What each of them does once."""

    lab: Lab
    twins: Twins
    open: dict[str, list[int]] = field(default_factory=lambda: {"ours": [], "raw": []})
    """Open tasks, ready to be approved."""

    def insert(self, actor: Actor) -> Ask:
        return lambda: self.lab.door.submit(actor, (Create("bench.report", report(self.lab)),))

    def update(self, actor: Actor, ids: list[int]) -> Ask:
        def ask() -> Awaitable[object]:
            n = self.lab.random.randrange(1_000_000)
            values = {"good": str(n % 500), "lot": f"upd {n}"}
            return self.lab.door.submit(actor, (Change("bench.report", self.lab.random.choice(ids), values),))

        return ask

    async def approve(self) -> None:
        task = self.open["ours"].pop()
        made = await self.lab.door.submit(self.lab.member, (Decide(task, "approve", "Agreed"),))
        self.open["ours"].extend(made.tasks)

    async def approve_raw(self) -> None:
        made = await self.twins.approve(self.open["raw"].pop())
        self.open["raw"].extend(made)

    def order(self, actor: Actor) -> Ask:
        def ask() -> Awaitable[object]:
            customer, items = self.twins.customer(), self.twins.items()
            lines = [{"item": str(one), "quantity": "3", "price": "12.5"} for one in items]
            values = {"customer": str(customer), "due": "2027-06-01", "lines": lines, "note": "By lorry"}
            return self.lab.door.submit(actor, (Create("bench.order", values),))

        return ask

    async def refill(self) -> None:
        """Enough open tasks for one round of approvals on either side."""
        for side in self.open.values():
            for _ in range(0, max(0, 900 - len(side)), 10):
                side.extend(await asyncio.gather(*(self.lab.opened() for _ in range(10))))


def cases(writers: Writers) -> dict[str, dict[str, Ask]]:
    """Case → who writes → how."""
    found, twins = writers.lab, writers.twins
    every = list(range(1, found.rows + 1))
    # `filling` gives report g the department 1 + operator mod 10; the member reaches the reports of one.
    return {
        "insert": {
            "raw": twins.insert,
            "alone": twins.insert_alone,
            "admin": writers.insert(found.admin),
            "member": writers.insert(found.member),
        },
        "update": {
            "raw": twins.update,
            "alone": twins.update_alone,
            "admin": writers.update(found.admin, every),
            "member": writers.update(found.member, twins.reached),
        },
        "approval": {"raw": writers.approve_raw, "member": writers.approve},
        "order_10_lines": {
            "raw": twins.order,
            "admin": writers.order(found.admin),
            "member": writers.order(found.member),
        },
    }


async def compare(
    writers: Writers, seconds: float, rounds: int, connections: int, only: str
) -> list[dict[str, object]]:
    """Every case in short interleaved rounds, so that what else the machine does meets all of them alike."""
    asked = {name: ways for name, ways in cases(writers).items() if not only or name in only.split(",")}
    found: Rounds = {}
    for turn in range(rounds + 1):
        for name, ways in asked.items():
            if name == "approval":
                await writers.refill()
            for who, ask in ways.items():
                measured = await measure(ask, seconds, connections)
                if turn:  # the first round warms up
                    found.setdefault((name, who, connections), []).append(measured)
    return list(lines(found))


def lines(found: Rounds) -> list[dict[str, object]]:
    """A line a measure: the median over the rounds, and of its ratios to the raw way's round by round."""
    made = []
    for (name, who, many), own in found.items():
        if who != "raw":
            raw, at = found[(name, "raw", many)], f"writes.{name}.{who}.c{many}"
            made.append(line(at, "1/s", [r for r, _ in own], [r for r, _ in raw]))
            made.append(line(f"{at}.p50", "ms", [p for _, p in own], [p for _, p in raw]))
        if who in ("admin", "member") and (name, "alone", many) in found:
            alone = found[(name, "alone", many)]
            made.append(
                line(
                    f"writes.{name}.{who}.over_alone.c{many}",
                    "1/s",
                    [r for r, _ in own],
                    [r for r, _ in alone],
                )
            )
    return made


async def run(options: argparse.Namespace, url: str) -> None:
    pool = Pool(PoolSettings(url, size=options.connections))
    await pool.open()
    made = await lab.build(pool, options.rows)
    try:
        async with pool.connection() as connection:
            for setting in ("synchronous_commit", "fsync"):
                if await connection.fetchval(f"SHOW {setting}") != "on":
                    raise SystemExit(f"Writes are measured with {setting} on.")
        writers = Writers(made, await Twins.of(made))
        found = await compare(writers, options.seconds, options.rounds, options.connections, options.only)
    finally:
        await made.doors.close()
        await pool.close()
    if not options.only:
        RESULTS.write_text("".join(json.dumps(one) + "\n" for one in found), "utf-8")
    print("".join(f"{one['name']:44} {one['value']:>10} {one['unit']:4} {one['ratio']}\n" for one in found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", default="", help="cases by name, with a comma between; writes no results")
    options = parser.parse_args()
    with database() as url:
        asyncio.run(run(options, url))


if __name__ == "__main__":
    main()
