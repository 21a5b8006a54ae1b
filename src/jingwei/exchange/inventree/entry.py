"""One object of the export, read field by field; what is wrong is gathered at model, pk and field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jingwei.base.characters import BAD, bad_character
from jingwei.base.decimals import QUANTITY, Shape, parse_decimal
from jingwei.base.errors import Faults, Invalid, Path
from jingwei.base.words import Words
from jingwei.exchange.inventree.reader import Raw

PRICE = Shape(28, 10)
LONGEST = 100_000


class Entry:
    """Typed access to the fields of an object; a fault never stops the reading of the rest."""

    __slots__ = ("_faults", "_raw")

    def __init__(self, raw: Raw, faults: Faults) -> None:
        self._raw, self._faults = raw, faults

    @property
    def pk(self) -> int:
        return self._raw.pk

    def origin(self, field: str | None = None) -> Path:
        return origin(self._raw.model, self._raw.pk, *(() if field is None else (field,)))

    def text(self, field: str, longest: int = LONGEST) -> str:
        """Text without spaces around it, empty when absent."""
        raw = self._raw.fields.get(field)
        if raw is None:
            return ""
        if not isinstance(raw, str):
            self._wrong(field, "not_text", Words("应为文本", "This should be text"))
            return ""
        if len(raw) > longest:
            words = Words("最多 {n} 个字符，现有 {m} 个", "At most {n} characters, here are {m}")
            self._wrong(field, "too_long", words.fill(n=longest, m=len(raw)))
            return ""
        if bad_character(text := raw.strip(), lines=True):
            self._wrong(field, "bad_character", BAD)
            return ""
        return text

    def need(self, field: str, longest: int) -> str:
        """Text that must be there."""
        found = self.text(field, longest)
        if not found and not self._faulty(field):
            self._wrong(field, "required", Words("不能为空", "It must not be empty"))
        return found

    def flag(self, field: str, standard: bool = False) -> bool:
        raw = self._raw.fields.get(field, standard)
        if not isinstance(raw, bool):
            self._wrong(field, "not_switch", Words("应为 true 或 false", "This should be true or false"))
            return standard
        return raw

    def quantity(self, field: str) -> Decimal:
        """A number of units, zero when absent."""
        return self._number(field, QUANTITY)

    def price(self, field: str) -> Decimal | None:
        return None if self._raw.fields.get(field) in (None, "") else self._number(field, PRICE)

    def _number(self, field: str, shape: Shape) -> Decimal:
        raw = self._raw.fields.get(field)
        if raw is None or raw == "":
            return Decimal(0)
        try:
            value = shape.fit(parse_decimal(raw))
        except Invalid as error:
            self._faults.take(error, *self.origin(field))
            return Decimal(0)
        if value < 0:
            self._wrong(field, "negative", Words("不能为负数", "It must not be negative"))
            return Decimal(0)
        return value

    def link(self, field: str) -> int | None:
        """The pk of another object."""
        raw = self._raw.fields.get(field)
        if raw is None:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int):
            self._wrong(field, "not_a_link", Words("应为编号", "This should be a number"))
            return None
        return raw

    def owner(self, field: str) -> int:
        """The pk of the object this one belongs to; 0 (with a fault) when absent."""
        found = self.link(field)
        if found is None and not self._faulty(field):
            self._wrong(field, "required", Words("不能为空", "It must not be empty"))
        return found or 0

    def status(self, field: str = "status") -> int:
        return self.link(field) or 0

    def day(self, field: str) -> date | None:
        raw = self._raw.fields.get(field)
        if raw is None or raw == "":
            return None
        try:
            found = date.fromisoformat(raw[:10]) if isinstance(raw, str) else None
        except ValueError:
            found = None
        if found is None or not 1900 <= found.year <= 2200:
            self._wrong(
                field,
                "not_date",
                Words("应为日期，如 2026-11-22", "This should be a date such as 2026-11-22"),
            )
            return None
        return found

    def _wrong(self, field: str, code: str, words: Words) -> None:
        self._faults.add(self.origin(field), code, words)

    def _faulty(self, field: str) -> bool:
        return bool(self._faults.found) and self._faults.found[-1].path == self.origin(field)


def origin(model: str, pk: int, *rest: str) -> Path:
    """Where in the file: the pk is text, because a number in a path counts rows."""
    return (model, str(pk), *rest)
