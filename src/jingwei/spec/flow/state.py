"""Where a case stands, as a value that goes to JSON and back unchanged."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from jingwei.spec.flow.graph import Place

VERSION = 1
Status = Literal["new", "running", "suspended", "finished"]
Stage: TypeAlias = tuple[tuple[int, ...], ...]
"""Signers of one round: each is the people of whom any may sign."""


class Token(msgspec.Struct, frozen=True, omit_defaults=True):
    """A token at rest; at a node of people it is one open task of that number.

    `place` is the incoming branch of a join, `scope` the group of signers, `since` the step that made it;
    `rows` are children still running, `pending` is what came while the case was suspended, and a parked token
    enters its node once the effects before it are applied.
    """

    id: int
    node: str
    place: int = 0
    scope: int = 0
    since: int = 0
    persons: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    pending: tuple[tuple[str, int], ...] = ()
    parked: bool = False


class Scope(msgspec.Struct, frozen=True, omit_defaults=True):
    """A group of signers, possibly one signer's share of another group; `later` rounds follow this one."""

    id: int
    node: str
    parent: int = 0
    share: str = "1"
    total: int = 0
    yes: int = 0
    no: int = 0
    voted: tuple[int, ...] = ()
    later: tuple[Stage, ...] = ()


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """One case: `past` are the nodes people did, `signed` who said yes, `back` where a return leads to."""

    version: int
    seq: int = 0
    next: int = 1
    status: Status = "new"
    outcome: str = ""
    initiator: int = 0
    acts: int = 0
    tokens: tuple[Token, ...] = ()
    scopes: tuple[Scope, ...] = ()
    past: tuple[str, ...] = ()
    signed: tuple[int, ...] = ()
    back: dict[str, tuple[Place, ...]] = {}

    def token(self, number: int) -> Token | None:
        return next((token for token in self.tokens if token.id == number), None)

    def marking(self) -> frozenset[Place]:
        """The places that hold a token; the tasks of one node count once."""
        return frozenset((token.node, token.place) for token in self.tokens)


NEW = State(VERSION)


def dump(state: State) -> bytes:
    """The state as JSON; defaults are left out, so new members do not change old rows."""
    return msgspec.json.encode(state)


def load(raw: bytes | str) -> State:
    """The state from JSON of this version."""
    state = msgspec.json.decode(raw, type=State)
    if state.version != VERSION:
        raise ValueError(f"A flow state of version {state.version} was found; this program reads {VERSION}.")
    return state
