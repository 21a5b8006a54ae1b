"""Exclusive gateway: the first branch whose condition holds, else the one without a condition."""

from __future__ import annotations

from typing import Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.node_type import Case, Head, Node, Plan, branches


class Exclusive(Node):
    """Takes one branch; the last has no condition, so there always is one."""

    kind = "exclusive"
    name = Words("条件分支", "Exclusive branch")
    keys = frozenset({"branches"})

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        ways = branches(drawn)
        if not ways or ways[-1].when is not None or any(way.when is None for way in ways[:-1]):
            words = Words(
                "只有最后一个分支没有条件（默认分支）",
                "The last branch, and only it, has no condition (the default)",
            )
            drawn.fault("bad_default", words, "branches")
        return cls(head=head, ways=ways)

    @property
    def asks(self) -> bool:
        return len(self.ways) > 1

    def enter(self, token: int, case: Case) -> Plan:
        for index, way in enumerate(self.ways):
            if way.when is None or case.env.truth(way.when):
                return Plan((index,))
        raise AssertionError(f"{self.head.slug} was read without a default branch.")
