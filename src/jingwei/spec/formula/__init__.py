"""The formula language: grammar, types, evaluation, lowering to SQL."""

from jingwei.spec.formula.check import check, names, specials
from jingwei.spec.formula.error import FormulaError
from jingwei.spec.formula.evaluate import Env, evaluate
from jingwei.spec.formula.lower import lower, lower_typed
from jingwei.spec.formula.order import order
from jingwei.spec.formula.parser import parse
from jingwei.spec.formula.tree import Tree
from jingwei.spec.functions.function import Ambient, Special
from jingwei.spec.functions.sql import Bind, Resolve, SqlExpr
from jingwei.spec.functions.types import (
    BOOL,
    DATE,
    DATETIME,
    NULL,
    NUMBER,
    TEXT,
    Listed,
    Type,
    Value,
    list_of,
)

__all__ = [
    "BOOL",
    "DATE",
    "DATETIME",
    "NULL",
    "NUMBER",
    "TEXT",
    "Ambient",
    "Bind",
    "Env",
    "FormulaError",
    "Listed",
    "Resolve",
    "Special",
    "SqlExpr",
    "Tree",
    "Type",
    "Value",
    "check",
    "evaluate",
    "list_of",
    "lower",
    "lower_typed",
    "names",
    "order",
    "parse",
    "specials",
]
