"""Net change: a plan for a problem that differs a little, equal to a full run at the price of what it touches."""

import numpy as np

from jingwei.engines.arrays import I64, Flags, frozen
from jingwei.engines.bom import blow_through
from jingwei.engines.compiled import kernel
from jingwei.engines.mrp import tables as t
from jingwei.engines.mrp.gather import gathered
from jingwei.engines.mrp.plan import Plan
from jingwei.engines.mrp.problem import Problem
from jingwei.engines.mrp.run import carried_out, run
from jingwei.engines.mrp.screen import screened, unusual_rows
from jingwei.engines.mrp.tables import Tables


def replan(plan: Plan, problem: Problem) -> Plan:
    """The plan `run` would make of `problem`, from `plan`: only items with a difference, and what hangs on them.

    The engine finds the differences itself, whatever they are. `plan` stays as it is.
    """
    old = plan.problem
    if not (
        problem.bom.n_items == old.bom.n_items
        and problem.settings == old.settings
        and np.array_equal(problem.calendars.working, old.calendars.working)
    ):
        return run(problem)
    same_bom = problem.bom is old.bom
    bom = plan.bom if same_bom else blow_through(problem.bom)
    sheet, found = screened(problem)
    found.extend(unusual_rows(problem))
    tables = gathered(problem, bom, sheet, plan.tables.links if same_bom else None)
    touched = differing(tables, plan.tables, same_bom)
    if not same_bom:
        _lines(touched, bom.lines.component, tables, plan)
    state = plan.state
    if _rows_below(touched, tables, bom.lines.component, state.span) > _free(plan):
        return run(problem)
    before = touched.copy()
    spans = [one.copy() for one in (state.span, state.brief, state.note_span, state.taken_span)]
    with plan.room.lock:
        state = carried_out(
            tables, plan.room, spans, _arrival(plan, tables, touched), bom.lines.component, touched,
            problem.settings, whole=False,
        )  # fmt: skip
    changed = np.flatnonzero(
        before
        | (spans[0] != plan.state.span).any(axis=1)
        | (spans[2] != plan.state.note_span).any(axis=1)
        | (spans[3] != plan.state.taken_span).any(axis=1)
    )
    return Plan(problem, bom, tables, state, tuple(found), plan.room, frozen(changed))


def _free(plan: Plan) -> int:
    """Rows that can still be written beside the plan; beyond them a fresh plan is cheaper than more room."""
    return len(plan.room.start) - plan.room.used[0] - 2 * plan.problem.calendars.days


@kernel
def _rows_below(touched: Flags, tables: Tables, component: I64, span: I64) -> int:
    """How many planned orders the touched items and all below them have."""
    reached = touched.copy()
    rows = 0
    for item in tables.order:
        if reached[item]:
            rows += span[item, 1] - span[item, 0]
            for at in range(tables.below[item], tables.below[item + 1]):
                reached[component[tables.below_rows[at]]] = True
    return rows


def differing(new: Tables, old: Tables, same_bom: bool) -> Flags:
    """Items with other planning data, demands, receipts, by-products, replacements or safety levels."""
    touched = np.asarray((new.sheet != old.sheet).any(axis=1))
    groups = [
        (new.demands[:, :2], new.demand_first, old.demands[:, :2], old.demand_first),
        (new.receipts[:, :3], new.receipt_first, old.receipts[:, :3], old.receipt_first),
        (new.outputs, new.output_first, old.outputs, old.output_first),
        (new.replacing, new.replacing_first, old.replacing, old.replacing_first),
        (new.replaced, new.replaced_first, old.replaced, old.replaced_first),
        (new.levels, new.level_first, old.levels, old.level_first),
    ]
    if not same_bom:
        groups.append((_terms(new), new.above, _terms(old), old.above))
    for rows, first, others, other_first in groups:
        mark(touched, rows, first, others, other_first)
    return touched


def mark(touched: Flags, rows: I64, first: I64, others: I64, other_first: I64) -> None:
    """Touch the items whose rows are other ones than they were."""
    if rows is others or (
        len(rows) == len(others) and np.array_equal(first, other_first) and np.array_equal(rows, others)
    ):
        return
    count = np.diff(first)
    touched |= count != np.diff(other_first)
    item = np.repeat(np.arange(len(count)), count)
    kept = ~touched[item]
    at = np.arange(len(rows))[kept]
    item = item[kept]
    other = other_first[item] + at - first[item]
    touched[item[(rows[at] != others[other]).any(axis=1)]] = True


def _terms(tables: Tables) -> I64:
    """Lines by component with all that matters of them; their numbers do not."""
    columns = [t.PARENT, t.NUM, t.DEN, t.PLAIN]
    return np.column_stack([tables.links[:, columns], tables.terms[tables.links[:, t.LINE]]])


def _lines(touched: Flags, component: I64, tables: Tables, plan: Plan) -> None:
    """Parents whose lines differ say other things about a missing bill of materials."""
    old = plan.bom.lines

    def below(component: I64, tables: Tables) -> I64:
        return np.column_stack([component, tables.terms])[tables.below_rows]

    mark(
        touched, below(component, tables), tables.below, below(old.component, plan.tables), plan.tables.below
    )


def _arrival(plan: Plan, tables: Tables, touched: Flags) -> I64:
    """The planned arrival of receipts, as it was where the item's receipts are the same."""
    arrival = np.maximum(tables.receipts[:, t.DAY], 0)
    first, old_first = tables.receipt_first, plan.tables.receipt_first
    count = np.diff(first)
    item = np.repeat(np.arange(len(count)), count)
    kept = np.flatnonzero(~touched[item])
    arrival[kept] = plan.state.arrival[old_first[item[kept]] + kept - first[item[kept]]]
    return arrival
