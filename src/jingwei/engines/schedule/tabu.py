"""Tabu search for the makespan of job shops, plain and flexible: moves off a critical path, judged by estimate.

Neighbourhood N7 of Zhang, Li, Guan & Rao (2007): operations of a block go right behind its last or right before its
first one, and these two to places inside, wherever the heads and tails prove that no circle closes. The estimate of a move is
that of Balas & Vazacopoulos (1998).
"""

from typing import NamedTuple

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.chance import U64, below
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.schedule.graph import (
    FIRST,
    HEAD,
    JOB,
    LAST,
    MACHINE,
    MINUTES,
    PLACE,
    TAIL,
    Graph,
    Stretch,
    enters,
    heads,
    longest_way,
    moved,
    reordered,
    tails,
    through,
)  # fmt: skip

FAR = np.int64(1) << 60

# where a search stands: iterations, those since something better, the longest way now and the shortest it has been
NOW, IDLE, LONGEST, LEAST = range(4)
# what a choice consists of: estimated makespan, how many are as good, who moves, in which mode, to which place
GUESS, TIES, WHO, WAY, PLACE_THERE = range(5)
SAME = -1  # a WAY: the operation stays on its machine


class Memory(NamedTuple):
    """What a search remembers and where it calculates.

    forbidden[O, J]  until which iteration an operation may not come before the operation of a job on its machine
    best             topological order of the best graph found
    barred[O, M]     until which iteration an operation may not come back to a machine it left
    stand[4]         NOW, IDLE, LONGEST, LEAST
    choice[2, 5]     the best move, and one of those that are tabu, in case there is no other
    path, heads, line, marks   room an operation each
    """

    forbidden: I64
    barred: I64
    best: I64
    machines: I64
    minutes: I64
    stand: I64
    choice: I64
    path: I64
    heads: I64
    line: I64
    marks: I64


def memory_of(operations: int, jobs: int, machines: int) -> Memory:
    """An empty memory."""
    forbidden, barred = np.zeros((operations, jobs), np.int64), np.zeros((operations, machines), np.int64)
    best, placed, lasting, *room = (np.zeros(operations, np.int64) for _ in range(7))
    stand, choice = np.zeros(4, np.int64), np.zeros((2, 5), np.int64)
    return Memory(forbidden, barred, best, placed, lasting, stand, choice, *room)


@inlined
def follows(op: I64, one: int, end: int, rest: int) -> bool:
    """Whether an operation continues a longest way that came to `end` with `rest` still to go."""
    return bool(op[one, HEAD] == end and op[one, MINUTES] + op[one, TAIL] == rest)


@kernel
def entrance(graph: Graph, stretch: Stretch, longest: int, state: U64) -> int:
    """An operation by which a longest way comes into the stretch, taken by chance."""
    op, row = graph.op, graph.row
    found, seen = -1, 0
    for machine in range(len(graph.length)):
        place = stretch.place[machine, 0]
        if place < stretch.place[machine, 1]:
            one = row[machine, place]
            if through(op, one) == longest and enters(graph, stretch, one):
                seen += 1
                if below(state, seen) == 0:
                    found = one
    for job in range(len(stretch.job)):
        one = stretch.job[job, 0]
        # The first of its row was met above.
        inner = one < stretch.job[job, 1] and op[one, PLACE] != stretch.place[op[one, MACHINE], 0]
        if inner and through(op, one) == longest and enters(graph, stretch, one):
            seen += 1
            if below(state, seen) == 0:
                found = one
    return found


@kernel
def critical_path(graph: Graph, stretch: Stretch, longest: int, state: U64, path: I64) -> int:
    """Write one of the longest ways through the stretch into `path`, each fork taken by chance; the answer is its length."""
    op, row = graph.op, graph.row
    current, count = entrance(graph, stretch, longest, state), 0
    while current >= 0:
        path[count] = current
        count += 1
        end, rest = op[current, HEAD] + op[current, MINUTES], op[current, TAIL]
        on, across = -1, -1
        if current + 1 < stretch.job[op[current, JOB], 1] and follows(op, current + 1, end, rest):
            on = current + 1
        machine, place = op[current, MACHINE], op[current, PLACE] + 1
        if place < stretch.place[machine, 1] and follows(op, row[machine, place], end, rest):
            across = row[machine, place]
        current = on if on >= 0 and (across < 0 or below(state, 2) == 0) else across
    return count


@inlined
def estimate(graph: Graph, memory: Memory, machine: int, here: int, there: int) -> int:
    """The longest way through the operations of a row between two places if the one `here` goes `there`."""
    op, row = graph.op, graph.row[machine]
    low, high = min(here, there), max(here, there)
    line, new_heads = memory.line, memory.heads
    count = high - low + 1
    if here < there:
        for slot in range(count - 1):
            line[slot] = row[low + slot + 1]
        line[count - 1] = row[here]
    else:
        line[0] = row[here]
        for slot in range(1, count):
            line[slot] = row[low + slot - 1]
    reach = np.int64(0)
    if low > 0:
        before = row[low - 1]
        reach = op[before, HEAD] + op[before, MINUTES]
    for slot in range(count):
        one = line[slot]
        head = reach
        if op[one, FIRST] == 0:
            head = max(head, op[one - 1, HEAD] + op[one - 1, MINUTES])
        new_heads[slot] = head
        reach = head + op[one, MINUTES]
    reach = np.int64(0)
    if high + 1 < graph.length[machine]:
        after = row[high + 1]
        reach = op[after, TAIL] + op[after, MINUTES]
    longest = np.int64(0)
    for slot in range(count - 1, -1, -1):
        one = line[slot]
        tail = reach
        if op[one, LAST] == 0:
            tail = max(tail, op[one + 1, TAIL] + op[one + 1, MINUTES])
        longest = max(longest, new_heads[slot] + op[one, MINUTES] + tail)
        reach = tail + op[one, MINUTES]
    return int(longest)


@inlined
def goes_behind(op: I64, one: int, other: int) -> bool:
    """Whether an operation can stand right behind a later one of its row without a circle, for certain."""
    return bool(
        op[one, LAST] == 1 or op[other, TAIL] + op[other, MINUTES] >= op[one + 1, TAIL] + op[one + 1, MINUTES]
    )


@inlined
def goes_before(op: I64, one: int, other: int) -> bool:
    """Whether an operation can stand right before an earlier one of its row without a circle, for certain."""
    return bool(
        op[one, FIRST] == 1
        or op[other, HEAD] + op[other, MINUTES] >= op[one - 1, HEAD] + op[one - 1, MINUTES]
    )


@inlined
def is_tabu(graph: Graph, forbidden: I64, machine: int, here: int, there: int, now: int) -> bool:
    """Whether a move would bring back an order that was given up lately."""
    op, row = graph.op, graph.row[machine]
    one, found = row[here], False
    if here < there:
        for place in range(here + 1, there + 1):
            found = found or forbidden[row[place], op[one, JOB]] > now
    else:
        for place in range(there, here):
            found = found or forbidden[one, op[row[place], JOB]] > now
    return found


@inlined
def consider(memory: Memory, state: U64, tabu: bool, guess: int, who: int, way: int, place: int) -> None:
    """Keep a move if it is the best so far, or as good and chance will have it."""
    choice = memory.choice[1 if tabu else 0]
    better = choice[TIES] == 0 or (guess < choice[GUESS] and not tabu)
    if better:
        choice[TIES] = 0
    if better or guess == choice[GUESS] or tabu:
        choice[TIES] += 1
        if below(state, choice[TIES]) == 0:
            choice[GUESS], choice[WHO], choice[WAY], choice[PLACE_THERE] = guess, who, way, place


@kernel
def moves_in_blocks(graph: Graph, memory: Memory, state: U64, count: int, now: int, least: int) -> None:
    """Consider the moves of N7 on the path."""
    op, path, forbidden = graph.op, memory.path, memory.forbidden
    begin = 0
    while begin < count:
        machine, end = op[path[begin], MACHINE], begin
        while end + 1 < count and op[path[end + 1], MACHINE] == machine:
            end += 1
        low, high = op[path[begin], PLACE], op[path[end], PLACE]
        row = graph.row[machine]
        # In four ways: a place right behind the last, right before the first, the first inside, the last inside.
        for way in range(4 if high > low else 0):
            for place in range(low, high + 1):
                here, there, right = place, high, True
                if way == 1:
                    there, right = low, False
                elif way == 2:
                    here, there = low, place
                elif way == 3:
                    here, there, right = high, place, False
                if here == there or (way >= 2 and place in (low, high)):
                    continue
                # The swap of two neighbours is met as moving the earlier one behind.
                if not right and here == there + 1 and (way == 3 or high == low + 1):
                    continue
                one, other = row[here], row[there]
                if right:
                    if not goes_behind(op, one, other):
                        continue
                elif not goes_before(op, one, other):
                    continue
                guess = estimate(graph, memory, machine, here, there)
                tabu = guess >= least and is_tabu(graph, forbidden, machine, here, there, now)
                consider(memory, state, tabu, guess, one, SAME, there)
        begin = end + 1


@kernel
def moves_elsewhere(
    graph: Graph, stretch: Stretch, memory: Memory, state: U64, count: int, now: int, least: int
) -> None:
    """Consider the other machines of the operations on the path."""
    op, ways = graph.op, graph.ways
    for at in range(count):
        one = memory.path[at]
        if ways[one + 1] - ways[one] == 1:
            continue
        from_before, opened, to_after, closed = np.int64(0), np.int64(-1), np.int64(0), FAR
        if op[one, FIRST] == 0:
            opened = op[one - 1, HEAD]
            from_before = opened + op[one - 1, MINUTES]
        if op[one, LAST] == 0:
            to_after = op[one + 1, TAIL] + op[one + 1, MINUTES]
            if one + 1 < stretch.job[op[one, JOB], 1]:
                closed = op[one + 1, HEAD] + op[one + 1, MINUTES]
        for way in range(ways[one], ways[one + 1]):
            machine, minutes = graph.way[way, 0], graph.way[way, 1]
            if machine == op[one, MACHINE]:
                continue
            row, length = graph.row[machine], graph.length[machine]
            barred, low, high = (
                memory.barred[one, machine] > now,
                stretch.place[machine, 0],
                stretch.place[machine, 1],
            )
            for place in range(low, high + 1):
                head, tail = from_before, to_after
                if place > 0:
                    before = row[place - 1]
                    if op[before, HEAD] >= closed:
                        break
                    head = max(head, op[before, HEAD] + op[before, MINUTES])
                if place < length:
                    after = row[place]
                    if place < high and op[after, HEAD] + op[after, MINUTES] <= opened:
                        continue
                    tail = max(tail, op[after, TAIL] + op[after, MINUTES])
                guess = head + minutes + tail
                consider(memory, state, barred and guess >= least, guess, one, way, place)


@kernel
def remember(graph: Graph, memory: Memory, one: int, way: int, there: int, until: int) -> None:
    """Forbid for a while what a move gives up."""
    op, here = graph.op, graph.op[one, PLACE]
    row = graph.row[op[one, MACHINE]]
    if way != SAME:
        memory.barred[one, op[one, MACHINE]] = until
    elif here < there:
        for place in range(here + 1, there + 1):
            memory.forbidden[one, op[row[place], JOB]] = until
    else:
        for place in range(there, here):
            memory.forbidden[row[place], op[one, JOB]] = until


@kernel
def keep(graph: Graph, stretch: Stretch, memory: Memory) -> None:
    """Note the stretch as it is in the best graph found so far."""
    for rank in range(stretch.rank[0], stretch.rank[1]):
        operation = graph.order[rank]
        memory.best[rank] = operation
        memory.machines[operation] = graph.op[operation, MACHINE]
        memory.minutes[operation] = graph.op[operation, MINUTES]


@kernel
def begun(graph: Graph, stretch: Stretch, memory: Memory, longest: int) -> None:
    """Begin a search from a timed graph with its makespan."""
    memory.forbidden[:] = 0
    memory.barred[:] = 0
    memory.stand[NOW], memory.stand[IDLE] = 0, 0
    memory.stand[LONGEST], memory.stand[LEAST] = longest, longest
    keep(graph, stretch, memory)


@kernel
def searched(
    graph: Graph, stretch: Stretch, memory: Memory, state: U64, patience: int, most: int, bound: int
) -> bool:
    """Go on until `patience` iterations bring nothing better, for `most` in all, or to the bound; whether it ended of itself.

    What was found is in `memory`: the shortest makespan in its `stand`, its order in `best`, the machine and minutes
    of each operation.
    """
    op, choice, stand = graph.op, memory.choice, memory.stand
    jobs, machines = memory.forbidden.shape[1], len(graph.length)
    flexible = len(graph.way) > len(op)
    short = 10 + jobs // machines
    long = short * 7 // 5 if jobs <= 2 * machines else short * 3 // 2
    until = stand[NOW] + most
    while stand[IDLE] < patience and stand[NOW] < until and stand[LEAST] > bound:
        stand[NOW] += 1
        stand[IDLE] += 1
        now, least = stand[NOW], stand[LEAST]
        choice[:, TIES] = 0
        count = critical_path(graph, stretch, stand[LONGEST], state, memory.path)
        moves_in_blocks(graph, memory, state, count, now, least)
        if flexible:
            moves_elsewhere(graph, stretch, memory, state, count, now, least)
        chosen = choice[0] if choice[0, TIES] > 0 else choice[1]
        if chosen[TIES] == 0:
            return True  # one block or one job from end to end: nothing is shorter
        one, way, there = chosen[WHO], chosen[WAY], chosen[PLACE_THERE]
        remember(graph, memory, one, way, there, now + short + below(state, long - short + 1))
        here, machine, minutes = op[one, PLACE], op[one, MACHINE], op[one, MINUTES]
        if way == SAME:
            moved(graph, one, machine, minutes, there)
        else:
            moved(graph, one, graph.way[way, 0], graph.way[way, 1], there)
            stretch.place[machine, 1] -= 1
            stretch.place[op[one, MACHINE], 1] += 1
        stood = graph.rank[one]
        begin, end = reordered(graph, one, memory.marks)
        if begin < 0:
            if way != SAME:
                stretch.place[op[one, MACHINE], 1] -= 1
                stretch.place[machine, 1] += 1
            moved(graph, one, machine, minutes, here)
            continue
        heads(graph, min(begin, stood), stretch.rank[1])
        tails(graph, max(end, stood), stretch.rank[0])
        stand[LONGEST] = longest_way(graph, stretch)
        if stand[LONGEST] < least:
            stand[LEAST], stand[IDLE] = stand[LONGEST], 0
            keep(graph, stretch, memory)
    return bool(stand[IDLE] >= patience or stand[LEAST] <= bound)
