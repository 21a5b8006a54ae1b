"""What may happen to a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict = Literal["approve", "reject", "complete"]
When = Literal["before", "after", "parallel"]


@dataclass(frozen=True, slots=True)
class Start:
    """The case begins."""

    actor: int


@dataclass(frozen=True, slots=True)
class Decide:
    """Someone did the task."""

    task: int
    actor: int
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """Back (退回) to an earlier node; `straight` brings it directly back here afterwards."""

    task: int
    actor: int
    node: str
    note: str = ""
    straight: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The initiator takes the case back (撤回)."""

    actor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """The task becomes somebody else's (转交)."""

    task: int
    actor: int
    to: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class AddSigners:
    """More people must sign (加签): before the actor, after, or beside; 委派 is one person before."""

    task: int
    actor: int
    persons: tuple[int, ...]
    when: When
    note: str = ""


@dataclass(frozen=True, slots=True)
class RemoveSigner:
    """One of several signers is no longer needed (减签); asked by another signer of the node."""

    task: int
    actor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Urge:
    """Press (催办) whoever has the task, or everybody when it is 0; how often is limited outside."""

    actor: int
    task: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimerFired:
    token: int
    name: str


@dataclass(frozen=True, slots=True)
class ConditionMet:
    token: int


@dataclass(frozen=True, slots=True)
class ChildEnded:
    """The case started for that row (0 where there is no row) is over."""

    token: int
    row: int


@dataclass(frozen=True, slots=True)
class Proceed:
    """The effects so far are applied: the parked token enters its node."""

    token: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """The case is void (作废)."""

    actor: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suspend:
    actor: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    actor: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Jump:
    """An administrator moves the case; the token given, and what cannot run beside the node, gives way."""

    actor: int
    node: str
    reason: str
    token: int = 0


Event: TypeAlias = (
    Start | Decide | Return | Withdraw | Transfer | AddSigners | RemoveSigner | Urge | TimerFired
    | ConditionMet | ChildEnded | Proceed | Cancel | Suspend | Resume | Jump
)  # fmt: skip
