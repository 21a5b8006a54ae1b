"""Where a case begins; a case returned to it waits there for its initiator to send it again."""

from __future__ import annotations

from typing import ClassVar, Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.node_type import PASS, Case, Head, Plan, one_way
from jingwei.spec.nodes.human import Desk, Human
from jingwei.spec.who import Initiator


class Start(Human):
    """Passes at once; only a case that was returned stays."""

    kind = "start"
    name = Words("发起", "Start")
    keys = frozenset({"to", "edit", "require"})
    task = "handle"
    verdicts: ClassVar[frozenset[str]] = frozenset({"complete"})

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        desk = Desk(who=(Initiator(),), edit=drawn.texts("edit"), require=drawn.texts("require"))
        return cls(head=head, ways=one_way(drawn), desk=desk)

    def enter(self, token: int, case: Case) -> Plan:
        return PASS
