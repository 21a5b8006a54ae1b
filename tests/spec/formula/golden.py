"""The golden formulas, their names as values, and as SQL parameters and unnested arrays."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jingwei.spec.formula import Ambient, Env, SqlExpr, Type, Value
from jingwei.spec.functions.sql import PG_TYPES

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "formula" / "vectors.json").read_text("utf-8"))
VECTORS: list[dict[str, Any]] = GOLDEN["vectors"]


def read(kind: str, raw: Any) -> Value:
    """A value of the golden file."""
    if raw is None or kind in ("text", "bool"):
        return raw  # type: ignore[no-any-return]
    if kind == "number":
        return Decimal(raw)
    return date.fromisoformat(raw) if kind == "date" else datetime.fromisoformat(raw)


def read_all(kind: str, raw: Any) -> Any:
    return tuple(read(kind, one) for one in raw) if isinstance(raw, list) else read(kind, raw)


SCOPE = {name: Type(item["type"], item.get("table")) for name, item in GOLDEN["env"].items()}
VALUES = {name: read_all(item["type"], item["value"]) for name, item in GOLDEN["env"].items()}
NOW, TODAY, ACTOR, ZONE = (GOLDEN["ambient"][name] for name in ("now", "today", "actor", "zone"))
AMBIENT = Ambient(datetime.fromisoformat(NOW), date.fromisoformat(TODAY), int(ACTOR), ZoneInfo(ZONE))
ENV = Env(VALUES, AMBIENT)
SPECIALS: dict[str, tuple[str, Value]] = {
    "$now": ("datetime", AMBIENT.now),
    "$today": ("date", AMBIENT.today),
    "$actor": ("number", Decimal(42)),
    "$zone": ("text", ZONE),
}


class Statement:
    """Collects what is bound, and gives the names of the golden file as parameters and unnested arrays."""

    def __init__(self) -> None:
        self.bound: list[Any] = []
        self.tables: dict[str, str] = {}

    def bind(self, value: Value, kind: Type) -> str:
        return self.add(value, PG_TYPES[kind.kind])

    def add(self, value: Any, pg_type: str) -> str:
        self.bound.append(value)
        return f"${len(self.bound)}::{pg_type}"

    def resolve(self, name: str) -> SqlExpr:
        if name in SPECIALS:
            kind, value = SPECIALS[name]
            return SqlExpr(self.bind(value, Type(kind)), Type(kind), 0)  # type: ignore[arg-type]
        found = SCOPE[name]
        if found.table is None:
            return SqlExpr(self.bind(VALUES[name], found), found)
        return SqlExpr(name, found, rows=self.rows(found.table))

    def rows(self, table: str) -> str:
        if table not in self.tables:
            # Bound once, so that two columns of a table are read from the same rows.
            columns = [name for name, kind in SCOPE.items() if kind.table == table]
            arrays = [self.add(VALUES[name], f"{PG_TYPES[SCOPE[name].kind]}[]") for name in columns]
            heads = ", ".join(name.split(".")[1] for name in columns)
            self.tables[table] = f"unnest({', '.join(arrays)}) as {table}({heads})"
        return self.tables[table]
