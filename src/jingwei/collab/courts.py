"""Who had the ball when: intervals of tasks and documents become bars of balls and of waiting; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Place = tuple[int, int]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Turn:
    """A task: its department had the ball from `start` to `end`; `case` is the running flow it belongs to."""

    lane: str
    place: Place
    title: str
    start: datetime
    end: datetime
    late: bool
    case: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the order: under way during `life`, made from `sources`."""

    lane: str
    place: Place
    title: str
    life: tuple[Span, ...]
    sources: tuple[Place, ...] = ()
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a lane."""

    start: datetime
    end: datetime
    kind: Literal["ball", "waiting"]
    title: str
    place: Place
    late: bool = False


@dataclass(frozen=True, slots=True)
class Handoff:
    """The ball went from one lane to another."""

    at: datetime
    source: str
    target: str
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Cloth:
    """Bars by lane, and the hand-offs between lanes."""

    bars: Mapping[str, list[Bar]] = field(default_factory=dict)
    handoffs: Sequence[Handoff] = ()


def union(spans: Iterable[Span]) -> list[Span]:
    """Without overlaps and empty ones, in order."""
    found: list[Span] = []
    for start, end in sorted(one for one in spans if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What of `spans` lies in none of `taken`."""
    holes, found = union(taken), []
    for start, end in union(spans):
        for a, b in holes:
            if b <= start or a >= end:
                continue
            if start < a:
                found.append((start, a))
            start = b
        if start < end:
            found.append((start, end))
    return found


def below(documents: Sequence[Document]) -> Mapping[Place, set[Place]]:
    """Document → everything made from it, at any depth."""
    children: dict[Place, set[Place]] = {one.place: set() for one in documents}
    for one in documents:
        for source in one.sources:
            children.setdefault(source, set()).add(one.place)
    found: dict[Place, set[Place]] = {}
    for start in children:
        reached, todo = set[Place](), list(children[start])
        while todo:
            place = todo.pop()
            if place not in reached and place != start:
                reached.add(place)
                todo.extend(children.get(place, ()))
        found[start] = reached
    return found


def weave(documents: Sequence[Document], turns: Sequence[Turn]) -> Cloth:
    """A document is its lane's ball unless a task, or something made from it, is in hand: then the lane waits."""
    bars: dict[str, list[Bar]] = {}
    under = below(documents)
    tasks: dict[Place, list[Span]] = {}
    lives = {one.place: one.life for one in documents}
    for turn in turns:
        tasks.setdefault(turn.place, []).append((turn.start, turn.end))
        bars.setdefault(turn.lane, []).append(
            Bar(turn.start, turn.end, "ball", turn.title, turn.place, turn.late)
        )
    for one in documents:
        elsewhere = [
            span for place in under[one.place] for span in (*lives.get(place, ()), *tasks.get(place, ()))
        ]
        own = [(t.start, t.end) for t in turns if t.place == one.place and t.lane == one.lane]
        ball = minus(one.life, [*tasks.get(one.place, ()), *elsewhere])
        lane = bars.setdefault(one.lane, [])
        lane.extend(Bar(a, b, "ball", one.title, one.place) for a, b in ball)
        lane.extend(Bar(a, b, "waiting", one.title, one.place) for a, b in minus(one.life, [*ball, *own]))
    for found in bars.values():
        found.sort(key=lambda bar: (bar.start, bar.end, bar.kind))
    return Cloth(bars, handoffs(documents, turns))


def handoffs(documents: Sequence[Document], turns: Sequence[Turn]) -> list[Handoff]:
    """From the task done last in the same case, or from the document another one was made from."""
    found: dict[tuple[datetime, str, str], Handoff] = {}

    def hand(at: datetime, source: str, target: str, title: str, place: Place) -> None:
        if source != target:
            found.setdefault(
                (at.replace(second=0, microsecond=0), source, target),
                Handoff(at, source, target, title, place),
            )

    home = {one.place: one for one in documents}
    for turn in turns:
        before = [t for t in turns if t.case == turn.case and t is not turn and t.end <= turn.start]
        if before:
            hand(turn.start, max(before, key=lambda t: t.end).lane, turn.lane, turn.title, turn.place)
        elif turn.place in home:
            hand(turn.start, home[turn.place].lane, turn.lane, turn.title, turn.place)
    for one in documents:
        for source in one.sources:
            if source in home and one.made_at is not None:
                hand(one.made_at, home[source].lane, one.lane, one.title, one.place)
    return sorted(found.values(), key=lambda h: (h.at, h.source, h.target))


def held(bars: Iterable[Bar]) -> list[Span]:
    """When a lane had the ball, counted once however many things it had in hand."""
    return union((bar.start, bar.end) for bar in bars if bar.kind == "ball")
