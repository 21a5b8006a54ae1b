"""Every formula function there is: one file per family, one explicit tuple."""

from jingwei.spec.functions import dates, logic, maths, operators, rmb, text
from jingwei.spec.functions.aggregate import AGGREGATES
from jingwei.spec.functions.function import Aggregate, Function

FUNCTIONS: tuple[Function, ...] = (
    *operators.FUNCTIONS,
    *logic.FUNCTIONS,
    *maths.FUNCTIONS,
    *text.FUNCTIONS,
    *dates.FUNCTIONS,
    *rmb.FUNCTIONS,
)

__all__ = ["AGGREGATES", "FUNCTIONS", "Aggregate", "Function"]
