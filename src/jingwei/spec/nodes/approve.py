"""Approval (审批): one, all, each in turn, or a share of the people say yes."""

from __future__ import annotations

from typing import ClassVar, Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.node_type import Head, one_way
from jingwei.spec.nodes.human import DESK_KEYS, Human, read_desk, reject_way


class Approve(Human):
    """Approved goes on; rejected takes `on_reject`, or ends the case."""

    kind = "approve"
    name = Words("审批", "Approve")
    keys = DESK_KEYS | {"on_reject"}
    task = "approve"
    verdicts: ClassVar[frozenset[str]] = frozenset({"approve", "reject"})

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        return cls(head=head, ways=(*one_way(drawn), *reject_way(drawn)), desk=read_desk(drawn, head))
