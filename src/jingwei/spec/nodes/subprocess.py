"""Sub-process: another flow runs, once or for every row of a sub-table, and this one waits for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.effect import CancelChildren, Effect, StartChild
from jingwei.spec.node_type import PASS, Case, Head, Node, Plan, Use, one_way
from jingwei.spec.who import qualified

ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubProcess(Node):
    """Stays while rows are left; one that has no rows passes."""

    kind = "subprocess"
    name = Words("子流程", "Sub-process")
    keys = frozenset({"to", "flow", "each"})

    flow: str
    each: str | None = None

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        flow = qualified(head.app, drawn.need("flow"))
        return cls(head=head, ways=one_way(drawn), flow=flow, each=drawn.text("each"))

    @property
    def asks(self) -> bool:
        return self.each is not None

    def enter(self, token: int, case: Case) -> Plan:
        rows = (0,) if self.each is None else tuple(dict.fromkeys(case.env.rows(self.each)))
        if not rows:
            return PASS
        return Plan(None, tuple(StartChild(token, self.flow, row) for row in rows), rows)

    def wake(self, token: int, cause: str, rows: tuple[int, ...]) -> Plan | None:
        if cause != ENDED:
            return None
        return Plan(None, (), rows) if rows else PASS

    def drop(self, token: int) -> tuple[Effect, ...]:
        return (CancelChildren(token),)

    def uses(self) -> Iterator[Use]:
        yield Use(("flow",), "flow", name=self.flow, each=self.each)
        if self.each is not None:
            yield Use(("each",), "table", name=self.each)
