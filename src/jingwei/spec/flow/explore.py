"""Plays every way the tokens of a net can move and notes what goes wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from jingwei.spec.flow.graph import Net, Place, landing
from jingwei.spec.flow.petri import Petri, Transition, petri

BUDGET = 50_000
"""Markings looked at before a net counts as too tangled to judge."""


@dataclass(slots=True)
class Found:
    """What exploring a net gave: for each kind of trouble the node concerned and the way there."""

    troubles: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    seen: int = 0

    def add(self, code: str, node: str, path: tuple[str, ...]) -> None:
        self.troubles.setdefault(code, (node, path))


def explore(net: Petri, budget: int = BUDGET) -> Found:
    """One move at a time; the first trouble of each kind is kept."""
    return Exploration(net, budget).run()


def rejections_end(net: Net) -> bool:
    """Whether every case can end once rejections count too: the way out of a loop may be a rejection."""
    moves = petri(net).transitions
    first: frozenset[Place] = frozenset({(net.start, 0)})
    before: dict[frozenset[Place], list[frozenset[Place]]] = {first: []}
    todo, good = deque((first,)), []
    while todo and len(before) <= BUDGET:
        marking = todo.popleft()
        gates = {net.nodes[slug].gate for slug, _ in marking if slug in net.nodes}
        if "kill" in gates or gates == {"end"}:
            good.append(marking)
        for following in (*fired(moves, marking), *jumped(net, marking)):
            if following not in before:
                todo.append(following)
            before.setdefault(following, []).append(marking)
    ending = set(good)
    while good:
        for marking in before[good.pop()]:
            if marking not in ending:
                ending.add(marking)
                good.append(marking)
    return not todo and len(ending) == len(before)


def fired(moves: list[Transition], marking: frozenset[Place]) -> Iterator[frozenset[Place]]:
    for one in moves:
        if marking.issuperset(one.inputs):
            yield marking.difference(one.inputs).union(one.outputs)


def jumped(net: Net, marking: frozenset[Place]) -> Iterator[frozenset[Place]]:
    for arrow in net.jumps:
        if (arrow[0], 0) in marking:
            landed = landing(net, set(marking - {(arrow[0], 0)}), net.target[arrow])
            if landed is not None:
                yield landed[0].union((net.target[arrow],), landed[1])


class Exploration:
    """Breadth first, so that the path told is a shortest one; a marking is a set of places as bits.

    A termination may be carried out late: what happens beside it until then must be sound as well.
    """

    def __init__(self, net: Petri, budget: int) -> None:
        self.net, self.budget, self.found = net, budget, Found()
        places = {net.initial, *net.ends, *net.kills}
        for one in net.transitions:
            places.update(one.inputs, one.outputs)
        self.places = sorted(places)
        self.bit = {place: 1 << index for index, place in enumerate(self.places)}
        self.ends = self.mask(tuple(net.ends))
        self.kills = self.mask(tuple(net.kills))
        self.moves = [(self.mask(t.inputs), self.mask(t.outputs), t) for t in net.transitions]
        self.parent: dict[int, tuple[int, Transition | None]] = {}
        self.before: dict[int, list[int]] = {}
        self.fired: set[int] = set()

    def mask(self, places: tuple[Place, ...]) -> int:
        return sum(self.bit[place] for place in set(places))

    def run(self) -> Found:
        first = self.bit[self.net.initial]
        self.parent[first] = (0, None)
        todo, final = deque((first,)), []
        while todo:
            marking = todo.popleft()
            if marking & self.kills or not marking & ~self.ends:
                final.append(marking)
            todo.extend(self.after(marking))
            if len(self.parent) > self.budget:
                self.found.add("tangled", "", ())
                return self.found
        self.found.seen = len(self.parent)
        if not self.found.troubles:
            self.judge(final)
        return self.found

    def after(self, marking: int) -> list[int]:
        """The markings one move further that were not seen before."""
        fresh, stuck = [], True
        for number, (taken, given, one) in enumerate(self.moves):
            if marking & taken != taken:
                continue
            stuck = False
            self.fired.add(number)
            rest = marking & ~taken
            if rest & given & ~self.kills or len(set(one.outputs)) < len(one.outputs):
                self.found.add("unsynchronised", self.doubled(rest, one), (*self.path(marking), *one.label))
                continue
            following = rest | given
            self.before.setdefault(following, []).append(marking)
            if following not in self.parent:
                self.parent[following] = (marking, one)
                fresh.append(following)
        if stuck and not marking & self.kills and marking & ~self.ends:
            self.found.add("stuck", self.name(marking & ~self.ends), self.path(marking))
        return fresh

    def judge(self, final: list[int]) -> None:
        """Every marking must lead to a final one; then a token can come to every node that arrows reach."""
        good, todo = set(final), list(final)
        while todo:
            for marking in self.before.get(todo.pop(), ()):
                if marking not in good:
                    good.add(marking)
                    todo.append(marking)
        for marking in self.parent:
            if marking not in good:
                self.found.add("endless", self.name(marking & ~self.ends), self.path(marking))
                return
        for number, (_, _, one) in enumerate(self.moves):
            if number not in self.fired:
                self.found.add("dead", one.inputs[0][0].partition("/")[0], ())

    def doubled(self, rest: int, one: Transition) -> str:
        rest &= ~self.kills
        twice = [p for p in one.outputs if self.bit[p] & rest or one.outputs.count(p) > 1]
        return twice[0][0].partition("/")[0]

    def name(self, marking: int) -> str:
        """A node that holds one of the tokens."""
        return next(p for p in self.places if self.bit[p] & marking)[0].partition("/")[0]

    def path(self, marking: int) -> tuple[str, ...]:
        walked: list[str] = []
        while True:
            marking, one = self.parent[marking]
            if one is None:
                return tuple(walked)
            walked[:0] = one.label
