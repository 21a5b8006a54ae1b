"""Push-down (下推): the case's record makes its next document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.effect import Push
from jingwei.spec.node_type import Case, Head, Node, Plan, Use, one_way


@dataclass(frozen=True, slots=True, kw_only=True)
class PushDown(Node):
    """Runs the push-down of that name and passes."""

    kind = "push"
    name = Words("下推", "Push down")
    keys = frozenset({"to", "push"})

    push: str

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        return cls(head=head, ways=one_way(drawn), push=drawn.need("push"))

    def enter(self, token: int, case: Case) -> Plan:
        return Plan((0,), (Push(self.push),))

    def uses(self) -> Iterator[Use]:
        yield Use(("push",), "push", name=self.push)
