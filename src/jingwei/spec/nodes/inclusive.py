"""Inclusive gateway: starts every branch whose condition holds; its join waits for those."""

from __future__ import annotations

from typing import ClassVar, Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.node_type import Case, Gate, Head, Node, Plan, Way, branches, one_way


class Inclusive(Node):
    """A split has `branches`, the join that gathers them has `to`."""

    kind = "inclusive"
    name = Words("包容分支", "Inclusive branch")
    keys = frozenset({"to", "branches"})
    gate: ClassVar[Gate] = "some"

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        ways: tuple[Way, ...] = branches(drawn) if "branches" in drawn.raw else one_way(drawn)
        if len(ways) > 1 and sum(way.when is None for way in ways) != 1:
            words = Words(
                "恰有一个分支没有条件（默认分支）", "Exactly one branch has no condition (the default)"
            )
            drawn.fault("bad_default", words, "branches")
        return cls(head=head, ways=ways)

    @property
    def asks(self) -> bool:
        return len(self.ways) > 1

    def enter(self, token: int, case: Case) -> Plan:
        if len(self.ways) == 1:
            return Plan((0,))
        held = tuple(
            i for i, way in enumerate(self.ways) if way.when is not None and case.env.truth(way.when)
        )
        return Plan(held or tuple(i for i, way in enumerate(self.ways) if way.when is None))
