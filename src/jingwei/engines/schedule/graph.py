"""A job shop as a graph: heads, tails and a topological order that a move repairs where it breaks it.

For shops without pauses, setups and fixed dates, where the makespan is the longest path.
"""

from typing import NamedTuple

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.schedule.problem import Problem

# columns of an operation: one line of cache
MACHINE, MINUTES, FIRST, LAST, JOB, PLACE, HEAD, TAIL = range(8)


class Graph(NamedTuple):
    """Operations in the rows of their machines.

    op[O, 8]      MACHINE, MINUTES; whether it is the FIRST or LAST of its JOB; PLACE in its row; HEAD, the longest
                  way to its start; TAIL, the longest way from its end
    row[M, R]     operations of machine m in order, row[m, :length[m]]
    order, rank   a topological order and where each operation stands in it
    ways, way     modes of operation o: way[ways[o]:ways[o + 1]], each a machine and its minutes
    """

    op: I64
    row: I64
    length: I64
    order: I64
    rank: I64
    ways: I64
    way: I64


class Stretch(NamedTuple):
    """The part of a topological order in which operations are moved: what is before it keeps its heads, what is behind
    it its tails.

    rank[2]      of its first operation and behind its last
    place[M, 2]  places of each row in it, the first and behind the last
    job[J, 2]    operations of each job in it, the first and behind the last
    """

    rank: I64
    place: I64
    job: I64


def stretch_of(problem: Problem) -> Stretch:
    """Room for a stretch."""
    jobs = len(problem.release)
    return Stretch(
        np.zeros(2, np.int64), np.zeros((problem.machines, 2), np.int64), np.zeros((jobs, 2), np.int64)
    )


@kernel
def stretched(graph: Graph, stretch: Stretch, low: int, high: int) -> None:
    """Put a stretch from one rank to before another."""
    op, order = graph.op, graph.order
    stretch.rank[0], stretch.rank[1] = low, high
    stretch.place[:] = 0
    for operation in range(len(op)):
        if op[operation, FIRST] == 1:
            stretch.job[op[operation, JOB], :] = operation
    for rank in range(high):
        one = order[rank]
        machine, job = op[one, MACHINE], op[one, JOB]
        stretch.place[machine, 1] += 1
        stretch.job[job, 1] += 1
        if rank < low:
            stretch.place[machine, 0] += 1
            stretch.job[job, 0] += 1


def graph_of(problem: Problem) -> Graph:
    """The graph of a shop with empty rows, every operation on the first of its machines that is quickest."""
    count, head, last = problem.operations, problem.job_first[:-1], problem.job_first[1:] - 1
    filled = np.diff(problem.job_first) > 0
    op = np.zeros((count, 8), np.int64)
    op[head[filled], FIRST], op[last[filled], LAST], op[:, JOB] = 1, 1, problem.job_of
    owner = np.repeat(np.arange(count), np.diff(problem.mode_first))
    quickest = np.lexsort((problem.mode_minutes, owner))[problem.mode_first[:-1]]
    op[:, MACHINE], op[:, MINUTES] = problem.mode_machine[quickest], problem.mode_minutes[quickest]
    room = np.bincount(problem.mode_machine, minlength=problem.machines)
    row = np.full((problem.machines, int(room.max(initial=1))), -1, np.int64)
    way = np.stack([problem.mode_machine, problem.mode_minutes], axis=1)
    length = np.zeros(problem.machines, np.int64)
    return Graph(op, row, length, np.arange(count), np.arange(count), problem.mode_first, way)


def copied(graph: Graph) -> Graph:
    """The same graph apart from the original."""
    op, row, length, order, rank = (one.copy() for one in graph[:5])
    return Graph(op, row, length, order, rank, graph.ways, graph.way)


@kernel
def lined_up(graph: Graph, order: I64) -> int:
    """Fill the rows from a topological order; the makespan."""
    filled = graph.length
    filled[:] = 0
    for rank in range(len(order)):
        operation = order[rank]
        machine = graph.op[operation, MACHINE]
        graph.row[machine, filled[machine]] = operation
        graph.op[operation, PLACE] = filled[machine]
        filled[machine] += 1
        graph.order[rank], graph.rank[operation] = operation, rank
    heads(graph, 0, len(order))
    tails(graph, len(order) - 1, 0)
    longest = np.int64(0)
    # A longest way begins with an operation nothing comes before, not on its machine either.
    for machine in range(len(filled)):
        if filled[machine] > 0:
            first = graph.row[machine, 0]
            longest = max(longest, graph.op[first, HEAD] + graph.op[first, MINUTES] + graph.op[first, TAIL])
    return int(longest)


@kernel
def heads(graph: Graph, begin: int, end: int) -> None:
    """Heads of the operations from a rank on to before another."""
    op, row, order = graph.op, graph.row, graph.order
    for rank in range(begin, end):
        operation = order[rank]
        head = np.int64(0)
        if op[operation, FIRST] == 0:
            head = op[operation - 1, HEAD] + op[operation - 1, MINUTES]
        place = op[operation, PLACE]
        if place > 0:
            before = row[op[operation, MACHINE], place - 1]
            head = max(head, op[before, HEAD] + op[before, MINUTES])
        op[operation, HEAD] = head


@kernel
def tails(graph: Graph, begin: int, end: int) -> None:
    """Tails of the operations from a rank down to another."""
    op, row, order, length = graph.op, graph.row, graph.order, graph.length
    for rank in range(begin, end - 1, -1):
        operation = order[rank]
        tail = np.int64(0)
        if op[operation, LAST] == 0:
            tail = op[operation + 1, TAIL] + op[operation + 1, MINUTES]
        machine, place = op[operation, MACHINE], op[operation, PLACE] + 1
        if place < length[machine]:
            after = row[machine, place]
            tail = max(tail, op[after, TAIL] + op[after, MINUTES])
        op[operation, TAIL] = tail


@inlined
def through(op: I64, one: int) -> int:
    """The longest way through an operation."""
    return int(op[one, HEAD] + op[one, MINUTES] + op[one, TAIL])


@inlined
def enters(graph: Graph, stretch: Stretch, one: int) -> bool:
    """Whether a longest way to an operation of a stretch comes from before it."""
    op = graph.op
    head = np.int64(0)
    if op[one, FIRST] == 0 and one == stretch.job[op[one, JOB], 0]:
        head = op[one - 1, HEAD] + op[one - 1, MINUTES]
    machine, place = op[one, MACHINE], op[one, PLACE]
    if place > 0 and place == stretch.place[machine, 0]:
        before = graph.row[machine, place - 1]
        head = max(head, op[before, HEAD] + op[before, MINUTES])
    return bool(op[one, HEAD] == head)


@kernel
def longest_way(graph: Graph, stretch: Stretch) -> int:
    """The longest way through a stretch; it comes in where nothing of the stretch is before, on the machine or in the job."""
    op, longest = graph.op, 0
    for machine in range(len(graph.length)):
        if stretch.place[machine, 0] < stretch.place[machine, 1]:
            longest = max(longest, through(op, graph.row[machine, stretch.place[machine, 0]]))
    for job in range(len(stretch.job)):
        if stretch.job[job, 0] < stretch.job[job, 1]:
            longest = max(longest, through(op, stretch.job[job, 0]))
    return longest


@kernel
def moved(graph: Graph, operation: int, machine: int, minutes: int, there: int) -> None:
    """Take an operation to a place of a machine, where it takes `minutes`."""
    op, row, length = graph.op, graph.row, graph.length
    old, here = op[operation, MACHINE], op[operation, PLACE]
    if old == machine:
        step = 1 if there > here else -1
        for place in range(here, there, step):
            row[machine, place] = row[machine, place + step]
            op[row[machine, place], PLACE] = place
    else:
        length[old] -= 1
        for place in range(here, length[old]):
            row[old, place] = row[old, place + 1]
            op[row[old, place], PLACE] = place
        for place in range(length[machine], there, -1):
            row[machine, place] = row[machine, place - 1]
            op[row[machine, place], PLACE] = place
        length[machine] += 1
    row[machine, there] = operation
    op[operation, PLACE], op[operation, MACHINE], op[operation, MINUTES] = there, machine, minutes


@kernel
def reordered(graph: Graph, operation: int, reached: I64) -> tuple[int, int]:
    """Repair the order after an operation was moved to where it stands now.

    If it now follows one that is behind it in the order, or precedes one that is before it, the stretch between the two is
    put right: what leads to the one that has to come first goes to the front and the rest behind it, each in the order it had.
    Answers the first and last rank of the stretch, or -1 where the move closed a circle; then the order is as
    before. `reached` is room for a mark an operation, all zero.
    """
    op, row, order, rank = graph.op, graph.row, graph.order, graph.rank
    machine, place, here = op[operation, MACHINE], op[operation, PLACE], rank[operation]
    low, high, ahead, behind = here, here, operation, operation
    if place > 0 and rank[row[machine, place - 1]] > here:
        ahead = row[machine, place - 1]
        high = rank[ahead]
    elif place + 1 < graph.length[machine] and rank[row[machine, place + 1]] < here:
        behind = row[machine, place + 1]
        low = rank[behind]
    if low == high:
        return int(here), int(here)
    reached[ahead] = 1
    for at in range(high, low - 1, -1):
        one = order[at]
        if reached[one] == 0:
            continue
        if op[one, FIRST] == 0 and rank[one - 1] >= low:
            reached[one - 1] = 1
        if op[one, PLACE] > 0:
            before = row[op[one, MACHINE], op[one, PLACE] - 1]
            if rank[before] >= low:
                reached[before] = 1
    circle = reached[behind] == 1
    kept = np.empty(high - low + 1, np.int64)
    count, slot = 0, low
    for at in range(low, high + 1):
        one = order[at]
        if reached[one] == 1 and not circle:
            order[slot] = one
            slot += 1
        elif not circle:
            kept[count] = one
            count += 1
        reached[one] = 0
    if circle:
        return -1, -1
    for at in range(count):
        order[slot + at] = kept[at]
    for at in range(low, high + 1):
        rank[order[at]] = at
    return int(low), int(high)
