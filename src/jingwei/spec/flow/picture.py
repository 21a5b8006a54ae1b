"""The picture of a case: what is drawn, where its tokens are, what is behind them and what is still ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jingwei.base.words import Words
from jingwei.spec.flow.drawing import Flow
from jingwei.spec.flow.state import NEW, State
from jingwei.spec.nodes.human import Human
from jingwei.spec.who import Who

Progress = Literal["done", "now", "ahead"]


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node; `who` are the rules of a node of people, `now` means a token rests there."""

    node: str
    kind: str
    title: Words
    who: tuple[Who, ...]
    department: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """An arrow; a dashed one is a rejection."""

    source: str
    target: str
    label: Words | None
    dashed: bool


@dataclass(frozen=True, slots=True)
class DrawnToken:
    """A token; `waiting` is one at a join, `token` is the number of its task where it is one."""

    token: int
    node: str
    persons: tuple[int, ...]
    since: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class Picture:
    title: Words
    status: str
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]
    tokens: tuple[DrawnToken, ...]


def picture(flow: Flow, state: State = NEW) -> Picture:
    """The flow with the case's tokens in it; without a state, the flow as drawn."""
    here = {token.node for token in state.tokens}
    behind = {*state.past, flow.start} if state.status != "new" else set()

    def progress(slug: str) -> Progress:
        return "now" if slug in here else "done" if slug in behind else "ahead"

    nodes = tuple(
        DrawnNode(
            slug,
            node.kind,
            node.head.title,
            node.desk.who if isinstance(node, Human) else (),
            node.desk.department if isinstance(node, Human) else "",
            progress(slug),
        )
        for slug, node in flow.nodes.items()
    )
    edges = tuple(
        DrawnEdge(slug, way.to, way.label, way.jump) for slug, node in flow.nodes.items() for way in node.ways
    )
    tokens = tuple(
        DrawnToken(token.id, token.node, token.persons, token.since, token.node in flow.net.groups)
        for token in state.tokens
    )
    return Picture(flow.title, state.status, nodes, edges, tokens)
