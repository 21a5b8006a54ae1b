"""What can be asked of the write door: the same few commands from pages, API, import, flows and engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jingwei.base.words import Language
from jingwei.spec.policy import Viewer

Raw = Mapping[str, object]
Via = Literal["page", "api", "import", "flow", "engine", "demo", "setup"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks; `trusted` is the platform itself (engines, imports an administrator started), judged by rules but not by roles."""

    viewer: Viewer
    via: Via = "page"
    language: Language = "zh"
    trusted: bool = False

    @property
    def person(self) -> int | None:
        return self.viewer.person or None


@dataclass(frozen=True, slots=True)
class Create:
    """A new record; values as people send them. `ref` lets later commands of the same batch link to it."""

    form: str
    values: Raw
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Changes some fields; `ver` is the version the person saw, None to take the newest."""

    form: str
    id: int
    values: Raw
    ver: int | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Hides a record; nothing is lost."""

    form: str
    id: int
    ver: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Presses a button of a record, with the values it asks for."""

    form: str
    id: int
    action: str
    values: Raw = field(default_factory=dict)
    ver: int | None = None


Decision = Literal["approve", "reject", "complete", "return", "transfer", "urge"]


@dataclass(frozen=True, slots=True)
class Decide:
    """What a person does with a task; values may fill the fields the step opens."""

    task: int
    do: Decision
    note: str | None = None
    to: int | None = None
    node: str | None = None
    values: Raw = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The initiator takes a running case back."""

    instance: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Wake:
    """A timer of a case rings; asked by the worker."""

    instance: int
    token: str
    kind: str
    timer: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Writes that one document comes from another, as pegging does; records by id or by the `ref` of this batch."""

    source: tuple[str, int | str]
    target: tuple[str, int | str]
    kind: str
    quantity: str | None = None


Command = Create | Change | Remove | Act | Decide | Withdraw | Wake | Trace


@dataclass(frozen=True, slots=True)
class Made:
    """A record a submission created or changed."""

    form: str
    id: int
    created: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: the records commanded, in order, and those that followed from them."""

    event: int
    asked: tuple[Made, ...]
    followed: tuple[Made, ...] = ()
    tasks: tuple[int, ...] = ()


Commands = Sequence[Command]
