"""What a step asks the process ring to do, as values; a task is known by its token's number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from jingwei.base.words import Words
from jingwei.spec.form import Setting
from jingwei.spec.formula import Tree

TaskKind = Literal["approve", "handle"]
Reason = Literal["who", "admin", "nobody", "returned", "added", "turn"]


@dataclass(frozen=True, slots=True)
class Span:
    """A moment to come: working minutes or days from now, or what a formula over the record gives; of both the later one."""

    minutes: int = 0
    days: int = 0
    at: Tree | None = None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Put a task before these people, any of whom may do it; none means it waits for an administrator."""

    token: int
    node: str
    kind: TaskKind
    title: Words
    persons: tuple[int, ...]
    department: str
    deadline: Span | None
    edit: tuple[str, ...]
    require: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class CloseTask:
    """The task is over.

    Outcomes: approved rejected completed returned passed deferred removed moot settled withdrawn cancelled.
    """

    token: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Reassign:
    """The open task now belongs to these people."""

    token: int
    persons: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Let these people know by a copy (抄送); nothing waits for them."""

    node: str
    title: Words
    persons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Fire `TimerFired(token, name)` when the span is over; a second one of the name replaces the first."""

    token: int
    name: str
    after: Span


@dataclass(frozen=True, slots=True)
class CancelTimers:
    """Every timer of the token is void."""

    token: int


@dataclass(frozen=True, slots=True)
class SetFields:
    """Write these fields of the case's record, each formula read in the record's scope."""

    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Push:
    """Run a push-down (下推) of the record's form."""

    push: str


@dataclass(frozen=True, slots=True)
class Act:
    """Run an action of the record's form, or a named command of the suite, with these arguments."""

    action: str
    arguments: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Notify:
    """Say something to people; `token` names the task it is about, 0 for none."""

    persons: tuple[int, ...]
    words: Words
    token: int = 0


@dataclass(frozen=True, slots=True)
class StartChild:
    """Start a case of another flow for one row of a sub-table, or for the record itself when the row is 0."""

    token: int
    flow: str
    row: int


@dataclass(frozen=True, slots=True)
class CancelChildren:
    """Cancel the cases the token still waits for."""

    token: int


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Send `ConditionMet(token)` as soon as the condition holds on the record, at once if it already does."""

    token: int
    condition: Tree


@dataclass(frozen=True, slots=True)
class Unwait:
    """Nobody waits for that condition any longer."""

    token: int


@dataclass(frozen=True, slots=True)
class Finish:
    """The case is over."""

    outcome: str


Effect: TypeAlias = (
    OpenTask | CloseTask | Reassign | Copy | SetTimer | CancelTimers | SetFields | Push | Act | Notify
    | StartChild | CancelChildren | WaitFor | Unwait | Finish
)  # fmt: skip

WRITES = (SetFields, Push, Act)
"""After these the record is no longer what the step's env has seen."""
