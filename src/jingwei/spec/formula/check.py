"""The type of a formula, the names it uses and what else it depends on."""

import difflib
from collections.abc import Mapping

from jingwei.base.words import Words
from jingwei.spec.formula.error import FormulaError
from jingwei.spec.formula.rules import FUNCTION_BY_NAME, function_of, type_of_call
from jingwei.spec.formula.tree import Call, Constant, Name, Node, Tree
from jingwei.spec.functions.function import Special
from jingwei.spec.functions.types import Type, kind_of


def check(tree: Tree, scope: Mapping[str, Type]) -> Type:
    """The type of a formula in a scope of names; FormulaError tells the first mistake and where it is."""
    return _type(tree.root, scope)


def names(tree: Tree) -> frozenset[str]:
    """The names a formula reads."""
    return frozenset(node.name for node in tree.nodes() if isinstance(node, Name))


def specials(tree: Tree) -> frozenset[Special]:
    """What it takes from the request: with `now`, `today` or `actor` a stored result would grow stale."""
    found: set[Special] = set()
    for node in tree.nodes():
        if isinstance(node, Call) and node.function in FUNCTION_BY_NAME:
            found |= FUNCTION_BY_NAME[node.function].needs
    return frozenset(found)


def named_type(name: str, found: Type) -> Type:
    """A list whose sub-table the scope left open belongs to the first part of its name."""
    return Type(found.kind, name.partition(".")[0]) if found.table == "" else found


def _type(node: Node, scope: Mapping[str, Type]) -> Type:
    if isinstance(node, Constant):
        return Type(kind_of(node.value))
    if isinstance(node, Name):
        try:
            return named_type(node.name, scope[node.name])
        except KeyError:
            raise FormulaError("unknown_name", _unknown(node.name, scope), node.at) from None
    args = [_type(arg, scope) for arg in node.args]
    function = function_of(node.function, [arg.is_list for arg in args], node.at)
    return type_of_call(function, args, node.at)


def _unknown(name: str, scope: Mapping[str, Type]) -> Words:
    close = difflib.get_close_matches(name, list(scope), n=1)
    if close:
        words = Words(
            "没有字段“{name}”，是否指“{near}”？", "There is no field “{name}”; did you mean “{near}”?"
        )
        return words.fill(name=name[:80], near=close[0])
    return Words("没有字段“{name}”", "There is no field “{name}”").fill(name=name[:80])
