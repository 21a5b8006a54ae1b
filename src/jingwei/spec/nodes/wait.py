"""Wait for a condition on the record, however and by whomever it comes true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.effect import Effect, Unwait, WaitFor
from jingwei.spec.formula import Tree
from jingwei.spec.node_type import Case, Head, Node, Plan, Use, one_way

MET = "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Node):
    """Stays until the condition is met."""

    kind = "wait"
    name = Words("等待条件", "Wait for")
    keys = frozenset({"to", "when"})

    when: Tree

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        return cls(head=head, ways=one_way(drawn), when=drawn.always("when"))

    def enter(self, token: int, case: Case) -> Plan:
        return Plan(effects=(WaitFor(token, self.when),))

    def wake(self, token: int, cause: str, rows: tuple[int, ...]) -> Plan | None:
        return Plan((0,), (Unwait(token),)) if cause == MET else None

    def drop(self, token: int) -> tuple[Effect, ...]:
        return (Unwait(token),)

    def uses(self) -> Iterator[Use]:
        yield Use(("when",), "truth", self.when)
