"""What somebody would write by hand with asyncpg for the rows the door writes; the other side of the comparison.

Values are computed beforehand or in plain Python; statements are prepared once; nothing is checked, no rule is
known, no permission is asked. Several rows of one table go in one statement.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from jingwei.store.tables import names
from lab import Lab

TEN = 10
SYSTEM = ("id", "ver", "created_at", "created_by", "updated_at", "updated_by", "owner", "dept", "search")
TASK = "id, instance, token, node, kind, form, record, department, title, opened_at, due_at, data"
EVENT = "(id, kind, actor, via, root, depth, why)"


@dataclass(slots=True)
class Twins:
    """The hand-written side: statements made once, ids of its own."""

    lab: Lab
    ids: itertools.count[int]
    reached: list[int]
    item_ids: list[int]
    customer_ids: list[int]
    sql: dict[str, str]

    @classmethod
    async def of(cls, lab: Lab) -> Twins:
        async with lab.pool.connection() as connection:
            reached = await connection.fetch(
                f"SELECT id FROM {lab.table('report')} WHERE dept = $1", lab.member.viewer.department
            )
            items = await connection.fetch(f"SELECT id FROM {lab.table('item')}")
            customers = await connection.fetch(f"SELECT id FROM {lab.table('customer')}")
        ids = itertools.count(5_000_000_000)
        mine, things, buyers = ([int(row[0]) for row in rows] for rows in (reached, items, customers))
        return cls(lab, ids, mine, things, buyers, statements(lab))

    def items(self) -> list[int]:
        return self.lab.random.sample(self.item_ids, TEN)

    def customer(self) -> int:
        return self.lab.random.choice(self.customer_ids)

    def record(self) -> list[object]:
        """The columns of a new report."""
        lab, now = self.lab, datetime.now(UTC)
        n, me = lab.random.randrange(1_000_000), lab.member.viewer.person
        some = Decimal("1.5")
        return [
            next(self.ids), 1, now, me, now, me, me, lab.member.viewer.department,
            f"wr-n{n}", f"WR-N{n}", date(2026, 11, 1 + n % 28), "A", "draft", f"WC{n % 38:02d}", "OP10",
            1 + n % 50000, me, some, some, some, some, some, now, now, f"LOT{n}", f"Run {n} completed, tool checked",
        ]  # fmt: skip

    async def insert_alone(self) -> None:
        """The record in its table, no journal."""
        async with self.lab.pool.connection() as connection:
            await connection.execute(self.sql["insert"], *self.record())

    async def insert(self) -> None:
        """The record and its journal, in one statement."""
        lab, record, event, change = self.lab, self.record(), next(self.ids), next(self.ids)
        named = zip(lab.form("report").by_slug, record[len(SYSTEM) :], strict=True)
        body = json.dumps({"ver": 1, "cells": {slug: [None, str(value)] for slug, value in named}})
        async with lab.pool.connection() as connection:
            await connection.execute(
                self.sql["insert_journalled"],
                *record,
                event,
                change,
                "create",
                lab.member.viewer.person,
                body,
            )

    async def update_alone(self) -> None:
        """Two cells of a record, not read before, no journal."""
        lab, n = self.lab, self.lab.random.randrange(1_000_000)
        async with lab.pool.connection() as connection:
            await connection.execute(
                self.sql["update"], 1 + n % lab.rows, Decimal(n % 500), f"upd {n}", datetime.now(UTC)
            )

    async def update(self) -> None:
        """The record read, two cells changed if it is still the same version, and the journal of before and after."""
        lab, n, now = self.lab, self.lab.random.randrange(1_000_000), datetime.now(UTC)
        good, lot = Decimal(n % 500), f"upd {n}"
        async with lab.pool.connection() as connection:
            row = await connection.fetchrow(self.sql["report"], 1 + n % lab.rows)
            cells = {"good": [str(row[self.good]), str(good)], "lot": [row[self.lot], lot]}
            body = json.dumps({"ver": row["ver"] + 1, "cells": cells})
            await connection.execute(
                self.sql["update_journalled"], row["id"], good, lot, now, row["ver"], next(self.ids), next(self.ids),
                "change", lab.member.viewer.person, body,
            )  # fmt: skip

    @property
    def good(self) -> str:
        return names.column(self.lab.form("report")["good"])

    @property
    def lot(self) -> str:
        return names.column(self.lab.form("report")["lot"])

    async def approve(self, task: int) -> list[int]:
        """One task closed, the case moved on, the next task opened with its timers, events for the log."""
        sql, now, me = self.sql, datetime.now(UTC), self.lab.member.viewer.person
        async with self.lab.pool.connection() as connection, connection.transaction():
            own = await connection.fetchrow(sql["task"], task)
            case = await connection.fetchrow(sql["case"], own["instance"])
            await connection.fetchrow(sql["request"], own["record"])
            marking = json.loads(case["marking"])
            step, token = int(own["node"][4:]), int(own["token"]) + 1
            over = step == 6
            marking["state"]["seq"] = case["seq"] + 1
            await connection.execute(
                sql["move"], case["id"], case["seq"], "approved" if over else "running", json.dumps(marking),
                now if over else None,
            )  # fmt: skip
            await connection.execute(sql["close"], task)
            await connection.execute(sql["unassign"], task)
            await connection.execute(sql["done"], *own[:12], [me], "approved", me, now, "Agreed")
            await connection.execute(sql["stop"], own["instance"], own["token"])
            opened = []
            if not over:
                node = f"step{step + 1}"
                opened = [next(self.ids)]
                await connection.execute(
                    sql["open"], opened[0], own["instance"], str(token), node, "approve", own["form"], own["record"],
                    own["department"], own["title"], now, own["due_at"], own["data"],
                )  # fmt: skip
                await connection.execute(sql["assign"], me, opened[0])
                await connection.execute(
                    sql["timers"], [next(self.ids), next(self.ids)], now, own["instance"], str(token),
                    ['{"name": "remind"}', '{"name": "escalate"}'],
                )  # fmt: skip
            events = [next(self.ids) for _ in range(3)]
            kinds = ["approve", f"flow.approved:step{step}", f"flow.opened:step{step + 1}"]
            await connection.execute(sql["events"], events, kinds, me, own["instance"], "Agreed")
            await connection.execute(sql["objects"], events[1:], own["form"], own["record"], "case")
        return opened

    async def order(self) -> None:
        """A document of ten lines with number, amounts, movements, balances and journal."""
        lab, sql, now = self.lab, self.sql, datetime.now(UTC)
        viewer, customer, items = lab.member.viewer, self.customer(), sorted(self.items())
        order, event = next(self.ids), next(self.ids)
        quantity, price, rate = Decimal(3), Decimal("12.5"), Decimal("0.13")
        amount, net = quantity * price, round(quantity * price / (1 + rate), 2)
        total, without = TEN * amount, TEN * net
        body = {"ver": 1, "cells": {"customer": [None, customer], "total": [None, str(total)]}}
        body["rows"] = {"lines": {str(n): {"new": True, "cells": {"item": [None, n]}} for n in items}}
        async with lab.pool.connection() as connection:
            last = await connection.fetchval(sql["counter"], "twin")
        async with lab.pool.connection() as connection, connection.transaction():
            await connection.fetch(sql["items"], items)
            await connection.fetch(sql["customer"], customer)
            number = f"TW2611-{last:06d}"
            me = viewer.person
            await connection.execute(
                sql["order"], order, 1, now, me, now, me, me, viewer.department, number.lower(), number, customer,
                now.date(), date(2027, 6, 1), "draft", "By lorry", total, without, total - without,
            )  # fmt: skip
            await connection.execute(
                sql["lines"], [next(self.ids) for _ in items], order, list(range(1, TEN + 1)), items,
                quantity, price, rate, amount, net,
            )  # fmt: skip
            await connection.execute(sql["hold"], items)
            await connection.execute(sql["balance"], items, quantity, amount)
            await connection.execute(
                sql["movements"], [next(self.ids) for _ in items], event, order, items, quantity, amount
            )
            await connection.execute(sql["events"], [event], ["create"], me, None, None)
            for role in ("subject", "touched"):
                await connection.execute(sql["objects"], [event], lab.form("order").id, order, role)
            await connection.execute(
                sql["change"], next(self.ids), event, lab.form("order").id, order, me, json.dumps(body)
            )


def statements(lab: Lab) -> dict[str, str]:
    """The texts, by what they do."""
    s, report = lab.schema, lab.form("report")
    plain = (*SYSTEM, *(names.column(one) for one in report.fields))
    good, lot = names.column(report["good"]), names.column(report["lot"])
    insert = f"INSERT INTO {lab.table('report')} ({', '.join(plain)}) VALUES ({places(len(plain))})"
    update = f"UPDATE {lab.table('report')} SET {good} = $2, {lot} = $3, updated_at = $4, ver = ver + 1 WHERE id = $1"
    found: dict[str, str] = {
        "insert": insert,
        "update": update,
        "insert_journalled": f"WITH r AS ({insert}), {journal(lab, '$1', len(plain) + 1)} SELECT 1",
        "update_journalled": f"WITH r AS ({update} AND ver = $5), {journal(lab, '$1', 6)} SELECT 1",
        "report": f"SELECT {', '.join(plain)} FROM {lab.table('report')} WHERE id = $1",
        "task": f"SELECT {TASK} FROM {s}.task WHERE id = $1",
        "case": f"SELECT id, seq, marking FROM {s}.instance WHERE id = $1",
        "request": f"SELECT * FROM {lab.table('request')} WHERE id = $1",
        "move": f"UPDATE {s}.instance SET seq = seq + 1, status = $3, marking = $4, ended_at = $5 "
        "WHERE id = $1 AND seq = $2",
        "close": f"DELETE FROM {s}.task WHERE id = $1",
        "unassign": f"DELETE FROM {s}.task_person WHERE task = $1",
        "done": f"INSERT INTO {s}.task_done ({TASK}, persons, outcome, done_by, done_at, note) VALUES ({places(17)})",
        "stop": f"DELETE FROM {s}.timer WHERE instance = $1 AND token = $2",
        "open": f"INSERT INTO {s}.task ({TASK}) VALUES ({places(12)})",
        "assign": f"INSERT INTO {s}.task_person (person, task) VALUES ($1, $2)",
        "timers": f"INSERT INTO {s}.timer (id, due, kind, instance, token, data) "
        "SELECT i, $2, 'flow', $3, $4, d FROM unnest($1::bigint[], $5::jsonb[]) AS x(i, d)",
        "events": f"INSERT INTO {s}.event {EVENT} SELECT i, k, $3, 'page', $4, 0, $5 "
        "FROM unnest($1::bigint[], $2::text[]) AS x(i, k)",
        "objects": f"INSERT INTO {s}.event_object (event, form, record, role) "
        "SELECT e, $2, $3, $4 FROM unnest($1::bigint[]) AS e",
        "change": f"INSERT INTO {s}.change (id, event, form, record, kind, actor, via, body) "
        "VALUES ($1, $2, $3, $4, 'create', $5, 'page', $6)",
        "counter": f"INSERT INTO {s}.counter AS c (key, n) VALUES ($1, 1) "
        "ON CONFLICT (key) DO UPDATE SET n = c.n + 1 RETURNING n",
    }
    return found | document(lab)


def journal(lab: Lab, record: str, first: int) -> str:
    """Event, objects and change as parts of a statement; event, change, kind, actor and body are its arguments from `first` on."""
    s, form = lab.schema, lab.form("report").id
    event, change, kind, actor, body = (f"${n}" for n in range(first, first + 5))
    return (
        f"e AS (INSERT INTO {s}.event (id, kind, actor, via, depth) VALUES ({event}, {kind}, {actor}, 'page', 0)), "
        f"o AS (INSERT INTO {s}.event_object (event, form, record, role) "
        f"VALUES ({event}, {form}, {record}, 'subject'), ({event}, {form}, {record}, 'touched')), "
        f"c AS (INSERT INTO {s}.change (id, event, form, record, kind, actor, via, body) "
        f"VALUES ({change}, {event}, {form}, {record}, {kind}, {actor}, 'page', {body}))"
    )


def document(lab: Lab) -> dict[str, str]:
    """The texts of the order."""
    order, lines, ledger = lab.form("order"), lab.form("order")["lines"].table, lab.ledger
    if lines is None:
        raise TypeError("the lines of the order are a table")
    heads = ("number", "customer", "ordered_on", "due", "state", "note", "total", "net", "tax")
    columns = (*SYSTEM, *(names.column(order[slug]) for slug in heads))
    c: dict[str, Any] = {one.slug: names.column(one) for one in lines.fields}
    (item,), quantity, amount = (
        [names.dimension(one) for one in ledger.dimensions],
        names.measure(ledger.measure("quantity")),
        names.measure(ledger.measure("amount")),
    )
    balance, movement = (f"{lab.schema}.{one}" for one in (names.balance(ledger), names.movement(ledger)))
    row = f"id, parent, pos, {c['item']}, {c['quantity']}, {c['quantity']}_unit, {c['quantity']}_base, {c['price']}, "
    row += (
        f"{c['price']}_unit, {c['tax_rate']}, {c['amount']}, {c['amount']}_unit, {c['net']}, {c['net']}_unit"
    )
    return {
        "items": f"SELECT * FROM {lab.table('item')} WHERE id = ANY($1::bigint[])",
        "customer": f"SELECT * FROM {lab.table('customer')} WHERE id = $1",
        "order": f"INSERT INTO {lab.table('order')} ({', '.join(columns)}) VALUES ({places(len(columns))})",
        "lines": f"INSERT INTO {lab.schema}.{names.table(lines)} ({row}) SELECT i, $2, p, t, $5, '台', $5, $6, 'CNY', $7, "
        "$8, 'CNY', $9, 'CNY' FROM unnest($1::bigint[], $3::int[], $4::bigint[]) AS x(i, p, t)",
        "hold": f"SELECT 1 FROM {balance} WHERE {item} = ANY($1::bigint[]) ORDER BY {item} FOR NO KEY UPDATE",
        "balance": f"INSERT INTO {balance} AS b ({item}, {quantity}, {amount}) "
        f"SELECT t, $2, $3 FROM unnest($1::bigint[]) AS t ON CONFLICT ({item}) DO UPDATE "
        f"SET {quantity} = b.{quantity} + excluded.{quantity}, {amount} = b.{amount} + excluded.{amount}",
        "movements": f"INSERT INTO {movement} (id, event, form, record, line, rule, {item}, {quantity}, {amount}) "
        f"SELECT i, $2, {order.id}, $3, i, 'ordered', t, $5, $6 FROM unnest($1::bigint[], $4::bigint[]) AS x(i, t)",
    }


def places(count: int) -> str:
    return ", ".join(f"${n}" for n in range(1, count + 1))
