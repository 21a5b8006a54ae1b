"""Parallel gateway: waits for every branch that comes in, then starts every branch that goes out."""

from __future__ import annotations

from typing import ClassVar, Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.node_type import Case, Gate, Head, Node, Plan, Way


class Parallel(Node):
    """Split or join by what is drawn; arrows that exclude each other count as one branch at the join."""

    kind = "parallel"
    name = Words("并行", "Parallel")
    gate: ClassVar[Gate] = "all"

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        names = drawn.texts("to")
        if not names:
            drawn.fault("missing", Words("缺少 to", "`to` is missing"), "to")
        return cls(head=head, ways=tuple(Way(name) for name in names))

    def enter(self, token: int, case: Case) -> Plan:
        return Plan(tuple(range(len(self.ways))))
