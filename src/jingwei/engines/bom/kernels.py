"""Compiled loops over a bill of materials; a negative answer names the item whose quantity overflowed."""

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import OVERFLOW, plus, ratio_up


@kernel
def levelled(component: I64, below: I64, below_rows: I64, above: I64) -> tuple[I64, I64, int]:
    """Topological order, low-level codes and how many items were placed (fewer than all: a cycle)."""
    n = len(below) - 1
    waiting = np.empty(n, np.int64)
    level = np.zeros(n, np.int64)
    order = np.empty(n, np.int64)
    placed = 0
    for item in range(n):
        waiting[item] = above[item + 1] - above[item]
        if waiting[item] == 0:
            order[placed] = item
            placed += 1
    done = 0
    while done < placed:
        item = order[done]
        done += 1
        for at in range(below[item], below[item + 1]):
            child = component[below_rows[at]]
            level[child] = max(level[child], level[item] + 1)
            waiting[child] -= 1
            if waiting[child] == 0:
                order[placed] = child
                placed += 1
    return order, level, placed


@kernel
def reached(top: int, to: I64, first: I64, rows: I64) -> I64:
    """`top` and everything found by following `to` along the lines, in no particular order."""
    seen = np.zeros(len(first) - 1, np.bool_)
    found = np.empty(len(first) - 1, np.int64)
    found[0] = top
    seen[top] = True
    count, done = 1, 0
    while done < count:
        item = found[done]
        done += 1
        for at in range(first[item], first[item + 1]):
            other = to[rows[at]]
            if not seen[other]:
                seen[other] = True
                found[count] = other
                count += 1
    return found[:count].copy()


@kernel
def totals(
    items: I64, quantity: int, below: I64, below_rows: I64, component: I64,
    num: I64, den: I64, fixed: I64, live: np.ndarray,
) -> tuple[I64, int]:  # fmt: skip
    """Quantity of every item for one order of items[0]; `items` holds parents before components."""
    need = np.zeros(len(below) - 1, np.int64)
    need[items[0]] = quantity
    for item in items:
        if need[item] == 0:
            continue
        for at in range(below[item], below[item + 1]):
            row = below_rows[at]
            if not live[row]:
                continue
            child = component[row]
            share = ratio_up(need[item], num[row], den[row])
            total = OVERFLOW if share == OVERFLOW else plus(need[child], share)
            total = OVERFLOW if total == OVERFLOW else plus(total, fixed[row])
            if total == OVERFLOW:
                return need, child
            need[child] = total
    return need, -1


@kernel
def counted(items: I64, below: I64, below_rows: I64, component: I64, live: np.ndarray) -> tuple[int, int]:
    """Nodes of the tree under items[0], itself included, and the item where the count overflowed or -1."""
    nodes = np.zeros(len(below) - 1, np.int64)
    for at_item in range(len(items) - 1, -1, -1):
        item = items[at_item]
        total = 1
        for at in range(below[item], below[item + 1]):
            if live[below_rows[at]]:
                total = plus(total, nodes[component[below_rows[at]]])
                if total == OVERFLOW:
                    return 0, item
        nodes[item] = total
    return nodes[items[0]], -1


@kernel
def indented(
    top: int, quantity: int, nodes: int, below: I64, below_rows: I64, component: I64,
    num: I64, den: I64, fixed: I64, live: np.ndarray,
) -> tuple[I64, I64, I64, I64, I64, int]:  # fmt: skip
    """Pre-order rows: item, line, parent row, level, quantity; last the overflowing item or -1."""
    item = np.empty(nodes, np.int64)
    line = np.empty(nodes, np.int64)
    parent = np.empty(nodes, np.int64)
    level = np.empty(nodes, np.int64)
    amount = np.empty(nodes, np.int64)
    item[0], line[0], parent[0], level[0], amount[0] = top, -1, -1, 0, quantity
    cursor = np.empty(nodes, np.int64)
    cursor[0] = below[top]
    row, count = 0, 1
    while row >= 0:
        here = item[row]
        if cursor[row] == below[here + 1]:
            row = parent[row]
            continue
        edge = below_rows[cursor[row]]
        cursor[row] += 1
        if not live[edge]:
            continue
        share = ratio_up(amount[row], num[edge], den[edge])
        if share != OVERFLOW and amount[row] > 0:
            share = plus(share, fixed[edge])
        child = component[edge]
        if share == OVERFLOW:
            return item, line, parent, level, amount, child
        item[count], line[count], parent[count] = child, edge, row
        level[count], amount[count] = level[row] + 1, share
        cursor[count] = below[child]
        row = count
        count += 1
    return item, line, parent, level, amount, -1
