"""The cells of a row in a case file: exact numbers, whole numbers, days, names; nonsense is a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

Place = tuple[str | int, ...]
DAY_LIMIT = 10**5
"""Days before or after day 0, so that each of them is a date; also the open ends of a validity."""
FIRST_YEAR, LAST_YEAR = 1900, 9000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, at its place in the file."""

    place: Place
    zh: str
    en: str


class BadCellError(ValueError):
    """A cell that cannot be read; the row is left out."""

    def __init__(self, place: Place, zh: str, en: str) -> None:
        super().__init__(en)
        self.fault = Fault(place, zh, en)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row at its place; `start` is day 0."""

    row: Mapping[str, Any]
    place: Place
    start: date

    def refuse_others(self, known: Sequence[str]) -> None:
        """A misspelt name must not be taken for a default."""
        for name in self.row:
            if name not in known:
                self.refuse(name, "没有这个字段", f"is not a field here; there are {', '.join(known)}")

    def refuse(self, name: str, zh: str, en: str) -> None:
        """Raises the fault of this cell, with the row's own name in it."""
        who = next(
            (f"{self.row[key]}" for key in ("id", "item", "parent", "resource") if self.row.get(key)), ""
        )
        value = f" ({_shown(self.row[name])})" if name in self.row else ""
        where = f"{self.place[0]} {self.place[-1]}"
        raise BadCellError(
            (*self.place, name),
            f"{where}{f'（{who}）' if who else ''}：{name}{value} {zh}。",
            f"{where}{f' ({who})' if who else ''}: {name}{value} {en}.",
        )

    def text(self, name: str, default: str | None = None) -> str:
        value = self.row.get(name, default)
        if not isinstance(value, str) or (not value and default is None):
            self.refuse(name, "必须是文字", "must be a text")
        return str(value)

    def flag(self, name: str) -> bool:
        value = self.row.get(name, False)
        if not isinstance(value, bool):
            self.refuse(name, "必须是 true 或 false", "must be true or false")
        return bool(value)

    def number(
        self, name: str, default: int | None = None, *, least: int | None = 0, above: bool = False
    ) -> Fraction:
        """An exact decimal, written as a number or a string; at least `least`, or more than 0 when `above`."""
        value = self.row.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            self.refuse(name, "必须是数字", "must be a number")
        try:
            exact = Decimal(value) if not isinstance(value, Decimal) else value
            fits = exact.is_finite() and abs(exact.adjusted()) < 40 and len(exact.as_tuple().digits) < 80
            found = Fraction(exact) if fits else None
        except InvalidOperation:
            found = None
        if found is None:
            self.refuse(name, "必须是数字", "must be a number")
            raise AssertionError
        if above and found <= 0:
            self.refuse(name, "必须大于 0", "must be more than 0")
        if least is not None and found < least:
            self.refuse(name, f"不能小于 {least}", f"must not be less than {least}")
        return found

    def whole(
        self, name: str, default: int | None = 0, *, least: int | None = None, most: int = 10**9
    ) -> int:
        value = self.row.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**9:
            self.refuse(name, "必须是整数", "must be a whole number")
        if value > most or (least is not None and value < least):
            low = -most if least is None else least
            self.refuse(name, f"必须在 {low} 到 {most} 之间", f"must be between {low} and {most}")
        return int(value)

    def day(self, name: str, default: int | None = None) -> int:
        """A date, or the number of days after day 0."""
        value = self.row.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= DAY_LIMIT:
            return value
        try:
            return (date.fromisoformat(value) - self.start).days
        except (TypeError, ValueError):
            self.refuse(
                name, "必须是日期（2026-11-23）或天数", "must be a date (2026-11-23) or a number of days"
            )
            raise

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        value = self.row.get(name, default)
        if value not in choices:
            self.refuse(name, f"必须是 {'、'.join(choices)} 之一", f"must be one of {', '.join(choices)}")
        return str(value)


def _shown(value: Any) -> str:
    """A cell as it stands in the file, cut short."""
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
