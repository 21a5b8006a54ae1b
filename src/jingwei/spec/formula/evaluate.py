"""Computes a formula in memory, within a budget; no argument is written by evaluation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from jingwei.base.decimals import settle
from jingwei.base.words import Words
from jingwei.spec.formula.error import FormulaError
from jingwei.spec.formula.rules import AGGREGATE_BY_NAME, function_of, type_of_call
from jingwei.spec.formula.tree import Call, Constant, Name, Node, Tree
from jingwei.spec.functions.function import Ambient, Function
from jingwei.spec.functions.types import KIND_OF_CLASS, Kind, Listed, Type, Value, kind_of

STEPS = 1_000_000
LONGEST_TEXT = 1_000_000


@dataclass(frozen=True, slots=True)
class Env:
    """The values of the names (a sub-table's column is a list or tuple) and the request's circumstances."""

    values: Mapping[str, Value | int | Sequence[Value | int]]
    ambient: Ambient


def evaluate(tree: Tree, env: Env, budget: int = STEPS) -> Value | Listed:
    """The value of a formula; a tuple when it was not made one value by an aggregate.

    Every argument is computed, also of the branch IF does not take: nothing happens there but a limit.
    """
    return _Run(env, budget).value(tree.root)


@dataclass(slots=True)
class _Run:
    env: Env
    left: int
    read: dict[str, Value | tuple[Value, ...]] = field(default_factory=dict)

    def value(self, node: Node) -> Value | tuple[Value, ...]:
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Name):
            return self.named(node)
        args = [self.value(arg) for arg in node.args]
        rows = {len(arg) for arg in args if isinstance(arg, tuple)}
        if not rows:
            return self.call(args, node)
        if len(args) == 1 and node.function in AGGREGATE_BY_NAME:
            return self.aggregate(args[0], node)
        if len(rows) != 1:
            words = Words("逐行计算的列行数不同", "The columns combined row by row differ in length")
            raise FormulaError("mixed_tables", words, node.at)
        spread = [arg if isinstance(arg, tuple) else (arg,) * max(rows) for arg in args]
        return tuple(self.call(row, node) for row in zip(*spread, strict=True))

    def named(self, node: Name) -> Value | tuple[Value, ...]:
        if node.name not in self.read:
            try:
                raw = self.env.values[node.name]
            except KeyError:
                words = Words("字段“{name}”没有值可用", "The field “{name}” was not given").fill(
                    name=node.name
                )
                raise FormulaError("unknown_name", words, node.at) from None
            found = tuple(map(_accepted, raw)) if isinstance(raw, (list, tuple)) else _accepted(raw)
            self.read[node.name] = found
        return self.read[node.name]

    def aggregate(self, listed: Value | tuple[Value, ...], node: Call) -> Value:
        function = AGGREGATE_BY_NAME[node.function]
        rows = listed if isinstance(listed, tuple) else ()
        values: list[Value] = [value for value in rows if value is not None]
        self.spend(len(values) + 1, node)
        for kind in dict.fromkeys(map(kind_of, values)):
            type_of_call(function, [Type(kind, "")], node.at)
        return function.evaluate(values)

    def call(self, args: Sequence[Value | tuple[Value, ...]], node: Call) -> Value:
        self.spend(1, node)
        kinds = tuple([KIND_OF_CLASS.get(type(arg)) or kind_of(arg) for arg in args])  # type: ignore[arg-type]
        try:
            function = _function_for(node.function, kinds)
        except FormulaError as refused:
            raise FormulaError(refused.code, refused.message, node.at) from None
        if function.strict and "null" in kinds:
            return None
        result = function.evaluate(self.env.ambient, *args) if function.needs else function.evaluate(*args)
        if isinstance(result, str) and len(result) > LONGEST_TEXT:
            words = Words("文本超过 {n} 字", "The text has more than {n} characters").fill(n=LONGEST_TEXT)
            raise FormulaError("text_too_long", words, node.at)
        if isinstance(result, str):
            self.spend(len(result) // 100, node)
        return result

    def spend(self, steps: int, node: Call) -> None:
        self.left -= steps
        if self.left < 0:
            words = Words("公式计算量过大", "The formula takes too many steps")
            raise FormulaError("too_many_steps", words, node.at)


@lru_cache(maxsize=4_096)
def _function_for(name: str, kinds: tuple[Kind, ...]) -> Function:
    """The function of single values once it is sure to take these kinds; they come row after row."""
    function = function_of(name, (False,) * len(kinds), 0)
    type_of_call(function, [Type(kind) for kind in kinds], 0)
    assert isinstance(function, Function)
    return function


def _accepted(raw: object) -> Value:
    """A value as the environment may hold it: whole numbers count as numbers, floats are refused."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return settle(Decimal(raw))
    if isinstance(raw, Decimal):
        return settle(raw)
    kind_of(raw)  # type: ignore[arg-type]
    return raw  # type: ignore[return-value]
