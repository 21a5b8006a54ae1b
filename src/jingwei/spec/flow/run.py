"""The working copy of a case during one step: tokens, effects and log gather, a new state comes out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from jingwei.spec.effect import WRITES, CancelTimers, CloseTask, Effect, Unwait
from jingwei.spec.flow.drawing import Flow
from jingwei.spec.flow.graph import Place
from jingwei.spec.flow.state import VERSION, State, Status, Token
from jingwei.spec.node_type import Case, Env
from jingwei.spec.nodes.human import Human


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the case's log; `actor` is 0 for the machine, `persons` are those it happened to."""

    what: str
    node: str = ""
    token: int = 0
    actor: int = 0
    note: str = ""
    persons: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What came out: apply the effects, then step with `Proceed(token)` for each parked token, in order."""

    state: State
    effects: tuple[Effect, ...]
    log: tuple[Entry, ...]
    proceed: tuple[int, ...] = ()


class Run:
    """Everything a step changes; nothing of it reaches the state it began with."""

    __slots__ = (
        "acts", "back", "before", "case", "effects", "flow", "log", "net", "next", "nodes", "outcome",
        "passed", "past", "proceed", "queue", "scopes", "signed", "status", "tokens", "wrote",
    )  # fmt: skip

    def __init__(self, flow: Flow, state: State, env: Env) -> None:
        self.flow, self.net, self.nodes, self.before = flow, flow.net, flow.nodes, state
        self.case = Case(env, state.initiator)
        self.status: Status = state.status
        self.outcome = state.outcome
        self.next, self.acts = state.next, state.acts
        self.tokens = {token.id: token for token in state.tokens}
        self.scopes = {scope.id: scope for scope in state.scopes}
        self.past, self.signed, self.back = state.past, state.signed, state.back
        self.effects: list[Effect] = []
        self.log: list[Entry] = []
        self.proceed: list[int] = []
        self.queue: deque[Place] = deque()
        self.passed = 0
        self.wrote = False

    def result(self) -> Step:
        before = self.before
        state = State(
            VERSION, before.seq + 1, self.next, self.status, self.outcome, self.case.initiator, self.acts,
            tuple(self.tokens.values()), tuple(self.scopes.values()), self.past, self.signed, self.back,
        )  # fmt: skip
        return Step(state, tuple(self.effects), tuple(self.log), tuple(self.proceed))

    def number(self) -> int:
        self.next += 1
        return self.next - 1

    def emit(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            self.effects.append(effect)
            if isinstance(effect, WRITES):
                self.wrote = True

    def note(
        self, what: str, node: str = "", token: int = 0, actor: int = 0, note: str = "",
        persons: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        self.log.append(Entry(what, node, token, actor, note, persons))

    def put(self, token: Token) -> None:
        self.tokens[token.id] = token

    def change(self, token: Token, **values: object) -> None:
        self.tokens[token.id] = replace(token, **values)

    def at(self, slug: str) -> list[Token]:
        return [token for token in self.tokens.values() if token.node == slug]

    def places(self) -> set[Place]:
        return {(token.node, token.place) for token in self.tokens.values()}

    def desk(self, slug: str) -> Human:
        """The node of a task."""
        node = self.nodes[slug]
        if not isinstance(node, Human):
            raise TypeError(f"{slug} is no node of people.")
        return node

    def close(self, token: Token, outcome: str) -> None:
        """The task is over and its token gone."""
        del self.tokens[token.id]
        self.effects.append(CloseTask(token.id, outcome))
        if self.desk(token.node).desk.timed:
            self.effects.append(CancelTimers(token.id))
        if self.desk(token.node).desk.until is not None:
            self.effects.append(Unwait(token.id))

    def drop(self, token: Token, outcome: str) -> None:
        """Takes a token away wherever it rests, with whatever hangs on it."""
        node = self.nodes[token.node]
        if token.parked or token.node in self.net.groups:
            del self.tokens[token.id]
        elif isinstance(node, Human):
            self.close(token, outcome)
            self.forget(token.node)
        else:
            del self.tokens[token.id]
            self.emit(node.drop(token.id))

    def forget(self, slug: str) -> None:
        """The node's groups of signers, and where it was to return to, are void."""
        for scope in [scope for scope in self.scopes.values() if scope.node == slug]:
            del self.scopes[scope.id]
        if slug in self.back:
            self.back = {node: places for node, places in self.back.items() if node != slug}

    def clear(self, outcome: str) -> None:
        """Takes every token away."""
        for token in list(self.tokens.values()):
            self.drop(token, outcome)
        self.queue.clear()
        self.proceed.clear()
