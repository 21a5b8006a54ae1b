"""Writes a formula as SQL that computes the same; every constant is bound, none is written into the text."""

from decimal import Decimal

from jingwei.base.words import Words
from jingwei.spec.formula.check import named_type
from jingwei.spec.formula.error import FormulaError
from jingwei.spec.formula.rules import agreed_kind, function_of, type_of_call
from jingwei.spec.formula.tree import Call, Constant, Name, Node, Tree
from jingwei.spec.functions.function import Aggregate, Function
from jingwei.spec.functions.sql import Bind, Lowering, Resolve, SqlExpr, nothing
from jingwei.spec.functions.types import NULL, Kind, Type, kind_of


def lower(tree: Tree, resolve: Resolve, bind: Bind) -> str:
    """PostgreSQL for a formula.

    `resolve` gives the SQL of a name, and `$today`, `$now`, `$actor`, `$zone`; KeyError when there is none.
    `bind` takes a constant and gives its placeholder with a type, such as `$3::numeric`.
    """
    found = lower_typed(tree, resolve, bind)
    if found.type.is_list:
        words = Words(
            "公式的结果是一列，请用 SUM 等汇总",
            "The formula gives a column; make one value of it, as SUM does",
        )
        raise FormulaError("is_list", words)
    return found.sql


def lower_typed(tree: Tree, resolve: Resolve, bind: Bind) -> SqlExpr:
    """The same with its type, and for a column of a sub-table with the rows it is read from."""
    return _lower(tree.root, Lowering(resolve, bind))


def _lower(node: Node, lowering: Lowering) -> SqlExpr:
    if isinstance(node, Constant):
        return _constant(node, lowering)
    if isinstance(node, Name):
        try:
            found = lowering.resolve(node.name)
        except KeyError:
            words = Words("字段“{name}”不能在此使用", "The field “{name}” cannot be used here").fill(
                name=node.name
            )
            raise FormulaError("unknown_name", words, node.at) from None
        return SqlExpr(found.sql, named_type(node.name, found.type), found.scale, found.rows)
    args = tuple(_lower(arg, lowering) for arg in node.args)
    function = function_of(node.function, [arg.type.is_list for arg in args], node.at)
    result = type_of_call(function, [arg.type for arg in args], node.at)
    if isinstance(function, Aggregate):
        column = function.lower(args[0].sql)
        return SqlExpr(f"(select {column} from {args[0].rows})", result, function.scale(args))
    return _call(function, args, result, node, lowering)


def _constant(node: Constant, lowering: Lowering) -> SqlExpr:
    if node.value is None:
        return SqlExpr("null", NULL, 0)
    kind = Type(kind_of(node.value))
    scale = max(0, -int(node.value.as_tuple().exponent)) if isinstance(node.value, Decimal) else 0
    constant = node.value if isinstance(node.value, Decimal) else None
    return SqlExpr(lowering.bind(node.value, kind), kind, scale, constant=constant)


def _call(
    function: Function, args: tuple[SqlExpr, ...], result: Type, node: Call, lowering: Lowering
) -> SqlExpr:
    if function.lower is None:
        words = Words("{name} 不能在数据库中计算", "{name} cannot be computed in the database")
        raise FormulaError("not_in_database", words.fill(name=function.name), node.at)
    agreed = agreed_kind(function, [arg.type.kind for arg in args], node.at)
    typed = tuple(_typed(arg, function, position, agreed) for position, arg in enumerate(args))
    rows = {arg.rows for arg in args if arg.rows is not None}
    if len(rows) > 1:
        words = Words("不能逐行合并不同子表", "Rows of different sub-tables cannot be combined")
        raise FormulaError("mixed_tables", words, node.at)
    return SqlExpr(function.lower(lowering, typed), result, function.scale(typed), next(iter(rows), None))


def _typed(arg: SqlExpr, function: Function, position: int, agreed: Kind) -> SqlExpr:
    """A bare null gets the type its place asks for; PostgreSQL would otherwise guess."""
    if arg.type.kind != "null":
        return arg
    param = function.param(position)
    kind: Kind = agreed if param.same and agreed != "null" else min(param.kinds)
    return SqlExpr(nothing(kind), Type(kind, arg.type.table), 0, arg.rows)
