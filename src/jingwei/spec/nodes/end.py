"""Where a path ends; the case is over when its last token has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.node_type import Gate, Head, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Node):
    """Takes the token away; `outcome` names how the case went."""

    kind = "end"
    name = Words("结束", "End")
    keys = frozenset({"outcome"})
    gate: ClassVar[Gate] = "end"

    outcome: str = "done"

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        return cls(head=head, outcome=drawn.text("outcome") or "done")
