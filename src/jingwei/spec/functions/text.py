"""Text by code points; upper and lower case are those of ASCII, so that every machine agrees."""

import re
from decimal import Decimal

from jingwei.base import decimals
from jingwei.base.words import Words
from jingwei.spec.functions.function import Function, Lower, N, T, integral, whole_number
from jingwei.spec.functions.operators import JOINABLE, as_text, text_sql
from jingwei.spec.functions.sql import Lowering, SqlExpr, let, whole
from jingwei.spec.functions.types import Value

LONGEST = 1_000_000
BLANKS = " \t\r\n\u00a0\u3000"
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _count(value: Decimal) -> int:
    return whole_number(value, 0, LONGEST)


def _right(text: str, count: Decimal) -> Value:
    return text[-_count(count) :] if _count(count) else ""


def _mid(text: str, start: Decimal, count: Decimal) -> Value:
    first = whole_number(start, 1, LONGEST) - 1
    return text[first : first + _count(count)]


def _cut_sql(function: str) -> Lower:
    return lambda _, parts: f"{function}({parts[0].sql}, {whole(parts[1], 0, LONGEST)})"


def _mid_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    return f"substr({parts[0].sql}, {whole(parts[1], 1, LONGEST)}, {whole(parts[2], 0, LONGEST)})"


def _to_text(value: Value, places: Decimal | None = None) -> Value:
    if isinstance(value, Decimal) and places is not None:
        fixed = decimals.settle(decimals.round_to(value, whole_number(places, 0, decimals.SCALE)))
        return f"{decimals.round_to(fixed, whole_number(places, 0, decimals.SCALE)):f}"
    return as_text(value)


def _to_text_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    if len(parts) == 1 or parts[0].type.kind != "number":
        return f"({text_sql(parts[0])})"
    return f"round({parts[0].sql}, {whole(parts[1], 0, decimals.SCALE)})::text"


def _to_number(text: str) -> Value:
    return decimals.settle(Decimal(text)) if _NUMBER.fullmatch(text) else None


def _replace(text: str, old: str, new: str) -> Value:
    return text.replace(old, new) if old else text


def _called(template: str) -> Lower:
    return lambda _, parts: template.format(*(part.sql for part in parts))


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "LEN",
        Words("字数", "Length"),
        (T,),
        "number",
        lambda text: Decimal(len(text)),
        _called("char_length({0})::numeric"),
        scale=integral,
    ),
    Function(
        "LEFT",
        Words("左取（文本，字数）", "Leftmost (text, count)"),
        (T, N),
        "text",
        lambda text, count: text[: _count(count)],
        _cut_sql("left"),
    ),
    Function(
        "RIGHT",
        Words("右取（文本，字数）", "Rightmost (text, count)"),
        (T, N),
        "text",
        _right,
        _cut_sql("right"),
    ),
    Function(
        "MID",
        Words("中取（文本，起始，字数）", "Middle (text, start, count)"),
        (T, N, N),
        "text",
        _mid,
        _mid_sql,
    ),
    Function(
        "UPPER",
        Words("大写", "Upper case"),
        (T,),
        "text",
        lambda text: text.translate(_UPPER),
        _called('upper({0} collate "C")'),
    ),
    Function(
        "LOWER",
        Words("小写", "Lower case"),
        (T,),
        "text",
        lambda text: text.translate(_LOWER),
        _called('lower({0} collate "C")'),
    ),
    Function(
        "TRIM",
        Words("去首尾空白", "Without blanks around"),
        (T,),
        "text",
        lambda text: text.strip(BLANKS),
        _called("btrim({0}, U&' \\0009\\000D\\000A\\00A0\\3000')"),
    ),
    Function(
        "CONTAINS",
        Words("包含（文本，片段）", "Contains (text, part)"),
        (T, T),
        "bool",
        lambda text, part: part in text,
        _called("(strpos({0}, {1}) > 0)"),
    ),
    Function(
        "STARTS",
        Words("开头是（文本，片段）", "Starts with (text, part)"),
        (T, T),
        "bool",
        lambda text, part: text.startswith(part),
        _called("starts_with({0}, {1})"),
    ),
    Function(
        "FIND",
        Words("位置（文本，片段），没有为 0", "Position (text, part), 0 when absent"),
        (T, T),
        "number",
        lambda text, part: Decimal(text.find(part) + 1),
        _called("strpos({0}, {1})::numeric"),
        scale=integral,
    ),
    # Not in the database: nested replacements could grow without the limit that holds here.
    Function(
        "REPLACE",
        Words("替换（文本，旧，新）", "Replace (text, old, new)"),
        (T, T, T),
        "text",
        _replace,
        None,
    ),
    Function(
        "CONCAT",
        Words("连接文本", "Join texts"),
        (JOINABLE,),
        "text",
        lambda *values: "".join(map(as_text, values)),
        lambda _, parts: "(" + " || ".join(f"coalesce({text_sql(part)}, '')" for part in parts) + ")",
        variadic=True,
        strict=False,
    ),
    Function(
        "TEXT",
        Words("转为文本（值，小数位）", "As text (value, places)"),
        (JOINABLE, N),
        "text",
        _to_text,
        _to_text_sql,
        optional=1,
    ),
    Function(
        "NUMBER",
        Words("文本转数字，不是数字为空", "Text as number, empty when it is none"),
        (T,),
        "number",
        _to_number,
        lambda _, parts: let(
            "case when {x} ~ '^[+-]?[0-9]{{1,40}}([.][0-9]{{1,40}})?$' then {x}::numeric end", x=parts[0].sql
        ),
        scale=lambda _: decimals.SCALE,
    ),
)
