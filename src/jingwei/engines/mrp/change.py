"""Net change: a plan for a problem that differs a little, equal to a full run at the price of what it touches."""

import numpy as np

from jingwei.engines.arrays import I64, Flags, frozen
from jingwei.engines.bom import blow_through
from jingwei.engines.compiled import kernel
from jingwei.engines.mrp import tables as t
from jingwei.engines.mrp.gather import gathered, same_parts
from jingwei.engines.mrp.plan import Plan
from jingwei.engines.mrp.problem import Problem
from jingwei.engines.mrp.run import carried_out, planned_afresh, run
from jingwei.engines.mrp.screen import screened, unusual_rows
from jingwei.engines.mrp.tables import State, Tables

# What the sheet of the kernels is made of.
SHEET = frozenset({"items", "bom", "safety", "outputs", "replacements"})


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
    same = same_parts(problem, old)
    bom = plan.bom if "bom" in same else blow_through(problem.bom)
    known = same >= SHEET
    sheet, wrong = (plan.tables.sheet, plan.wrong) if known else screened(problem)
    tables = gathered(problem, bom, sheet, plan.tables, same)
    touched = differing(tables, plan.tables, "bom" in same)
    if "bom" not in same:
        _lines(touched, bom.lines.component, tables, plan)
    if _rows_below(touched, tables, bom.lines.component, plan.state.span) > _free(plan):
        return planned_afresh(problem, bom, tables, wrong)
    before = touched.copy()
    stood = plan.state
    spans = [one.copy() for one in (stood.span, stood.brief, stood.note_span, stood.taken_span)]
    with plan.room.lock:
        state = carried_out(
            tables, plan.room, spans, _arrival(plan, tables, touched), bom.lines.component, touched,
            problem.settings, whole=False,
        )  # fmt: skip
    changed = _moved(before, spans[0], spans[2], spans[3], stood)
    return Plan(problem, bom, tables, state, wrong, unusual_rows(problem), plan.room, frozen(changed))


@kernel
def _moved(touched: Flags, span: I64, note_span: I64, taken_span: I64, stood: State) -> I64:
    """Items that were touched or whose rows stand elsewhere than they `stood`."""
    items = np.empty(len(touched), np.int64)
    count = 0
    for item in range(len(touched)):
        moved = touched[item]
        for end in range(2):
            moved = (
                moved
                or span[item, end] != stood.span[item, end]
                or note_span[item, end] != stood.note_span[item, end]
                or taken_span[item, end] != stood.taken_span[item, end]
            )
        items[count] = item
        count += moved
    return items[:count].copy()


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
    touched = np.zeros(len(new.sheet), np.bool_)
    if new.sheet is not old.sheet:
        each = np.arange(len(new.sheet) + 1)
        mark(touched, new.sheet, each, old.sheet, each)
    # Where a demand or receipt stands among the rows of the problem makes no difference to the plan.
    mark(touched, new.demands, new.demand_first, old.demands, old.demand_first, 2)
    mark(touched, new.receipts, new.receipt_first, old.receipts, old.receipt_first, 3)
    mark(touched, new.outputs, new.output_first, old.outputs, old.output_first)
    mark(touched, new.replacing, new.replacing_first, old.replacing, old.replacing_first)
    mark(touched, new.replaced, new.replaced_first, old.replaced, old.replaced_first)
    mark(touched, new.levels, new.level_first, old.levels, old.level_first)
    if not same_bom:
        mark(touched, _terms(new), new.above, _terms(old), old.above)
    return touched


def mark(
    touched: Flags, rows: I64, first: I64, others: I64, other_first: I64, columns: int | None = None
) -> None:
    """Touch the items whose rows are other ones than they were, in the first so many columns."""
    if rows is not others:
        _marked(touched, rows, first, others, other_first, rows.shape[1] if columns is None else columns)


@kernel
def _marked(touched: Flags, rows: I64, first: I64, others: I64, other_first: I64, columns: int) -> None:
    for item in range(len(first) - 1):
        begin, other = first[item], other_first[item]
        count = first[item + 1] - begin
        same = other_first[item + 1] - other == count
        for at in range(count if same else 0):
            for column in range(columns):
                same = same and rows[begin + at, column] == others[other + at, column]
        touched[item] = touched[item] or not same


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
    if tables.receipts is plan.tables.receipts:
        return plan.state.arrival.copy()
    arrival = np.maximum(tables.receipts[:, t.DAY], 0)
    _kept(arrival, tables.receipt_first, plan.state.arrival, plan.tables.receipt_first, touched)
    return arrival


@kernel
def _kept(arrival: I64, first: I64, old: I64, old_first: I64, touched: Flags) -> None:
    for item in range(len(touched)):
        if not touched[item]:
            arrival[first[item] : first[item + 1]] = old[old_first[item] : old_first[item + 1]]
