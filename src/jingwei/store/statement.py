"""One SQL statement of several writing parts, each a CTE, with its parameters numbered as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

import msgspec

_JSON = msgspec.json.Encoder(decimal_format="string")


def to_json(value: object) -> str:
    """JSON text; decimals become strings, which PostgreSQL reads back without loss."""
    return _JSON.encode(value).decode()


FEW = 2


@lru_cache(maxsize=4096)
def _places(columns: str, first: int, rows: int) -> tuple[tuple[tuple[str, str], ...], str]:
    """The names and types of `columns`, and a VALUES list whose arguments begin at `first`."""
    pairs = [column.partition(" ") for column in columns.split(", ")]
    wanted = tuple((name, sql) for name, _, sql in pairs)
    numbers = count(first)
    places = [", ".join(f"${next(numbers)}::{sql}" for _, sql in wanted) for _ in range(rows)]
    listed = ", ".join(name for name, _ in wanted)
    return wanted, f"(VALUES {', '.join(f'({row})' for row in places)}) AS r({listed})"


def _argument(value: object, sql: str) -> object:
    return to_json(value) if sql == "jsonb" and value is not None else value


@dataclass(slots=True)
class Statement:
    """Parts run in one go and see the same snapshot; what one part changes another does not see."""

    parts: list[str] = field(default_factory=list)
    args: list[object] = field(default_factory=list)
    demands: list[str] = field(default_factory=list)

    def bind(self, value: object, sql: str) -> str:
        """A parameter with its type."""
        self.args.append(value)
        return f"${len(self.args)}::{sql}"

    def rows(self, values: Sequence[Mapping[str, object]], columns: str) -> str:
        """A set of rows `AS r(columns)`: a few as arguments of their own, more as one JSON text.

        For one row that is less than half the server's work; every number of rows would be a statement of its own.
        """
        if 0 < len(values) <= FEW:
            wanted, text = _places(columns, len(self.args) + 1, len(values))
            self.args.extend(_argument(row.get(name), sql) for row in values for name, sql in wanted)
            return text
        self.args.append(to_json(values))
        return f"json_to_recordset(${len(self.args)}::text::json) AS r({columns})"

    def add(self, sql: str) -> str:
        """Adds a part and gives its name."""
        name = f"p{len(self.parts)}"
        self.parts.append(f"{name} AS ({sql})")
        return name

    def demand(self, schema: str, part: str, wanted: int, what: str) -> None:
        """Aborts the whole statement unless `part` touched exactly `wanted` rows; `part` may be a FROM with WHERE."""
        self.demands.append(
            f"{schema}.demand((SELECT count(*) FROM {part}), {self.bind(wanted, 'bigint')}, '{what}')"
        )

    @property
    def empty(self) -> bool:
        return not self.parts

    def sql(self, gate: str | None = None) -> str:
        """The text; `gate` is evaluated with the demands."""
        wanted = [*([gate] if gate else []), *self.demands] or ["true"]
        return f"WITH {', '.join(self.parts)} SELECT {', '.join(wanted)}"
