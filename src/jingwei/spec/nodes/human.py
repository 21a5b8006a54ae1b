"""Nodes where people work: who, how many, by when, what they may write, and what if they do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Literal, Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.effect import Span, TaskKind
from jingwei.spec.form import Setting
from jingwei.spec.formula import Tree
from jingwei.spec.node_type import (
    Head,
    Node,
    Use,
    Way,
    one_way,
    option,
    settings,
    span,
    used_by,
    used_span,
)
from jingwei.spec.who import Who, read_rules, reads_record

Mode = Literal["any", "all", "sequence", "ratio"]

DESK_KEYS = frozenset(
    {"to", "who", "never", "mode", "ratio", "nobody", "same_as_initiator", "again", "department"}
    | {"deadline", "remind", "escalate", "until", "edit", "preset", "require", "show", "button", "help"}
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything about the work of people at one node; spans count from the moment the task is opened."""

    who: tuple[Who, ...]
    mode: Mode = "any"
    ratio: Decimal = Decimal(1)
    nobody: Literal["admin", "pass", "hold"] = "admin"
    same_as_initiator: Literal["ask", "pass", "head"] = "ask"
    again: Literal["ask", "pass"] = "ask"
    department: str = ""
    deadline: Span | None = None
    when_late: Literal["wait", "pass", "reject"] = "wait"
    remind: Span | None = None
    remind_again: bool = False
    escalate: Span | None = None
    escalate_to: tuple[Who, ...] = ()
    escalate_by: Literal["notify", "transfer"] = "notify"
    until: Tree | None = None
    """Once it holds on the record nothing is left to do here: the work was done elsewhere and the case goes on."""
    edit: tuple[str, ...] = ()
    preset: tuple[Setting, ...] = ()
    """What an empty field says unless whoever does the step says otherwise, such as that they did it."""
    require: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    """Fields to be read right above what is filled in, such as the quantity that is judged."""
    button: Words | None = None
    """What going forward does, in the words of the work; without one the kind's own word stands."""
    help: Words | None = None
    """What must have happened before the button is pressed, and what it then does."""
    never: tuple[Who, ...] = ()
    """Who must not do it although `who` names them, such as the maker of what is audited here."""

    @property
    def timed(self) -> bool:
        return self.deadline is not None or self.remind is not None or self.escalate is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Human(Node):
    """A node at which a token is one open task, or several of them when several people must sign."""

    keys = DESK_KEYS
    task: ClassVar[TaskKind]
    verdicts: ClassVar[frozenset[str]]

    desk: Desk

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        return cls(head=head, ways=one_way(drawn), desk=read_desk(drawn, head))

    @property
    def asks(self) -> bool:
        return any(reads_record(rule) for rule in (*self.desk.who, *self.desk.never))

    def uses(self) -> Iterator[Use]:
        desk = self.desk
        yield from used_by(desk.who, "who")
        yield from used_by(desk.never, "never")
        yield from used_by(desk.escalate_to, "escalate", "to")
        for key, found in (("deadline", desk.deadline), ("remind", desk.remind), ("escalate", desk.escalate)):
            yield from used_span(found, key)
        if desk.until is not None:
            yield Use(("until",), "truth", desk.until)
        for setting in desk.preset:
            yield Use(("preset",), "field", name=setting.field)
            yield Use(("preset", setting.field), "value", setting.value)
        if desk.department:
            yield Use(("department",), "department", name=desk.department)
        for key, fields in (("edit", desk.edit), ("require", desk.require), ("show", desk.show)):
            for slug in fields:
                yield Use((key,), "field", name=slug)


def reject_way(drawn: Drawn) -> tuple[Way, ...]:
    """The arrow under `on_reject`; without one a rejection ends the case."""
    to = drawn.text("on_reject")
    return () if to is None else (Way(to, label=Words("驳回", "rejected"), jump=True),)


def read_desk(drawn: Drawn, head: Head) -> Desk:
    who = read_rules(drawn, "who", head.app)
    if not who and drawn.raw.get("who") in (None, [], ()):
        drawn.fault("missing", Words("没有说明由谁处理", "It is not said who does it"), "who")
    deadline, late = span(drawn, "deadline"), drawn.child("deadline")
    late.only("minutes", "hours", "days", "at", "then")
    remind, again = span(drawn, "remind"), drawn.child("remind")
    again.only("minutes", "hours", "days", "at", "repeat")
    up = drawn.child("escalate")
    up.only("to", "after", "do")
    escalate = (span(up, "after") or deadline) if up.raw else None
    if up.raw and escalate is None:
        words = Words("升级需要 deadline 或 after", "An escalation needs a deadline or `after`")
        drawn.fault("missing", words, "escalate")
    mode = option(drawn, "mode", "any", "all", "sequence", "ratio")
    return Desk(
        who, mode,  # type: ignore[arg-type]
        read_ratio(drawn, mode),
        option(drawn, "nobody", "admin", "pass", "hold"),  # type: ignore[arg-type]
        option(drawn, "same_as_initiator", "ask", "pass", "head"),  # type: ignore[arg-type]
        option(drawn, "again", "ask", "pass"),  # type: ignore[arg-type]
        drawn.text("department") or "", deadline,
        option(late, "then", "wait", "pass", "reject"),  # type: ignore[arg-type]
        remind, again.flag("repeat"), escalate, read_rules(up, "to", head.app),
        option(up, "do", "notify", "transfer"),  # type: ignore[arg-type]
        drawn.tree("until"),
        drawn.texts("edit"), settings(drawn, "preset"), drawn.texts("require"), drawn.texts("show"),
        drawn.maybe_words("button"), drawn.maybe_words("help"), read_rules(drawn, "never", head.app),
    )  # fmt: skip


def read_ratio(drawn: Drawn, mode: str) -> Decimal:
    """The share of signers that is enough, written `0.6` or `60%`."""
    raw = drawn.raw.get("ratio")
    if raw is None and mode != "ratio":
        return Decimal(1)
    text = str(raw)
    try:
        share = Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    except InvalidOperation:
        share = Decimal(0)
    if mode == "ratio" and 0 < share <= 1:
        return share
    words = Words(
        "ratio 只用于 mode: ratio，取 0 到 1", "ratio goes with mode: ratio and lies above 0, at most 1"
    )
    drawn.fault("bad_ratio", words, "ratio")
    return Decimal(1)
