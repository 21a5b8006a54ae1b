"""The bundle and the workspace on which writes are measured: a bare form, a form with a flow, a document."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from jingwei import wiring
from jingwei.base.words import Words
from jingwei.process.commands import Act, Actor, Create, Outcome
from jingwei.process.doors import Doors
from jingwei.process.submit import Door
from jingwei.query.compile import Plans
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.spec.ledger import Ledger
from jingwei.spec.policy import Viewer
from jingwei.store import system, workspace
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.tables import names
from jingwei.store.workspace import Workspace
from reads import FIELDS, Bench, filling

STEPS = 6
ITEMS = 2000
PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "demo", trusted=True)
PAPER = {"type": "text", "title": "Text"}
STATE = {"type": "choice", "title": "State", "set_by": "flow", "default": "'draft'"}


def approvals() -> dict[str, object]:
    """Approvals in a row, each with a deadline and a reminder."""
    steps: dict[str, object] = {
        f"step{n}": {
            "kind": "approve", "title": f"Step {n}", "who": [{"role": "bench.member"}], "mode": "any",
            "department": "d1", "deadline": {"hours": 8}, "remind": {"hours": 4}, "on_reject": "refused",
            "to": f"step{n + 1}" if n < STEPS else "done",
        }
        for n in range(1, STEPS + 1)
    }  # fmt: skip
    ends = {"done": {"kind": "end"}, "refused": {"kind": "terminate"}}
    return {
        "title": "Approval",
        "form": "bench.request",
        "nodes": {"start": {"kind": "start", "to": "step1"}, **steps, **ends},
    }


ORDER: Mapping[str, object] = {
    "title": "Order",
    "key": "number",
    "searched": ["number", "note"],
    "fields": {
        "number": {"type": "serial", "title": "No.", "pattern": "SO{yy}{mm}-{n:6}"},
        "customer": {"type": "link", "to": "bench.customer", "title": "Customer", "required": True},
        "ordered_on": {"type": "date", "title": "On", "required": True, "default": "TODAY()"},
        "due": {"type": "date", "title": "Due", "required": True},
        "state": {**STATE, "options": {"draft": "Draft", "effective": "Effective"}},
        "note": PAPER,
        "lines": {
            "type": "table",
            "title": "Lines",
            "min_rows": 1,
            "fields": {
                "item": {"type": "link", "to": "bench.item", "title": "Item", "required": True},
                "quantity": {
                    "type": "quantity", "title": "Quantity", "unit_from": "item.unit", "above": 0, "required": True,
                },
                "price": {"type": "money", "title": "Price", "min": 0, "required": True},
                "tax_rate": {"type": "percent", "title": "Tax", "min": 0, "max": 1, "default": 0.13},
                "amount": {
                    "type": "formula", "title": "Amount", "formula": "ROUND(quantity * price, 2)", "result": "money",
                },
                "net": {
                    "type": "formula", "title": "Net", "result": "money",
                    "formula": "ROUND(quantity * price / (1 + tax_rate), 2)",
                },
            },
        },
        "total": {"type": "formula", "title": "Total", "formula": "SUM(lines.amount)", "result": "money"},
        "net": {"type": "formula", "title": "Net", "formula": "SUM(lines.net)", "result": "money"},
        "tax": {"type": "formula", "title": "Tax", "formula": "total - net", "result": "money"},
    },
    "checks": [
        {"rule": "due >= ordered_on", "at": "due", "message": "Due before the order date"},
        {"rule": "total < 10000000", "at": "lines", "message": "Too much"},
    ],
    "postings": {
        "ordered": {
            "ledger": "bench.ordered", "when": "state = 'draft'", "each": "lines", "keys": {"item": "item"},
            "add": {"quantity": "quantity.base", "amount": "amount"},
        },
    },
}  # fmt: skip

BUNDLE: dict[str, Any] = {
    "app": "bench",
    "title": "Bench",
    "forms": {
        "department": {
            "title": "Department",
            "role": "department",
            "key": "code",
            "fields": {
                "code": PAPER,
                "name": PAPER,
                "parent": {"type": "link", "to": "bench.department", "title": "Parent"},
                "head": {"type": "person", "title": "Head"},
            },
        },
        "person": {
            "title": "Person",
            "role": "person",
            "title_field": "name",
            "fields": {
                "name": PAPER,
                "login": PAPER,
                "department": {"type": "link", "to": "bench.department", "title": "Department"},
                "active": {"type": "switch", "title": "Active", "default": "true"},
                "roles": {"type": "table", "title": "Roles", "fields": {"role": PAPER}},
            },
        },
        "work_order": {"title": "Work order", "fields": {"number": PAPER}},
        "customer": {"title": "Customer", "key": "code", "fields": {"code": PAPER, "name": PAPER}},
        "item": {
            "title": "Item",
            "key": "code",
            "fields": {
                "code": PAPER,
                "unit": PAPER,
                "price": {"type": "money", "title": "Price"},
                **{f"text{n}": PAPER for n in range(8)},
            },
        },
        "report": {
            "title": "Report",
            "list": list(FIELDS),
            "searched": ["report_no"],
            "fields": {name: {"title": name, **one} for name, one in FIELDS.items()},
        },
        "request": {
            "title": "Request",
            "fields": {"title": PAPER, "reason": PAPER, "amount": {"type": "money", "title": "Amount"}},
            "actions": {"submit": {"title": "Submit", "start": "bench.approval"}},
        },
        "order": ORDER,
    },
    "ledgers": {
        "ordered": {
            "title": "Ordered",
            "guarded": True,
            "dimensions": {"item": {"title": "Item", "to": "bench.item"}},
            "measures": {"quantity": {"title": "Quantity"}, "amount": {"title": "Amount", "kind": "money"}},
            "guards": {"some": {"left": ["quantity"], "right": [], "message": "Less than nothing"}},
        }
    },
    "flows": {"approval": approvals()},
    "roles": {
        "member": {
            "title": "Member",
            "grants": {
                "report": [
                    {"rows": "own", "do": ["read", "create", "update"]},
                    {"rows": "departments", "do": ["read", "create", "update"], "hide": ["note"]},
                ],
                "request": {"do": ["read", "create", "submit"]},
                "order": {"rows": "own", "do": ["read", "create", "update"]},
                **{form: {"do": ["read"]} for form in ("work_order", "person", "customer", "item")},
            },
        }
    },
}


@dataclass(slots=True)
class Lab:
    """The filled workspace, its door and who writes."""

    pool: Pool
    workspace: Workspace
    doors: Doors
    catalogue: Catalogue
    admin: Actor
    member: Actor
    rows: int
    random: Random = field(default_factory=lambda: Random(7))

    @property
    def schema(self) -> str:
        return self.workspace.schema

    @property
    def door(self) -> Door:
        return self.doors[self.workspace]

    def form(self, slug: str) -> Form:
        return self.catalogue.form(f"bench.{slug}")

    @property
    def ledger(self) -> Ledger:
        return self.catalogue.ledgers["bench.ordered"]

    def table(self, slug: str) -> str:
        return f"{self.schema}.{names.table(self.form(slug))}"

    async def create(self, form: str, **values: object) -> int:
        made = await self.door.submit(PLATFORM, (Create(f"bench.{form}", values),))
        return made.asked[0].id

    async def opened(self) -> int:
        """A case of the approvals, started; its first task."""
        values = {"title": "Drill", "reason": "The old one is worn", "amount": "1200"}
        made = await self.door.submit(self.member, (Create("bench.request", values, "r"),))
        pressed: Outcome = await self.door.submit(
            self.member, (Act("bench.request", made.asked[0].id, "submit"),)
        )
        return pressed.tasks[0]


async def build(pool: Pool, rows: int) -> Lab:
    """Publishes the bundle and fills the forms; reports by SQL, the rest as people do."""
    await system.migrate(pool)
    place = await workspace.create(pool, "bench", Words("测试", "Bench"))
    async with pool.connection() as connection:
        await connection.execute(f"SELECT setval('{place.schema}.ids', 1000000000)")  # beyond the reports
    doors = wiring.doors(pool, lambda _: None, IdsOf())
    await doors.catalogues.publish(place, (BUNDLE,), 0)
    catalogue = await doors.catalogue(place)
    lab = Lab(pool, place, doors, catalogue, PLATFORM, PLATFORM, rows)
    department = await lab.create("department", code="d1", name="One")
    below = [
        await lab.create("department", code=f"d{n}", name=str(n), parent=str(department)) for n in range(2, 9)
    ]
    persons = [
        await lab.create(
            "person", name=login, login=login, department=str(department), roles=[{"role": role}]
        )
        for login, role in (("admin", "admin"), ("member", "bench.member"))
    ]
    directory = await doors.directory(place)
    lab.admin, lab.member = (Actor(directory.viewer(person)) for person in persons)
    await asyncio.gather(*(lab.create("customer", code=f"C{n}", name=f"Customer {n}") for n in range(50)))
    for start in range(0, ITEMS, 200):
        items = [Create("bench.item", {"code": f"I{n}", "unit": "台"}) for n in range(start, start + 200)]
        await lab.door.submit(PLATFORM, items)
    async with pool.connection() as connection:
        await connection.execute("SELECT setseed(0.42)")
        await connection.execute(filling(Bench(pool, place, catalogue, Plans(place.schema)), rows))
        number = names.column(lab.form("work_order")["number"])
        await connection.execute(
            f"INSERT INTO {lab.table('work_order')} (id, ver, {number}) "
            "SELECT g, 1, 'WO-' || g FROM generate_series(1, 50000) g"
        )
        # The member's rows: a tenth of the reports lies in the member's department, seven tenths in those below it.
        await connection.execute(
            f"UPDATE {lab.table('report')} SET dept = ($1::bigint[])[dept] WHERE dept <= 8",
            [department, *below],
        )
        await connection.execute("VACUUM ANALYZE")
    return lab


def report(lab: Lab) -> dict[str, object]:
    """The values of a new report, as a page sends them."""
    n = lab.random.randrange(1_000_000)
    day = date(2026, 11, 1 + n % 28).isoformat()
    return {
        "report_no": f"WR-N{n}", "report_date": day, "shift": "A", "status": "draft", "work_centre": f"WC{n % 38:02d}",
        "operation": "OP10", "work_order": str(1 + n % 50000), "operator": str(lab.member.viewer.person), "good": "1.5",
        "scrap": "0.2", "rework": "0.1", "run": "33", "setup": "5", "started": f"{day}T06:00:00Z",
        "ended": f"{day}T07:00:00Z", "lot": f"LOT{n}", "note": f"Run {n} completed, tool checked",
    }  # fmt: skip
