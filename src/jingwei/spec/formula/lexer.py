"""Cuts the text of a formula into tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from jingwei.base.words import Words
from jingwei.spec.formula.error import FormulaError

LONGEST = 10_000
DIGITS = 40

Shape = Literal["number", "text", "word", "symbol", "end"]

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
      | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
      | (?P<symbol><>|<=|>=|!=|[-+*/&=<>(),])""",
    re.VERBOSE,
)
# What people type with a Chinese keyboard or know from other languages, and what is meant.
_MEANT = {
    "（": "(",
    "）": ")",
    "，": ",",
    "、": ",",
    "＋": "+",
    "－": "-",
    "×": "*",
    "÷": "/",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "≤": "<=",
    "≥": ">=",
    "≠": "<>",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "；": ",",
    ";": ",",
    "|": "or",
    "!": "not",
    "%": "/ 100",
}


@dataclass(frozen=True, slots=True)
class Token:
    shape: Shape
    text: str
    at: int
    value: str | Decimal | None = None


def tokens(text: str) -> Iterator[Token]:
    """The tokens in order, closed by one of shape `end`."""
    if len(text) > LONGEST:
        raise FormulaError(
            "formula_too_long", Words("公式最长 10000 字", "A formula has at most 10000 characters")
        )
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unexpected(text, at)
        shape, found = match.lastgroup, match[0]
        if shape == "number":
            yield Token("number", found, at, _number(found, at))
        elif shape == "text":
            if "\0" in found:
                raise _unexpected(text, at + found.index("\0"))
            yield Token("text", found, at, found[1:-1].replace(found[0] * 2, found[0]))
        elif shape == "word":
            yield Token("word", found, at)
        elif shape == "symbol":
            yield Token("symbol", "<>" if found == "!=" else found, at)
        at = match.end()
    yield Token("end", "", len(text))


def _number(found: str, at: int) -> Decimal:
    whole, _, fraction = found.partition(".")
    if len(whole.lstrip("0")) > DIGITS or len(fraction) > DIGITS:
        words = Words(
            "数字位数过多（整数、小数各 40 位）", "The number has too many digits (40 before, 40 after)"
        )
        raise FormulaError("too_many_digits", words, at)
    return Decimal(found)


def _unexpected(text: str, at: int) -> FormulaError:
    character = text[at]
    if character in "'\"":
        return FormulaError("open_text", Words("文本缺少结尾引号", "The text has no closing quote"), at)
    if character in _MEANT:
        words = Words("请把“{found}”写成“{meant}”", "Write “{meant}” instead of “{found}”")
        return FormulaError("unexpected", words.fill(found=character, meant=_MEANT[character]), at)
    words = Words("公式中不能用“{found}”", "“{found}” has no place in a formula")
    return FormulaError("unexpected", words.fill(found=character if character.isprintable() else "?"), at)
