"""An action of the form or a named command of the suite: explode a BOM, run MRP, post stock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.effect import Act
from jingwei.spec.form import Setting
from jingwei.spec.node_type import Case, Head, Node, Plan, Use, one_way, settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Node):
    """Calls it with the arguments under `with` and passes."""

    kind = "action"
    name = Words("执行动作", "Action")
    keys = frozenset({"to", "action", "with"})

    action: str
    arguments: tuple[Setting, ...] = ()

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        return cls(
            head=head, ways=one_way(drawn), action=drawn.need("action"), arguments=settings(drawn, "with")
        )

    def enter(self, token: int, case: Case) -> Plan:
        return Plan((0,), (Act(self.action, self.arguments),))

    def uses(self) -> Iterator[Use]:
        yield Use(("action",), "action", name=self.action)
        for argument in self.arguments:
            yield Use(("with", argument.field), "value", argument.value)
