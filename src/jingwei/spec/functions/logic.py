"""Conditions: three-valued as in SQL, where nothing compared with anything is neither yes nor no."""

from jingwei.base.words import Words
from jingwei.spec.functions.function import ANYTHING, SAME, B, Function, Param
from jingwei.spec.functions.sql import Lowering, SqlExpr, nothing
from jingwei.spec.functions.types import Value


def _and(*values: Value) -> Value:
    return False if False in values else None if None in values else True


def _or(*values: Value) -> Value:
    return True if True in values else None if None in values else False


def _if(condition: Value, then: Value, otherwise: Value = None) -> Value:
    return then if condition is True else otherwise


def _if_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    otherwise = parts[2].sql if len(parts) > 2 else nothing(parts[1].type.kind)
    return f"(case when {parts[0].sql} then {parts[1].sql} else {otherwise} end)"


def _coalesce(*values: Value) -> Value:
    return next((value for value in values if value is not None), None)


def _is_empty_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    if parts[0].type.kind == "text":
        return f"(coalesce({parts[0].sql}, '') = '')"
    return f"({parts[0].sql} is null)"


def _joined(word: str, parts: tuple[SqlExpr, ...]) -> str:
    return "(" + f" {word} ".join(part.sql for part in parts) + ")"


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "AND",
        Words("全部成立", "All of them"),
        (B,),
        "bool",
        _and,
        lambda _, parts: _joined("and", parts),
        variadic=True,
        strict=False,
    ),
    Function(
        "OR",
        Words("任一成立", "Any of them"),
        (B,),
        "bool",
        _or,
        lambda _, parts: _joined("or", parts),
        variadic=True,
        strict=False,
    ),
    Function(
        "NOT",
        Words("不成立", "Not"),
        (B,),
        "bool",
        lambda value: not value,
        lambda _, parts: f"(not {parts[0].sql})",
    ),
    Function(
        "IF",
        Words("如果（条件，成立时，否则）", "If (condition, then, otherwise)"),
        (B, SAME, SAME),
        None,
        _if,
        _if_sql,
        optional=1,
        strict=False,
    ),
    Function(
        "COALESCE",
        Words("第一个非空值", "The first that is there"),
        (SAME,),
        None,
        _coalesce,
        lambda _, parts: f"coalesce({', '.join(part.sql for part in parts)})",
        variadic=True,
        strict=False,
    ),
    Function(
        "ISEMPTY",
        Words("为空", "Is empty"),
        (Param(ANYTHING),),
        "bool",
        lambda value: value is None or value == "",
        _is_empty_sql,
        strict=False,
    ),
)
