"""What a kind of flow node answers: how it is drawn, what a token does there, wakes to and leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol, Self

from jingwei.base.errors import Path
from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.effect import Effect, Span
from jingwei.spec.form import Setting
from jingwei.spec.formula import Tree
from jingwei.spec.who import Computed, InField, Member, Who

Gate = Literal["one", "all", "some", "end", "kill"]
"""Which of its ways a token takes: one, all of them, those that hold; or it ends, or ends everything."""

Want = Literal[
    "truth", "moment", "people", "value", "field", "table", "role", "department", "push", "action", "flow"
]


class Env(Protocol):
    """What a step may ask about the record and the organisation.

    It answers from loaded data; where it raises instead, its caller loads what is missing and steps again.
    """

    def people(self, rule: Who) -> tuple[int, ...]: ...

    def truth(self, condition: Tree) -> bool: ...

    def rows(self, each: str) -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True)
class Way:
    """An arrow; a jump cancels what runs beside its source and cannot run beside its target."""

    to: str
    when: Tree | None = None
    label: Words | None = None
    jump: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """A formula or a name that must make sense on the flow's form or in the workspace, and its place."""

    path: Path
    want: Want
    tree: Tree | None = None
    name: str = ""
    each: str | None = None
    """Of a flow: the sub-table for whose rows it runs."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to a token at a node: it takes these ways, or stays (`None`) waiting for these rows."""

    ways: tuple[int, ...] | None = None
    effects: tuple[Effect, ...] = ()
    rows: tuple[int, ...] = ()


PASS = Plan((0,))


@dataclass(frozen=True, slots=True)
class Case:
    """What a node may look at."""

    env: Env
    initiator: int


@dataclass(frozen=True, slots=True)
class Head:
    """What every node has; `app` is the app it is drawn in."""

    app: str
    slug: str
    title: Words
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node as drawn; each kind is a subclass in its own file, the defaults are a passing node's."""

    kind: ClassVar[str]
    name: ClassVar[Words]
    keys: ClassVar[frozenset[str]] = frozenset({"to"})
    gate: ClassVar[Gate] = "one"

    head: Head
    ways: tuple[Way, ...] = ()

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        """From the bundle; what is odd is noted in `drawn`."""
        return cls(head=head, ways=one_way(drawn))

    @property
    def asks(self) -> bool:
        """Whether entering it reads the record, so that earlier writes of the step must be applied first."""
        return False

    def enter(self, token: int, case: Case) -> Plan:
        """A token has arrived."""
        return PASS

    def wake(self, token: int, cause: str, rows: tuple[int, ...]) -> Plan | None:
        """What the resting token waited for came; None when it does not wait for that."""
        return None

    def drop(self, token: int) -> tuple[Effect, ...]:
        """A resting token is taken away."""
        return ()

    def uses(self) -> Iterator[Use]:
        """Formulas and names beyond the conditions of its ways and its settings."""
        return iter(())


def one_way(drawn: Drawn) -> tuple[Way, ...]:
    """The single arrow under `to`."""
    if not isinstance(drawn.raw.get("to", ""), str):
        words = Words(
            "只有 parallel 与 inclusive 节点可有多个去向", "Only parallel and inclusive nodes lead to several"
        )
        drawn.fault("one_way", words, "to")
        return ()
    to = drawn.need("to")
    return (Way(to),)


def branches(drawn: Drawn) -> tuple[Way, ...]:
    """The arrows under `branches`: `{when, to, label}`."""
    return tuple(branch(one) for one in drawn.each("branches"))


def branch(drawn: Drawn) -> Way:
    drawn.only("when", "to", "label")
    return Way(drawn.need("to"), drawn.tree("when"), drawn.maybe_words("label"))


def settings(drawn: Drawn, key: str) -> tuple[Setting, ...]:
    """`{field: formula}` under `key`."""
    group = drawn.child(key)
    pairs = ((str(name), group.formula(value, str(name))) for name, value in group.raw.items())
    return tuple(Setting(name, tree) for name, tree in pairs if tree is not None)


def span(drawn: Drawn, key: str) -> Span | None:
    """`{minutes}`, `{hours}` or `{days}` of working time, `{at: formula}`, or the later of both; other keys are the caller's."""
    if drawn.raw.get(key) is None:
        return None
    found = drawn.child(key)
    given = [name for name in ("minutes", "hours", "days") if found.raw.get(name) is not None]
    at = found.tree("at") if found.raw.get("at") is not None else None
    if at is not None and not given:
        return Span(at=at)
    amount = found.raw.get(given[0]) if len(given) == 1 else None
    if isinstance(amount, int) and not isinstance(amount, bool) and amount > 0:
        return (
            Span(days=amount, at=at)
            if given == ["days"]
            else Span(minutes=amount * (60 if given == ["hours"] else 1), at=at)
        )
    words = Words(
        "应为 minutes、hours、days 之一的正整数，或 at: 公式，或两者",
        "One of minutes, hours, days (whole, above 0), at: formula, or both",
    )
    drawn.fault("bad_span", words, key)
    return None


def option(drawn: Drawn, key: str, *known: str) -> str:
    """One of the known words; the first is the default."""
    value = drawn.text(key) or known[0]
    if value in known:
        return value
    words = Words("{k} 应为 {known} 之一", "{k} is one of {known}").fill(k=key, known=", ".join(known))
    drawn.fault("bad_option", words, key)
    return known[0]


def used_by(rules: tuple[Who, ...], *at: str) -> Iterator[Use]:
    """The formulas and names in rules that find people."""
    for index, rule in enumerate(rules):
        path: Path = (*at, index)
        match rule:
            case Computed(tree):
                yield Use((*path, "formula"), "people", tree)
            case InField(name):
                yield Use((*path, "field"), "field", name=name)
            case Member(role, department):
                if role:
                    yield Use((*path, "role"), "role", name=role)
                if department:
                    yield Use((*path, "department"), "department", name=department)
            case _:
                pass


def used_settings(found: tuple[Setting, ...], *at: str) -> Iterator[Use]:
    """The fields and formulas of settings."""
    for setting in found:
        yield Use((*at, setting.field), "field", name=setting.field)
        yield Use((*at, setting.field), "value", setting.value, setting.field)


def used_span(found: Span | None, *at: str) -> Iterator[Use]:
    if found is not None and found.at is not None:
        yield Use((*at, "at"), "moment", found.at)
