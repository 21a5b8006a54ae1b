"""Copy (抄送): people are let know and nothing waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.effect import Copy
from jingwei.spec.node_type import Case, Head, Node, Plan, Use, one_way, used_by
from jingwei.spec.who import Who, read_rules, reads_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Cc(Node):
    """Sends the copies and passes."""

    kind = "cc"
    name = Words("抄送", "Copy")
    keys = frozenset({"to", "who"})

    who: tuple[Who, ...]

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        return cls(head=head, ways=one_way(drawn), who=read_rules(drawn, "who", head.app))

    @property
    def asks(self) -> bool:
        return any(reads_record(rule) for rule in self.who)

    def enter(self, token: int, case: Case) -> Plan:
        persons = dict.fromkeys(person for rule in self.who for person in case.env.people(rule))
        return Plan((0,), (Copy(self.head.slug, self.head.title, tuple(persons)),) if persons else ())

    def uses(self) -> Iterator[Use]:
        return used_by(self.who, "who")
