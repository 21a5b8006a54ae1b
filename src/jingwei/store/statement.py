"""One SQL statement of several writing parts, each a CTE, with its parameters numbered as they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

_JSON = msgspec.json.Encoder(decimal_format="string")


def to_json(value: object) -> str:
    """JSON text; decimals become strings, which PostgreSQL reads back without loss."""
    return _JSON.encode(value).decode()


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

    def rows(self, values: Sequence[object], columns: str) -> str:
        """A set of rows (mappings or dataclasses) sent as one JSON text, as `json_to_recordset(…) AS r(columns)`."""
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
