"""A small shop with people, items and orders, in real tables of a real PostgreSQL."""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from jingwei.query.compile import Plans
from jingwei.query.request import Request
from jingwei.spec.catalogue import Catalogue, build
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Viewer
from jingwei.store.pool import Pool
from jingwei.store.records import read
from jingwei.store.tables.names import column, table
from jingwei.store.workspace import Workspace

AMBIENT = Ambient(datetime(2026, 11, 22, 8, tzinfo=UTC), date(2026, 11, 22), 7, ZoneInfo("Asia/Shanghai"))


def raw(**roles: Mapping[str, Any]) -> dict[str, Any]:
    """The bundle of the shop with these roles: name → grants."""
    return {
        "app": "shop",
        "title": {"zh": "小店", "en": "Shop"},
        "forms": copy.deepcopy(FORMS),
        "roles": {name: {"title": name, "grants": grants} for name, grants in roles.items()},
    }


FORMS: dict[str, Any] = {
    "person": {"title": "人员", "role": "person", "fields": {"name": {"type": "text", "title": "姓名"}}},
    "department": {
        "title": "部门", "role": "department", "fields": {"name": {"type": "text", "title": "名称"}},
    },
    "item": {
        "title": "物料",
        "title_field": "name",
        "key": "code",
        "fields": {
            "code": {"type": "text", "title": "编码"},
            "name": {"type": "text", "title": "名称"},
            "unit": {"type": "text", "title": "单位"},
            "cost": {"type": "money", "title": "成本"},
            "family": {"type": "link", "title": "同族", "to": "shop.item"},
            "sold": {
                "type": "rollup", "title": "已售", "from": "shop.order.lines", "link": "item",
                "field": "quantity", "by": "sum", "result": "quantity",
            },
            "orders": {
                "type": "rollup", "title": "订单数", "from": "shop.order", "link": "item", "by": "count",
            },
            "taken": {
                "type": "rollup", "title": "订单额", "from": "shop.order", "link": "item", "field": "total",
                "by": "sum", "result": "money", "where": "state <> 'void'",
            },
        },
    },
    "order": {
        "title": "订单",
        "title_field": "number",
        "list": ["number", "due", "state", "item", "total", "note"],
        "searched": ["number", "note"],
        "fields": {
            "number": {"type": "text", "title": "单号"},
            "due": {"type": "date", "title": "交期"},
            "state": {
                "type": "choice", "title": "状态",
                "options": {"draft": "草稿", "done": "完成", "void": "作废"},
            },
            "item": {"type": "link", "title": "物料", "to": "shop.item"},
            "seller": {"type": "person", "title": "销售员"},
            "code": {"type": "lookup", "title": "编码", "through": "item", "field": "code"},
            "cost": {"type": "lookup", "title": "成本", "through": "item", "field": "cost"},
            "total": {"type": "money", "title": "金额"},
            "weight": {"type": "quantity", "title": "重量", "unit": "kg"},
            "urgent": {"type": "switch", "title": "加急"},
            "rate": {"type": "percent", "title": "折扣"},
            "promised": {"type": "datetime", "title": "承诺时间"},
            "note": {"type": "text", "title": "备注"},
            "double": {"type": "formula", "title": "两倍", "formula": "total * 2", "result": "money"},
            "lines": {
                "type": "table", "title": "明细",
                "fields": {
                    "item": {"type": "link", "title": "物料", "to": "shop.item"},
                    "code": {"type": "lookup", "title": "编码", "through": "item", "field": "code"},
                    "quantity": {"type": "quantity", "title": "数量", "unit_from": "item.unit"},
                },
            },
        },
    },
}  # fmt: skip


def viewer(*roles: str, person: int = 7, department: int = 3, departments: tuple[int, ...] = (3,)) -> Viewer:
    return Viewer(person, department, departments, frozenset(f"shop.{role}" for role in roles))


ADMIN = Viewer(1, 1, (1,), frozenset(), True)


@dataclass(slots=True)
class Shop:
    """The tables of the shop; roles may be published anew without touching them."""

    pool: Pool
    workspace: Workspace
    catalogue: Catalogue
    next: int = 1000

    async def publish(self, **roles: Mapping[str, Any]) -> Catalogue:
        """New roles, same tables."""
        return await self.publish_raw(raw(**roles))

    async def publish_raw(self, bundle: Mapping[str, Any]) -> Catalogue:
        """The shop with other settings, same tables."""
        self.catalogue = build((bundle,), self.catalogue)
        async with self.pool.connection() as connection:
            await connection.execute(
                f"UPDATE {self.workspace.schema}.head SET version = {self.catalogue.version}"
            )
        return self.catalogue

    async def clear(self) -> None:
        async with self.pool.connection() as connection:
            for form in self.catalogue.forms.values():
                await connection.execute(f"DELETE FROM {self.workspace.schema}.{table(form)}")

    async def add(
        self, form: str, *, id: int | None = None, owner: int | None = None, dept: int | None = None,
        deleted: bool = False, parent: int | None = None, pos: int = 0, search: str = "", **cells: object,
    ) -> int:  # fmt: skip
        """A row as the write door would leave it; cells are `slug` or `slug__unit`."""
        spec = self.catalogue.forms[f"shop.{form}"]
        self.next += 1
        number = id or self.next
        now = datetime(2026, 11, 1, tzinfo=UTC)
        row: dict[str, object] = {"id": number}
        if spec.parent is None:
            row |= {
                "ver": 1,
                "created_at": now,
                "updated_at": now,
                "owner": owner,
                "dept": dept,
                "search": search,
            }
            row["deleted_at"] = now if deleted else None
        else:
            row |= {"parent": parent, "pos": pos}
        for name, value in cells.items():
            slug, _, suffix = name.partition("__")
            row[column(spec[slug], suffix)] = value
        places = ", ".join(f"${i}" for i in range(1, len(row) + 1))
        sql = f"INSERT INTO {self.workspace.schema}.{table(spec)} ({', '.join(row)}) VALUES ({places})"
        async with self.pool.connection() as connection:
            await connection.execute(sql, *row.values())
        return number

    async def ask(self, who: Viewer, request: Request) -> Any:
        """The answer as Python values."""
        async with self.pool.connection() as connection:
            answer = await read.ask(
                connection, Plans(self.workspace.schema), self.published, who, request, AMBIENT
            )
            return json.loads(answer.body)

    async def published(self, newest: bool) -> Catalogue:
        return self.catalogue

    async def rows(self, who: Viewer, request: Request) -> list[dict[str, Any]]:
        """The rows of a list as mappings, hidden cells left out."""
        answer = await self.ask(who, request)
        return [mapped(answer, row) for row in answer["rows"]]


def mapped(answer: Mapping[str, Any], row: list[Any]) -> dict[str, Any]:
    columns = answer["columns"]
    assert len(row) == 2 + len(columns) + bool(answer.get("masks"))
    hidden = {slug for i, group in enumerate(answer.get("masks", [])) if row[-1] >> i & 1 for slug in group}
    values = dict(zip(columns, row[2:], strict=False))
    assert all(values[slug] is None for slug in hidden)
    return {"id": int(row[0]), **{slug: value for slug, value in values.items() if slug not in hidden}}


def money(amount: int | None) -> dict[str, str] | None:
    """How an amount is answered."""
    return None if amount is None else {"value": f"{Decimal(amount):.4f}", "unit": "CNY"}
