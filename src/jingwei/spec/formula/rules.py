"""Which function is meant, which types it takes and which it gives; the same for checking and for SQL."""

import difflib
from collections.abc import Sequence

from jingwei.base.words import Words
from jingwei.spec.formula.error import FormulaError
from jingwei.spec.functions import AGGREGATES, FUNCTIONS, Aggregate, Function
from jingwei.spec.functions.function import Param
from jingwei.spec.functions.types import TITLES, Kind, Type

FUNCTION_BY_NAME = {function.name: function for function in FUNCTIONS}
AGGREGATE_BY_NAME = {aggregate.name: aggregate for aggregate in AGGREGATES}
CALLABLE = tuple(
    dict.fromkeys(
        name for name in (*FUNCTION_BY_NAME, *AGGREGATE_BY_NAME) if name[0].isalpha() and name.isupper()
    )
)


def function_of(name: str, lists: Sequence[bool], at: int) -> Function | Aggregate:
    """The function of that name; a single list as argument is aggregated, everything else goes row by row."""
    if name in AGGREGATE_BY_NAME and (tuple(lists) == (True,) or name not in FUNCTION_BY_NAME):
        if tuple(lists) != (True,):
            words = Words("{name} 需要一个子表列", "{name} takes one column of a sub-table").fill(name=name)
            raise FormulaError("not_a_list", words, at)
        return AGGREGATE_BY_NAME[name]
    found = FUNCTION_BY_NAME.get(name)
    if found is None:
        raise FormulaError("unknown_function", _unknown(name), at)
    if not found.accepts(len(lists)):
        words = Words("{name} 的参数个数不对", "{name} does not take {n} arguments").fill(
            name=name, n=len(lists)
        )
        raise FormulaError("argument_count", words, at)
    return found


def type_of_call(function: Function | Aggregate, args: Sequence[Type], at: int) -> Type:
    """The type of a call with arguments of these types."""
    if isinstance(function, Aggregate):
        element = args[0].kind
        _demand(function.name, 0, function.param, element, at)
        return Type(function.result or element)
    for position, arg in enumerate(args):
        _demand(function.name, position, function.param(position), arg.kind, at)
    agreed = agreed_kind(function, [arg.kind for arg in args], at)
    return Type(function.result or agreed, _table(args, at))


def agreed_kind(function: Function, kinds: Sequence[Kind], at: int) -> Kind:
    """The kind of the arguments that must agree; null agrees with everything."""
    agreed: Kind = "null"
    for position, kind in enumerate(kinds):
        if not function.param(position).same or kind == "null":
            continue
        if agreed not in ("null", kind):
            words = Words("{name} 不能同时用于{a}和{b}", "{name} cannot take {a} together with {b}")
            raise FormulaError(
                "mixed_types", words.fill(name=function.name, a=TITLES[agreed], b=TITLES[kind]), at
            )
        agreed = kind
    return agreed


def _demand(name: str, position: int, param: Param, kind: Kind, at: int) -> None:
    if kind == "null" or kind in param.kinds:
        return
    wanted = [TITLES[kind] for kind in TITLES if kind in param.kinds]
    words = Words(
        "{name} 的第 {n} 个参数应为{wanted}，而不是{kind}",
        "Argument {n} of {name} must be {wanted}, not {kind}",
    )
    either = Words("或".join(title.zh for title in wanted), " or ".join(title.en for title in wanted))
    raise FormulaError(
        "wrong_type", words.fill(name=name, n=position + 1, wanted=either, kind=TITLES[kind]), at
    )


def _table(args: Sequence[Type], at: int) -> str | None:
    tables = list(dict.fromkeys(arg.table for arg in args if arg.table is not None))
    if len(tables) > 1:
        words = Words("不能逐行合并不同子表“{a}”和“{b}”", "Rows of “{a}” and “{b}” cannot be combined")
        raise FormulaError("mixed_tables", words.fill(a=tables[0], b=tables[1]), at)
    return tables[0] if tables else None


def _unknown(name: str) -> Words:
    close = difflib.get_close_matches(name, CALLABLE, n=1)
    if close:
        words = Words(
            "没有函数“{name}”，是否指“{near}”？", "There is no function “{name}”; did you mean “{near}”?"
        )
        return words.fill(name=name[:40], near=close[0])
    return Words("没有函数“{name}”", "There is no function “{name}”").fill(name=name[:40])
