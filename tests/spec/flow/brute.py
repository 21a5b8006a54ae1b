"""The token game played out in full: no reduction, every jump carried out, every marking looked at."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from jingwei.spec.flow.graph import Net, Place, landing

Marking = frozenset[Place]


@dataclass
class Played:
    """All markings that are reached, by arrows alone and with jumps, and what went wrong."""

    markings: set[Marking] = field(default_factory=set)
    troubles: set[str] = field(default_factory=set)
    complete: bool = True


class UnsafeError(Exception):
    """Two tokens on one place."""


def play(net: Net, jumps: bool, limit: int = 20_000) -> Played:
    """With `jumps` every rejection is a move; final is where all tokens, or one for all, end the case."""
    played = Played()
    first = frozenset({(net.start, 0)})
    todo, after, final, fired = deque((first,)), {}, set(), set()
    played.markings.add(first)
    while todo:
        marking = todo.popleft()
        if over(net, marking):
            final.add(marking)
        try:
            following = set(moves(net, marking, jumps, fired))
        except UnsafeError:
            played.troubles.add("unsynchronised")
            continue
        if not following and marking not in final:
            played.troubles.add("stuck")
        after[marking] = following
        for one in following - played.markings:
            played.markings.add(one)
            todo.append(one)
        if len(played.markings) > limit:
            played.complete = False
            return played
    if not played.troubles:
        judge(net, played, after, final, fired)
    return played


def over(net: Net, marking: Marking) -> bool:
    gates = [net.nodes[slug].gate for slug, _ in marking]
    return "kill" in gates or all(gate == "end" for gate in gates)


def moves(net: Net, marking: Marking, jumps: bool, fired: set[str]) -> Iterator[Marking]:
    for slug in {slug for slug, _ in marking}:
        node = net.nodes[slug]
        taken = {(slug, number) for number in range(len(net.groups.get(slug, ((),))))}
        if node.gate in ("end", "kill") or not taken <= marking:
            continue
        fired.add(slug)
        rest = marking - taken
        ways = [(slug, index) for index in range(len(node.ways))]
        if node.gate == "one":
            for way in ways:
                if way not in net.jumps:
                    yield put(net, rest, [net.target[way]])
                elif jumps:
                    landed = landing(net, set(rest), net.target[way])
                    if landed is None:
                        raise UnsafeError
                    kept, filled = landed
                    yield put(net, kept, [net.target[way], *filled])
        elif node.gate == "all" or len(ways) == 1:
            yield put(net, rest, [net.target[way] for way in ways])
        else:
            for chosen in range(1, 1 << len(ways)):
                yield put(net, rest, [
                    (net.target if chosen >> index & 1 else net.skipping)[way]
                    for index, way in enumerate(ways)
                ])  # fmt: skip


def put(net: Net, rest: Marking, places: list[Place]) -> Marking:
    kills = {place for place in places if net.nodes[place[0]].gate == "kill"}
    if len(set(places)) < len(places) or rest & (set(places) - kills):
        raise UnsafeError
    return rest | set(places)


def judge(net: Net, played: Played, after: dict, final: set[Marking], fired: set[str]) -> None:
    good = set(final)
    while True:
        more = {m for m, following in after.items() if m not in good and following & good}
        if not more:
            break
        good |= more
    if good != played.markings:
        played.troubles.add("endless")
    marked = {slug for marking in played.markings for slug, _ in marking}
    stops = {slug for slug, node in net.nodes.items() if node.gate in ("end", "kill")}
    if set(net.nodes) - fired - (stops & marked):
        played.troubles.add("dead")
