"""The filter of a request: a tree of conditions, read from JSON with the place of every mistake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NoReturn

from jingwei.base.errors import Invalid, Path
from jingwei.base.words import Words

OPERATORS = frozenset({"eq", "ne", "gt", "ge", "lt", "le", "in", "contains", "starts", "empty", "notempty"})
MOST_CONDITIONS = 200
MOST_VALUES = 1_000
MOST_DEPTH = 8
MOST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Condition:
    """`field op value`; `field` may go one step through a link, as in `item.code`."""

    field: str
    op: str
    value: object
    path: Path = ()

    @property
    def shape(self) -> object:
        """What the statement depends on: everything but the value."""
        kind = "list" if isinstance(self.value, tuple) else "map" if isinstance(self.value, dict) else "one"
        return (self.field, self.op, kind)


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions joined by `and` or `or`; an `and` of nothing holds always."""

    join: Literal["and", "or"]
    parts: tuple[Condition | Group, ...] = ()

    @property
    def shape(self) -> object:
        return (self.join, *(part.shape for part in self.parts))

    def leaves(self) -> Iterator[Condition]:
        """Every condition, in reading order."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.leaves()
            else:
                yield part


EVERYTHING = Group("and")


def refuse(path: Path, code: str, zh: str, en: str, **values: object) -> NoReturn:
    raise Invalid.at(path, code, Words(zh, en).fill(**values))


def read_json(text: str, path: Path) -> object:
    """JSON as sent in a query string: bounded, exact decimals, no NaN."""

    def no_constant(name: str) -> NoReturn:
        raise ValueError(name)

    if len(text) > MOST_TEXT:
        refuse(path, "too_long", "筛选条件过长", "The filter is too long")
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=no_constant)
    except (ValueError, RecursionError, ArithmeticError):
        refuse(path, "not_json", "筛选条件不是有效的 JSON", "The filter is not valid JSON")


def read_filter(raw: object, path: Path = ("filter",)) -> Group:
    """The tree of a filter given as JSON text or as the value it stands for."""
    value = read_json(raw, path) if isinstance(raw, str) else raw
    if value is None or value == []:
        return EVERYTHING
    made = _read(value, path, 1)
    tree = made if isinstance(made, Group) else Group("and", (made,))
    if sum(1 for _ in tree.leaves()) > MOST_CONDITIONS:
        refuse(path, "too_many", "条件最多 {n} 个", "At most {n} conditions", n=MOST_CONDITIONS)
    return tree


def _read(raw: object, path: Path, depth: int) -> Condition | Group:
    if depth > MOST_DEPTH:
        refuse(path, "too_deep", "条件嵌套最多 {n} 层", "Conditions nest at most {n} deep", n=MOST_DEPTH)
    if not isinstance(raw, list) or not raw:
        refuse(path, "not_condition", "应为 [字段, 比较, 值]", "This must be [field, operator, value]")
    head = raw[0]
    if isinstance(head, list):
        return Group("and", tuple(_read(one, (*path, i), depth + 1) for i, one in enumerate(raw)))
    if head == "and" or head == "or":
        if len(raw) == 1:
            refuse(path, "empty_group", "“{head}”之后没有条件", '"{head}" joins nothing', head=head)
        parts = tuple(_read(one, (*path, i), depth + 1) for i, one in enumerate(raw[1:], 1))
        return Group("and" if head == "and" else "or", parts)
    return _read_condition(raw, path)


def _read_condition(raw: list[object], path: Path) -> Condition:
    if len(raw) not in (2, 3) or not all(isinstance(one, str) for one in raw[:2]):
        refuse(path, "not_condition", "应为 [字段, 比较, 值]", "This must be [field, operator, value]")
    field, op = str(raw[0]), str(raw[1])
    if op not in OPERATORS:
        known = " ".join(sorted(OPERATORS))
        refuse(
            (*path, 1),
            "unknown_operator",
            "比较只能是 {known}",
            "The operator is one of {known}",
            known=known,
        )
    value = raw[2] if len(raw) == 3 else None
    if op in ("empty", "notempty"):
        return Condition(field, op, None, path)
    if op == "in":
        if not isinstance(value, list):
            refuse((*path, 2), "not_list", "in 需要一个列表", "in needs a list")
        if len(value) > MOST_VALUES:
            refuse((*path, 2), "too_many", "列表最多 {n} 个值", "At most {n} values", n=MOST_VALUES)
        return Condition(field, op, tuple(value), path)
    if value is None or isinstance(value, list):
        refuse((*path, 2), "no_value", "需要一个值；为空请用 empty", "A value is needed; use empty for none")
    return Condition(field, op, value, path)
