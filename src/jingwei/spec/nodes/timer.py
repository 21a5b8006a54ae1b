"""Timer: the case waits for a span of working time, or until a moment the record gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.effect import CancelTimers, Effect, SetTimer, Span
from jingwei.spec.node_type import PASS, Case, Head, Node, Plan, Use, one_way, span, used_span

DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer(Node):
    """Stays until its one timer fires."""

    kind = "timer"
    name = Words("等待时间", "Timer")
    keys = frozenset({"to", "after"})

    after: Span

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        drawn.child("after").only("minutes", "hours", "days", "at")
        after = span(drawn, "after")
        if drawn.raw.get("after") is None:
            drawn.fault("missing", Words("缺少 after", "`after` is missing"), "after")
        return cls(head=head, ways=one_way(drawn), after=after or Span(minutes=1))

    def enter(self, token: int, case: Case) -> Plan:
        return Plan(effects=(SetTimer(token, DUE, self.after),))

    def wake(self, token: int, cause: str, rows: tuple[int, ...]) -> Plan | None:
        return PASS if cause == DUE else None

    def drop(self, token: int) -> tuple[Effect, ...]:
        return (CancelTimers(token),)

    def uses(self) -> Iterator[Use]:
        return used_span(self.after, "after")
