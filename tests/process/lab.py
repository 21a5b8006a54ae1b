"""A small plant for tests of the write door: stock under guard, vouchers without gaps, a request that is approved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from jingwei import wiring
from jingwei.base.clock import FixedClock
from jingwei.process.commands import Act, Actor, Change, Command, Create, Decide, Outcome
from jingwei.process.doors import Doors
from jingwei.process.submit import Door
from jingwei.query.request import Request
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.tables import names
from jingwei.store.workspace import Workspace

PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "demo", trusted=True)
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
TEXT = {"type": "text", "title": "文本"}
STATES = {"draft": "草稿", "posted": "已过账", "void": "作废"}


def document(title: str, prefix: str, columns: dict[str, Any], postings: dict[str, Any], **more: Any) -> Any:
    """A stock document: drafted, posted, made void."""
    return {
        "title": title,
        "key": "number",
        "void_when": "state = 'void'",
        "locked_when": "state <> 'draft'",
        "fields": {
            "number": {"type": "serial", "title": "单号", "pattern": f"{prefix}-{{n:5}}"},
            "state": {"type": "choice", "title": "状态", "set_by": "flow", "default": "'draft'", "options": STATES},
            "note": TEXT,
            "lines": {"type": "table", "title": "明细", "min_rows": 1, "fields": columns},
            **more.get("fields", {}),
        },
        "actions": {
            "post": {"title": "过账", "when": "state = 'draft'", "set": {"state": "'posted'"}},
            "void": {"title": "作废", "when": "state = 'posted'", "set": {"state": "'void'"}},
            **more.get("actions", {}),
        },
        "postings": postings,
        **{key: value for key, value in more.items() if key not in ("fields", "actions")},
    }  # fmt: skip


ITEM = {"type": "link", "to": "lab.item", "title": "物料", "required": True}
COUNT = {"type": "number", "title": "数量", "min": 0}
PLACE = {"type": "text", "title": "库位", "required": True}
LINE = {"item": ITEM, "place": PLACE, "quantity": COUNT}


def posting(sign: str = "", place: str = "place") -> dict[str, Any]:
    return {
        "ledger": "lab.stock", "when": "state = 'posted'", "each": "lines",
        "keys": {"item": "item", "place": place}, "add": {"on_hand": f"{sign}quantity"},
    }  # fmt: skip


BUNDLE: dict[str, Any] = {
    "app": "lab",
    "title": "实验",
    "forms": {
        "department": {
            "title": "部门", "role": "department", "key": "code",
            "fields": {
                "code": TEXT, "name": TEXT, "head": {"type": "person", "title": "负责人"},
                "parent": {"type": "link", "to": "lab.department", "title": "上级"},
            },
        },
        "person": {
            "title": "人员", "role": "person", "title_field": "name",
            "fields": {
                "name": TEXT, "login": TEXT, "active": {"type": "switch", "title": "在职", "default": "true"},
                "department": {"type": "link", "to": "lab.department", "title": "部门"},
                "salary": {"type": "money", "title": "工资"},
                "roles": {"type": "table", "title": "角色", "fields": {"role": TEXT}},
            },
        },
        "item": {
            "title": "物料", "key": "code", "title_field": "code",
            "fields": {"code": TEXT, "price": {"type": "money", "title": "单价"}, "unit": TEXT, "secret": TEXT},
        },
        "receipt": document("入库单", "RK", LINE, {"in": posting()}, pushes={
            "issue": {
                "title": "下推出库", "to": "lab.issue", "when": "state = 'posted'",
                "lines": [{
                    "into": "lines", "each": "lines", "where": "quantity > pushed",
                    "set": {"item": "item", "place": "place", "quantity": "MIN(quantity - pushed, parent.part)"},
                    "trace": "MIN(quantity - pushed, parent.part)",
                }],
            },
        }, actions={"push": {"title": "下推出库", "when": "state = 'posted'", "push": "issue"}},
            fields={"part": {"type": "number", "title": "每次", "default": "1000000"}},
        ),
        "issue": document("出库单", "CK", LINE, {"out": posting("-")}),
        "move": document(
            "移库单", "YK", {**LINE, "to": PLACE}, {"out": posting("-"), "in": posting("", "to")}
        ),
        "voucher": {
            "title": "凭证",
            "fields": {
                "number": {"type": "serial", "title": "字号", "pattern": "记{n:4}", "gapless": True},
                "amount": {"type": "money", "title": "金额", "required": True, "above": 0},
            },
        },
        "quote": {
            "title": "报价",
            "searched": ["note"],
            "unique": [["item", "note"]],
            "fields": {
                "item": {"type": "link", "to": "lab.item", "title": "物料"},
                "quantity": {"type": "number", "title": "数量", "default": "1"},
                "on": {"type": "date", "title": "日期", "default": "TODAY()"},
                "due": {"type": "date", "title": "交期", "required_when": "quantity > 100"},
                "price": {"type": "formula", "title": "单价", "formula": "item.price", "result": "money"},
                "total": {"type": "formula", "title": "合计", "formula": "ROUND(quantity * price, 2)", "result": "money"},
                "big": {"type": "switch", "title": "大单"},
                "count": {"type": "number", "title": "次数", "default": "0"},
                "note": TEXT,
                "paper": {"type": "attachment", "title": "附件"},
                "cost": {"type": "money", "title": "成本"},
                "state": {"type": "choice", "title": "状态", "set_by": "flow", "default": "'open'", "options": {"open": "打开", "won": "成交"}},
                "lines": {"type": "table", "title": "行", "fields": {"what": TEXT, "cost": {"type": "money", "title": "成本"}}},
            },
            "checks": [
                {"rule": "due >= on", "at": "due", "message": {"zh": "交期早于日期", "en": "Due too early"}},
                {"rule": "item.price < 1000000", "at": "item", "message": {"zh": "太贵", "en": "Too dear"}},
            ],
            "autos": {"large": {"when": "total > 1000", "set": {"big": "true", "count": "count + 1"}}},
            "actions": {"win": {"title": "成交", "when": "state = 'open'", "ask": ["due"], "set": {"state": "'won'"}}},
            "promises": {
                "answer": {"title": "交货", "when": "state = 'won'", "kept": "big = true and state = 'won'", "owes": "d1", "owed": "d2", "due": "due"},
            },
        },
        "request": {
            "title": "申请",
            "void_when": "state = 'void'",
            "fields": {
                "what": TEXT, "answer": TEXT,
                "points": {
                    "type": "table", "title": "要点", "fields": {
                        "what": TEXT, "person": {"type": "person", "title": "责任人"}, "answer": TEXT,
                        "done": {"type": "switch", "title": "完成", "set_by": "flow"},
                    },
                },
                "state": {"type": "choice", "title": "状态", "set_by": "flow", "default": "'draft'", "options": {**STATES, "asked": "审批中", "done": "通过"}},
            },
            "locked_when": "state = 'asked'",
            "actions": {
                "ask": {"title": "提交", "when": "state = 'draft'", "start": "lab.approval"},
                "check": {"title": "逐项落实", "when": "state = 'draft'", "start": "lab.points"},
                "void": {"title": "作废", "when": "state <> 'void'", "set": {"state": "'void'"}},
            },
        },
    },
    "ledgers": {
        "stock": {
            "title": "库存", "guarded": True,
            "dimensions": {"item": {"title": "物料", "to": "lab.item"}, "place": {"title": "库位"}},
            "measures": {"on_hand": {"title": "现存"}},
            "guards": {"enough": {"left": ["on_hand"], "right": [], "message": {"zh": "库存不足", "en": "Not enough stock"}}},
        }
    },
    "flows": {
        "approval": {
            "title": "审批", "form": "lab.request", "after": {"withdrawn": {"set": {"state": "'draft'"}}},
            "nodes": {
                "start": {"kind": "start", "to": "first", "set": {"state": "'asked'"}},
                "first": {
                    "kind": "approve", "title": "初审", "who": [{"role": "lab.boss"}], "mode": "any", "edit": ["answer"],
                    "deadline": {"hours": 8}, "on_reject": "refused", "to": "second",
                },
                "second": {
                    "kind": "approve", "title": "复审", "who": [{"role": "lab.boss"}], "mode": "all", "on_reject": "refused", "to": "agreed",
                },
                "agreed": {"kind": "set", "set": {"state": "'done'"}, "to": "done"},
                "done": {"kind": "end"},
                "refused": {"kind": "terminate", "set": {"state": "'draft'"}},
            },
        },
        "points": {
            "title": "逐项落实", "form": "lab.request",
            "nodes": {
                "start": {"kind": "start", "to": "each"},
                "each": {"kind": "subprocess", "flow": "point", "each": "points", "to": "done"},
                "done": {"kind": "end", "set": {"state": "'done'"}},
            },
        },
        "point": {
            "title": "落实一项", "form": "lab.request.points",
            "nodes": {
                "start": {"kind": "start", "to": "do"},
                "do": {
                    "kind": "handle", "title": "落实", "who": [{"field": "person"}], "edit": ["answer"], "require": ["answer"],
                    "deadline": {"hours": 8}, "to": "done",
                },
                "done": {"kind": "end", "set": {"done": "true"}},
            },
        },
    },
    "roles": {
        "boss": {"title": "主管", "grants": {form: {"do": "*"} for form in ("request", "quote", "receipt", "issue", "move", "item")}},
        "keeper": {
            "title": "仓管", "grants": {
                **{form: {"do": ["read", "create", "update", "delete", "post", "void", *(["push"] if form == "receipt" else [])]} for form in ("receipt", "issue", "move")},
                "item": {"do": ["read"], "hide": ["secret"]}, "request": {"do": ["read", "create", "ask", "void"]},
                "voucher": {"do": ["read", "create"]},
            },
        },
        "own_notes": {
            "title": "本人备注",
            "grants": {"quote": {"rows": "own", "do": ["read", "create", "update"], "write": ["note"], "read": ["note"]}},
        },
        "costs": {
            "title": "部门成本",
            "grants": {"quote": {"rows": "departments", "do": ["read", "update"], "write": ["cost"], "read": ["cost"]}},
        },
        "seller": {
            "title": "销售", "grants": {
                "quote": {"rows": "own", "do": ["read", "create", "update", "delete"], "hide": ["cost", "lines.cost"]},
                "item": {"rows": {"when": "code <> 'HIDDEN'"}, "do": ["read"]}, "request": {"rows": "own", "do": ["read", "create", "ask"]},
            },
        },
    },
}  # fmt: skip

PEOPLE = {
    "boss": ("d1", ["lab.boss"]), "deputy": ("d1", ["lab.boss"]), "keeper": ("d1", ["lab.keeper"]),
    "both": ("d1", ["lab.own_notes", "lab.costs"]), "seller": ("d2", ["lab.seller"]), "rival": ("d2", ["lab.seller"]), "nobody": ("d2", []), "admin": ("d1", ["admin"]),
}  # fmt: skip


@dataclass(slots=True)
class Lab:
    """The plant, its door, and shortcuts to both."""

    pool: Pool
    workspace: Workspace
    doors: Doors
    persons: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)

    @property
    def door(self) -> Door:
        return self.doors[self.workspace]

    @property
    def schema(self) -> str:
        return self.workspace.schema

    async def catalogue(self) -> Catalogue:
        return await self.doors.catalogue(self.workspace)

    async def actor(self, login: str) -> Actor:
        directory = await self.doors.directory(self.workspace)
        return Actor(directory.viewer(self.persons[login]))

    async def submit(self, who: str, *commands: Command, key: str | None = None) -> Outcome:
        return await self.door.submit(await self.actor(who), commands, key=key)

    async def create(self, who: str, form: str, **values: object) -> int:
        return (await self.submit(who, Create(f"lab.{form}", values))).asked[0].id

    async def change(
        self, who: str, form: str, record: int, ver: int | None = None, **values: object
    ) -> Outcome:
        return await self.submit(who, Change(f"lab.{form}", record, values, ver))

    async def act(self, who: str, form: str, record: int, action: str, **values: object) -> Outcome:
        return await self.submit(who, Act(f"lab.{form}", record, action, values))

    async def decide(self, who: str, task: int, do: Any, **more: Any) -> Outcome:
        return await self.submit(who, Decide(task, do, **more))

    async def sql(self, text: str, *args: object) -> list[Any]:
        """Rows as the database holds them; `{s}` is the schema."""
        async with self.pool.connection() as connection:
            rows: list[Any] = await connection.fetch(text.replace("{s}", self.schema), *args)
            return rows

    async def cells(self, form: str, record: int) -> dict[str, Any]:
        """A record's stored cells by their keys."""
        found = (await self.catalogue()).forms[f"lab.{form}"]
        stored = names.cells(found)
        [row] = await self.sql(
            f"SELECT {', '.join(c.column for c in stored)} FROM {{s}}.{names.table(found)} WHERE id = $1",
            record,
        )
        return {c.key: value for c, value in zip(stored, row, strict=True)}

    async def ask(self, who: str, request: Request) -> bytes:
        return (await self.doors.ask(self.workspace, await self.actor(who), request)).body

    async def stock(self) -> dict[tuple[int, str], Any]:
        """The balances above or below nothing."""
        ledger = (await self.catalogue()).ledgers["lab.stock"]
        keys = [names.dimension(d) for d in ledger.dimensions]
        value = names.measure(ledger.measures[0])
        rows = await self.sql(
            f"SELECT {', '.join(keys)}, {value} FROM {{s}}.{names.balance(ledger)} WHERE {value} <> 0"
        )
        return {(row[0], row[1]): row[2] for row in rows}

    async def moved(self) -> dict[tuple[int, str], Any]:
        """The sums of the movements, without zeros."""
        ledger = (await self.catalogue()).ledgers["lab.stock"]
        keys = ", ".join(names.dimension(d) for d in ledger.dimensions)
        value = names.measure(ledger.measures[0])
        rows = await self.sql(
            f"SELECT {keys}, sum({value}) FROM {{s}}.{names.movement(ledger)} GROUP BY {keys} HAVING sum({value}) <> 0"
        )
        return {(row[0], row[1]): row[2] for row in rows}


def line(item: int, quantity: object, place: str = "A", **more: object) -> dict[str, object]:
    return {"item": str(item), "place": place, "quantity": str(quantity), **more}


async def build(pool: Pool, workspace: Workspace) -> Lab:
    """Publishes the bundle and makes departments, people and items."""
    doors = wiring.doors(pool, lambda _: None, IdsOf(), FixedClock(NOW))
    await doors.catalogues.publish(workspace, (BUNDLE,), 0)
    lab = Lab(pool, workspace, doors)
    departments = {}
    for code in ("d1", "d2"):
        made = await lab.door.submit(PLATFORM, (Create("lab.department", {"code": code, "name": code}),))
        departments[code] = made.asked[0].id
    for login, (department, roles) in PEOPLE.items():
        values = {
            "name": login, "login": login, "department": str(departments[department]), "salary": "9000",
            "roles": [{"role": role} for role in roles],
        }  # fmt: skip
        made = await lab.door.submit(PLATFORM, (Create("lab.person", values),))
        lab.persons[login] = made.asked[0].id
    for code in ("I0", "I1", "I2", "HIDDEN"):
        values = {"code": code, "price": "10", "unit": "台", "secret": "x"}
        made = await lab.door.submit(PLATFORM, (Create("lab.item", values),))
        lab.items[code] = made.asked[0].id
    return lab
