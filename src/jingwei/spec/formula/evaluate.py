"""Computes a formula in memory, within a budget; no argument is written by evaluation.

A formula is turned into nested closures once, and those are run: walking its tree each time costs three times as much.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from jingwei.base.decimals import settle
from jingwei.base.words import Words
from jingwei.spec.formula.error import FormulaError
from jingwei.spec.formula.rules import AGGREGATE_BY_NAME, function_of, type_of_call
from jingwei.spec.formula.tree import Call, Constant, Name, Node, Tree
from jingwei.spec.functions.function import Ambient, Function
from jingwei.spec.functions.types import KIND_OF_CLASS, Listed, Type, Value, kind_of

STEPS = 1_000_000
LONGEST_TEXT = 1_000_000

Found: TypeAlias = Value | tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Env:
    """The values of the names (a sub-table's column is a list or tuple) and the request's circumstances."""

    values: Mapping[str, Value | int | Sequence[Value | int]]
    ambient: Ambient
    settled: bool = False
    """Whether all its numbers are known to lie in the domain, as those of stored cells do."""


def evaluate(tree: Tree, env: Env, budget: int = STEPS) -> Value | Listed:
    """The value of a formula; a tuple when it was not made one value by an aggregate.

    Every argument is computed, also of the branch IF does not take: nothing happens there but a limit.
    """
    root = tree.root
    if type(root) is Constant:  # every second formula of a document is a name or a constant
        return root.value
    if type(root) is Name:
        return _read(root, env)
    return _program(tree)(_Run(env, budget))


@dataclass(slots=True)
class _Run:
    env: Env
    left: int
    read: dict[str, Found] = field(default_factory=dict)

    def spend(self, steps: int, node: Call) -> None:
        self.left -= steps
        if self.left < 0:
            words = Words("公式计算量过大", "The formula takes too many steps")
            raise FormulaError("too_many_steps", words, node.at)


_Step: TypeAlias = Callable[[_Run], Found]


@lru_cache(maxsize=65_536)
def _program(tree: Tree) -> _Step:
    return _step(tree.root)


def _read(node: Name, env: Env) -> Found:
    try:
        raw = env.values[node.name]
    except KeyError:
        words = Words("字段“{name}”没有值可用", "The field “{name}” was not given").fill(name=node.name)
        raise FormulaError("unknown_name", words, node.at) from None
    if env.settled:
        return tuple(raw) if isinstance(raw, (list, tuple)) else raw  # type: ignore[return-value]
    return tuple(map(_accepted, raw)) if isinstance(raw, (list, tuple)) else _accepted(raw)


def _step(node: Node) -> _Step:
    if isinstance(node, Constant):
        value = node.value
        return lambda _: value
    if isinstance(node, Name):
        return _name(node)
    if len(node.args) == 1 and node.function in AGGREGATE_BY_NAME:
        return _aggregate(node)
    return _call(node)


def _name(node: Name) -> _Step:
    name = node.name

    def step(run: _Run) -> Found:
        if name in run.read:
            return run.read[name]
        found = run.read[name] = _read(node, run.env)
        return found

    return step


def _aggregate(node: Call) -> _Step:
    """One column made one value; of one value it is the function of that name, if there is one."""
    argument, aggregate, single = _step(node.args[0]), AGGREGATE_BY_NAME[node.function], _applied(node)

    def step(run: _Run) -> Found:
        rows = argument(run)
        if not isinstance(rows, tuple):
            return single(run, [rows])
        values: list[Value] = [value for value in rows if value is not None]
        run.spend(len(values) + 1, node)
        for kind in dict.fromkeys(map(kind_of, values)):
            type_of_call(aggregate, [Type(kind, "")], node.at)
        return aggregate.evaluate(values)

    return step


def _call(node: Call) -> _Step:
    """A function of single values; over columns it goes row by row."""
    arguments, apply = tuple(map(_step, node.args)), _applied(node)

    def step(run: _Run) -> Found:
        args = [argument(run) for argument in arguments]
        for arg in args:
            if type(arg) is tuple:
                return tuple([apply(run, row) for row in _spread(args, node)])
        return apply(run, args)

    return step


def _spread(args: Sequence[Found], node: Call) -> list[tuple[Value, ...]]:
    rows = {len(arg) for arg in args if isinstance(arg, tuple)}
    if len(rows) != 1:
        words = Words("逐行计算的列行数不同", "The columns combined row by row differ in length")
        raise FormulaError("mixed_tables", words, node.at)
    spread = [arg if isinstance(arg, tuple) else (arg,) * max(rows) for arg in args]
    return list(zip(*spread, strict=True))


def _applied(node: Call) -> Callable[[_Run, Sequence[Found]], Value]:
    """The call of one function on single values; what their classes allow is looked up once for each combination."""
    known: dict[tuple[type, ...], Function | None] = {}

    def apply(run: _Run, args: Sequence[Found]) -> Value:
        run.left -= 1
        if run.left < 0:
            run.spend(0, node)
        classes = tuple(map(type, args))
        try:
            function = known[classes]
        except KeyError:
            function = _taking(node, args)
            if all(one in KIND_OF_CLASS for one in classes):  # of other classes the value itself decides
                known[classes] = function
        if function is None:
            return None
        result = function.evaluate(run.env.ambient, *args) if function.needs else function.evaluate(*args)
        if type(result) is str:
            if len(result) > LONGEST_TEXT:
                words = Words("文本超过 {n} 字", "The text has more than {n} characters").fill(n=LONGEST_TEXT)
                raise FormulaError("text_too_long", words, node.at)
            run.spend(len(result) // 100, node)
        return result

    return apply


def _taking(node: Call, args: Sequence[Found]) -> Function | None:
    """The function once it is sure to take these values; None where nothing among them makes the result nothing."""
    kinds = [kind_of(arg) for arg in args]  # type: ignore[arg-type]
    function = function_of(node.function, [False] * len(kinds), node.at)
    type_of_call(function, [Type(kind) for kind in kinds], node.at)
    assert isinstance(function, Function)
    return None if function.strict and "null" in kinds else function


def _accepted(raw: object) -> Value:
    """A value as the environment may hold it: whole numbers count as numbers, floats are refused."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return settle(Decimal(raw))
    if isinstance(raw, Decimal):
        return settle(raw)
    kind_of(raw)  # type: ignore[arg-type]
    return raw  # type: ignore[return-value]
