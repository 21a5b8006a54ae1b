"""Text of one line."""

from __future__ import annotations

from collections.abc import Iterable

from jingwei.base.characters import BAD, bad_character
from jingwei.base.errors import Fault, Invalid
from jingwei.base.words import Words
from jingwei.spec.field_type import TEXTUAL, Cell, Cells, Column, refuse
from jingwei.spec.form import Field
from jingwei.spec.formula import TEXT, Type

LIMIT = 2_000


class Text:
    """One line; `max_length` may be set, 2,000 characters at most; `scan: true` lets a phone's camera read it.

    `english` names the field that says the same in English, for what a program writes in both languages.
    """

    name = "text"
    title = Words("文本", "Text")
    options = frozenset({"max_length", "lines", "scan", "english"})
    operators = TEXTUAL
    limit = LIMIT
    one_line = True

    def check(self, field: Field) -> Iterable[Fault]:
        longest = field.options.get("max_length")
        if longest is not None and not (isinstance(longest, int) and 0 < longest <= self.limit):
            words = Words("最大长度应为 1 到 {limit}", "max_length must be between 1 and {limit}")
            yield Fault(("max_length",), "bad_option", words.fill(limit=self.limit))
        if not isinstance(field.options.get("scan", False), bool):
            yield Fault(("scan",), "bad_option", Words("scan 应为 true 或 false", "scan is true or false"))

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "text"),)

    def parse(self, field: Field, raw: object) -> Cells:
        if not isinstance(raw, str):
            raise refuse("not_text", "应为文本", "This must be text")
        text = raw.strip() if self.one_line else raw.rstrip()
        if bad_character(text, lines=not self.one_line):
            raise Invalid.at((), "bad_character", BAD)
        longest = field.options.get("max_length", self.limit)
        if isinstance(longest, int) and len(text) > longest:
            raise refuse(
                "too_long", "最多 {limit} 个字符，现有 {n} 个", "At most {limit} characters, here are {n}",
                limit=longest, n=len(text),
            )  # fmt: skip
        return {"": text or None}

    def type(self, field: Field) -> Type | None:
        return TEXT

    def json(self, field: Field, column: Column) -> str:
        return column("")

    def order(self, field: Field, column: Column) -> str | None:
        return f'{column("")} COLLATE "C"'


class LongText(Text):
    """Text of many lines."""

    name = "longtext"
    title = Words("多行文本", "Long text")
    limit = 100_000
    one_line = False

    def order(self, field: Field, column: Column) -> str | None:
        return None
