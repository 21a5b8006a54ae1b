"""The same flow as a Petri net, and rules that shrink it without changing whether it is sound.

A jump that leaves a block becomes a choice before its split: cancelled branches are as if never begun.
A rejection to a node that arrows reach anyway needs no transition: a jump gives a marking arrows give too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from jingwei.spec.flow.graph import Net, Place


@dataclass(slots=True)
class Transition:
    """Takes its inputs, gives its outputs; `label` names the nodes it stands for."""

    inputs: tuple[Place, ...]
    outputs: tuple[Place, ...]
    label: tuple[str, ...]


@dataclass(slots=True)
class Petri:
    """`ends` take a token in for good; a token on one of `kills` is the end of everything."""

    initial: Place
    ends: frozenset[Place]
    kills: frozenset[Place]
    transitions: list[Transition] = field(default_factory=list)


def petri(net: Net) -> Petri:
    """The net of what can be reached from the start."""
    nodes = {slug: net.nodes[slug] for slug in sorted(net.reached)}
    ends = frozenset((slug, 0) for slug, node in nodes.items() if node.gate == "end")
    kills = frozenset((slug, 0) for slug, node in nodes.items() if node.gate == "kill")
    made = Petri((net.start, 0), ends, kills)
    for slug in nodes:
        made.transitions.extend(transitions(net, slug))
    return made


def inputs(net: Net, slug: str) -> tuple[Place, ...]:
    """Where a token must be for the node to fire."""
    return tuple((slug, number) for number in range(len(net.groups.get(slug, ((),)))))


def transitions(net: Net, slug: str) -> Iterator[Transition]:
    ways, taken = net.drawn[slug], inputs(net, slug)
    gate = net.nodes[slug].gate
    if gate == "one":
        for arrow in ways:
            block = net.left_by(arrow) if arrow in net.jumps else None
            source = taken if block is None else inputs(net, block.split)
            yield Transition(source, (net.target[arrow],), (slug,))
    elif gate == "some" and len(ways) > 1:
        branches = tuple((f"{slug}/{index}", 0) for _, index in ways)
        yield Transition(taken, branches, (slug,))
        for arrow, branch in zip(ways, branches, strict=True):
            yield Transition((branch,), (net.target[arrow],), ())
            if arrow in net.skipping:
                yield Transition((branch,), (net.skipping[arrow],), ())
    elif ways:
        yield Transition(taken, tuple(net.target[arrow] for arrow in ways), (slug,))


class Reduction:
    """Shrinks a net in place; each rule keeps every fault findable and adds none.

    With `forgo_kills` a free choice to end everything is left out: what is sound without it is sound with it.
    """

    def __init__(self, net: Petri, forgo_kills: bool = False) -> None:
        self.net, self.forgo_kills = net, forgo_kills
        self.transitions = dict(enumerate(net.transitions))
        self.into: dict[Place, set[int]] = {net.initial: set()}
        self.out: dict[Place, set[int]] = {net.initial: set()}
        for number, one in self.transitions.items():
            self._link(number, one)

    def run(self) -> Petri:
        rules = (self.same, self.series, self.chain, self.choice, self.twins)
        while any(rule() for rule in rules):
            pass
        self.net.transitions = [self.transitions[number] for number in sorted(self.transitions)]
        return self.net

    def _link(self, number: int, one: Transition) -> None:
        self.transitions[number] = one
        for place in one.inputs:
            self.out.setdefault(place, set()).add(number)
            self.into.setdefault(place, set())
        for place in one.outputs:
            self.into.setdefault(place, set()).add(number)
            self.out.setdefault(place, set())

    def _unlink(self, number: int) -> Transition:
        one = self.transitions.pop(number)
        for place in one.inputs:
            self.out[place].discard(number)
        for place in one.outputs:
            self.into[place].discard(number)
        return one

    def _change(self, number: int, outputs: tuple[Place, ...], label: tuple[str, ...]) -> None:
        one = self._unlink(number)
        self._link(number, Transition(one.inputs, outputs, label))

    def _forget(self, place: Place) -> None:
        del self.into[place], self.out[place]

    def same(self) -> bool:
        """Of transitions that do the same one is enough, and one that changes nothing is none."""
        seen: set[tuple[object, object]] = set()
        gone = []
        for number, one in self.transitions.items():
            key = (one.inputs, tuple(sorted(one.outputs)))
            idle = one.inputs == one.outputs and self._else(number, one)
            forgone = (
                self.forgo_kills
                and self._kills(one)
                and not all(self._kills(self.transitions[n]) for n in self.out[one.inputs[0]])
            )
            if key in seen or idle or forgone:
                gone.append(number)
            seen.add(key)
        for number in gone:
            self._unlink(number)
        return bool(gone)

    def _else(self, number: int, one: Transition) -> bool:
        """Whether its first place can also be left in another way that leads somewhere."""
        others = (self.transitions[n] for n in self.out[one.inputs[0]] if n != number)
        return any(other.inputs != other.outputs for other in others)

    def _kills(self, one: Transition) -> bool:
        return len(one.inputs) == 1 and set(one.outputs) <= self.net.kills

    def series(self) -> bool:
        """A place whose token can only move on to another place is that place."""
        changed = False
        for place in list(self.out):
            if len(self.out[place]) != 1:
                continue
            (number,) = self.out[place]
            one = self.transitions[number]
            if one.inputs != (place,) or len(one.outputs) != 1:
                continue
            (after,) = one.outputs
            if after == place or after in self.net.kills:
                continue
            self._unlink(number)
            for before in list(self.into[place]):
                made = self.transitions[before]
                outputs = tuple(after if p == place else p for p in made.outputs)
                self._change(before, outputs, made.label + one.label)
            if self.net.initial == place:
                self.net.initial = after
            self._forget(place)
            changed = True
        return changed

    def chain(self) -> bool:
        """Two transitions with nothing but one place between them are one."""
        changed = False
        for place in list(self.out):
            if place == self.net.initial or len(self.out[place]) != 1 or len(self.into[place]) != 1:
                continue
            (number,), (before,) = self.out[place], self.into[place]
            one, made = self.transitions[number], self.transitions[before]
            if number == before or one.inputs != (place,) or made.outputs.count(place) != 1:
                continue
            if self.net.kills & set(one.outputs):
                continue
            self._unlink(number)
            rest = tuple(p for p in made.outputs if p != place)
            self._change(before, rest + one.outputs, made.label + one.label)
            self._forget(place)
            changed = True
        return changed

    def choice(self) -> bool:
        """A choice that only ever follows one other choice is part of it."""
        changed = False
        for place in list(self.out):
            if place == self.net.initial or len(self.into[place]) != 1 or not self.out[place]:
                continue
            (before,) = self.into[place]
            made = self.transitions[before]
            after = [self.transitions[number] for number in sorted(self.out[place])]
            if made.outputs != (place,) or len(made.inputs) != 1 or made.inputs == (place,):
                continue
            if any(one.inputs != (place,) or self.net.kills & set(one.outputs) for one in after):
                continue
            self._unlink(before)
            for number, one in zip(sorted(self.out[place]), after, strict=True):
                self._unlink(number)
                self._link(number, Transition(made.inputs, one.outputs, made.label + one.label))
            self._forget(place)
            changed = True
        return changed

    def twins(self) -> bool:
        """Of places filled and emptied together one is enough."""
        seen: dict[tuple[frozenset[int], frozenset[int]], Place] = {}
        changed = False
        for place in sorted(self.out):
            if place == self.net.initial or place in self.net.kills or not self.into[place]:
                continue
            if any(self.transitions[n].outputs.count(place) != 1 for n in self.into[place]):
                continue
            key = (frozenset(self.into[place]), frozenset(self.out[place]))
            if key not in seen:
                seen[key] = place
                continue
            if not key[1] and place not in self.net.ends:
                continue
            for number in list(self.into[place] | self.out[place]):
                one = self._unlink(number)
                taken = tuple(p for p in one.inputs if p != place)
                given = tuple(p for p in one.outputs if p != place)
                self._link(number, Transition(taken, given, one.label))
            self._forget(place)
            changed = True
        return changed
