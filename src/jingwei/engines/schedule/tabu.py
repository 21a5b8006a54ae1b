"""Tabu search for the makespan of job shops: moves within the blocks of a critical path, judged by estimate.

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
    heads,
    moved,
    reordered,
    tails,
)  # fmt: skip

FAR = np.int64(1) << 60


class Memory(NamedTuple):
    """What a search remembers and where it calculates.

    forbidden[O, J]  until which iteration an operation may not come before the operation of a job on its machine
    best             topological order of the best graph found
    path, heads, tails, marks   room an operation each
    """

    forbidden: I64
    best: I64
    path: I64
    heads: I64
    line: I64
    marks: I64


def memory_of(operations: int, jobs: int) -> Memory:
    """An empty memory."""
    room = [np.zeros(operations, np.int64) for _ in range(5)]
    return Memory(np.zeros((operations, jobs), np.int64), *room)


@kernel
def critical_path(graph: Graph, longest: int, state: U64, path: I64) -> int:
    """Write one of the longest ways into `path`, each fork taken by chance; the answer is its length."""
    op, row, length = graph.op, graph.row, graph.length
    current, seen = -1, 0
    for machine in range(len(length)):
        if length[machine] > 0:
            one = row[machine, 0]
            if op[one, HEAD] == 0 and op[one, MINUTES] + op[one, TAIL] == longest:
                seen += 1
                if below(state, seen) == 0:
                    current = one
    count = 0
    while True:
        path[count] = current
        count += 1
        if op[current, TAIL] == 0:
            return count
        end, rest = op[current, HEAD] + op[current, MINUTES], op[current, TAIL]
        on, across = -1, -1
        if op[current, LAST] == 0 and op[current + 1, HEAD] == end:
            if op[current + 1, MINUTES] + op[current + 1, TAIL] == rest:
                on = current + 1
        machine, place = op[current, MACHINE], op[current, PLACE] + 1
        if place < length[machine]:
            after = row[machine, place]
            if op[after, HEAD] == end and op[after, MINUTES] + op[after, TAIL] == rest:
                across = after
        if on >= 0 and (across < 0 or below(state, 2) == 0):
            current = on
        else:
            current = across


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
    return longest


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
        op[one, FIRST] == 1 or op[other, HEAD] + op[other, MINUTES] >= op[one - 1, HEAD] + op[one - 1, MINUTES]
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


@kernel
def best_move(
    graph: Graph, memory: Memory, state: U64, count: int, now: int, least: int
) -> tuple[int, int, int]:
    """Machine, place and new place of the most promising move on the path; any if all are tabu; -1 if none."""
    op, path, forbidden = graph.op, memory.path, memory.forbidden
    value, ties, any_seen = FAR, 0, 0
    chosen = (-1, 0, 0)
    last_resort = (-1, 0, 0)
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
                if here == there or (way >= 2 and (place == low or place == high)):
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
                if guess >= least and is_tabu(graph, forbidden, machine, here, there, now):
                    any_seen += 1
                    if below(state, any_seen) == 0:
                        last_resort = (machine, here, there)
                    continue
                if guess < value:
                    value, ties, chosen = guess, 1, (machine, here, there)
                elif guess == value:
                    ties += 1
                    if below(state, ties) == 0:
                        chosen = (machine, here, there)
        begin = end + 1
    return chosen if chosen[0] >= 0 else last_resort


@kernel
def searched(
    graph: Graph, memory: Memory, state: U64, longest: int, iterations: int, bound: int
) -> tuple[int, int]:
    """Search until `iterations` in a row bring nothing better or the bound is reached.

    The graph has to be timed, with `longest` its makespan. Answers the least makespan found, whose order is in
    memory.best, and the number of iterations.
    """
    op, order, forbidden = graph.op, graph.order, memory.forbidden
    operations, jobs, machines = len(op), forbidden.shape[1], len(graph.length)
    short = 10 + jobs // machines
    long = short * 7 // 5 if jobs <= 2 * machines else short * 3 // 2
    least, idle, now = longest, 0, 0
    memory.best[:] = order
    forbidden[:] = 0
    while idle < iterations and least > bound:
        now += 1
        idle += 1
        count = critical_path(graph, longest, state, memory.path)
        machine, here, there = best_move(graph, memory, state, count, now, least)
        if machine < 0:
            break  # one block or one job from end to end: nothing is shorter
        one, other = graph.row[machine, here], graph.row[machine, there]
        until = now + short + below(state, long - short + 1)
        row = graph.row[machine]
        if here < there:
            for place in range(here + 1, there + 1):
                forbidden[one, op[row[place], JOB]] = until
        else:
            for place in range(there, here):
                forbidden[row[place], op[one, JOB]] = until
        moved(graph, machine, here, there)
        begin, end = reordered(graph, one, other, here < there, memory.marks)
        if begin < 0:
            moved(graph, machine, there, here)
            continue
        heads(graph, begin)
        longest = tails(graph, end)
        if longest < least:
            least, idle = longest, 0
            for rank in range(operations):
                memory.best[rank] = order[rank]
    return int(least), now
