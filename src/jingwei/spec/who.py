"""Rules that find the people for a task, resolved elsewhere against the organisation of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.formula import Tree

INITIATOR = "initiator"


@dataclass(frozen=True, slots=True)
class Person:
    """One person, by login."""

    login: str


@dataclass(frozen=True, slots=True)
class Member:
    """Everybody with the role, everybody of the department, or everybody of the department with the role."""

    role: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class HeadOf:
    """The head of a department, or of the initiator's department, `up` levels above it."""

    department: str
    up: int = 0


@dataclass(frozen=True, slots=True)
class InField:
    """Whoever a person or department field of the record names; the path may step through links."""

    path: str


@dataclass(frozen=True, slots=True)
class Initiator:
    """Whoever started the case."""


@dataclass(frozen=True, slots=True)
class Computed:
    """Whoever a formula over the record gives."""

    tree: Tree


@dataclass(frozen=True, slots=True)
class Administrators:
    """The workspace's administrators; never drawn, asked for where nobody else is found."""


Who: TypeAlias = Person | Member | HeadOf | InField | Initiator | Computed | Administrators


def reads_record(rule: Who) -> bool:
    """Whether the answer depends on the record and not on the organisation alone."""
    return isinstance(rule, InField | Computed)


def read_rules(drawn: Drawn, key: str, app: str) -> tuple[Who, ...]:
    """The rules under `key`, several unite; a role without an app is one of `app`."""
    return tuple(rule for one in drawn.each(key) if (rule := read_rule(one, app)) is not None)


def qualified(app: str, name: str) -> str:
    """`engineer` drawn in the app `sales` is `sales.engineer`."""
    return name if "." in name or not name else f"{app}.{name}"


def read_rule(drawn: Drawn, app: str) -> Who | None:
    """One rule such as `{role: engineer}` or `{head: engineering, up: 1}`."""
    match sorted(str(key) for key in drawn.raw):
        case ["person"]:
            return Person(drawn.need("person"))
        case ["role"] | ["department"] | ["department", "role"]:
            return Member(qualified(app, drawn.text("role") or ""), drawn.text("department") or "")
        case ["head"] | ["head", "up"]:
            return HeadOf(drawn.need("head"), levels(drawn))
        case ["field"]:
            return InField(drawn.need("field"))
        case ["initiator"] if drawn.flag(INITIATOR):
            return Initiator()
        case ["formula"]:
            tree = drawn.tree("formula")
            return None if tree is None else Computed(tree)
    words = Words(
        "人员规则应为 person、role、department、head（可加 up）、field、initiator: true 或 formula 之一",
        "A rule is one of person, role, department, head (with up), field, initiator: true or formula",
    )
    drawn.fault("bad_who", words)
    return None


def levels(drawn: Drawn) -> int:
    up = drawn.raw.get("up", 0)
    if isinstance(up, int) and not isinstance(up, bool) and 0 <= up <= 20:
        return up
    drawn.fault("bad_up", Words("up 应为 0 到 20 的整数", "up is a whole number from 0 to 20"), "up")
    return 0
