"""A feasible plan at once: several dispatching rules, the one with the least weighted tardiness wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.refusal import HorizonExceededError, InvalidInputError
from jingwei.engines.schedule import rules
from jingwei.engines.schedule.evaluate import CircularSequenceError
from jingwei.engines.schedule.kernels import ALL_PLACED, CIRCULAR
from jingwei.engines.schedule.plan import Schedule, tardiness
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.staffed import arranged
from jingwei.engines.schedule.tables import Shop, shop_of


class Priority(IntEnum):
    """Earliest due date, shortest minutes, most work remaining, apparent tardiness cost with setups."""

    EDD = rules.EDD
    SPT = rules.SPT
    MWKR = rules.MWKR
    ATCS = rules.ATCS


@dataclass(frozen=True, slots=True)
class Rule:
    """A priority; ATCS also weighs slack (large = looks further ahead) and setup (large = cares less)."""

    priority: Priority
    slack: float = 2.0
    setup: float = 0.6

    def __post_init__(self) -> None:
        if not (self.slack > 0 and self.setup > 0):
            raise InvalidInputError(
                "规则参数必须为正数。", "The parameters of a rule must be positive.", ("rule",)
            )


PORTFOLIO: tuple[Rule, ...] = (
    *(
        Rule(Priority.ATCS, slack, setup)
        for slack in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
        for setup in (0.2, 0.6, 2.0)
    ),
    Rule(Priority.EDD),
    Rule(Priority.SPT),
    Rule(Priority.MWKR),
)


AMONG: tuple[Rule, ...] = (
    *(Rule(Priority.ATCS, slack) for slack in (1.0, 4.0, 16.0)),
    Rule(Priority.EDD),
    Rule(Priority.MWKR),
)
"""The rules that are tried where more than machines is short: there a rule costs more, and choices of people count more."""


def dispatch(problem: Problem, tried: Sequence[Rule] = PORTFOLIO) -> Schedule:
    """The best schedule of the rules in `tried` by weighted tardiness; the first of them on a tie.

    Raises HorizonExceededError naming an operation when no rule fits everything before the calendars end.
    """
    shop = shop_of(problem)
    best: Schedule | None = None
    least = 0
    late = -1
    for rule in tried if problem.extras is None or tried is not PORTFOLIO else AMONG:
        outcome = _attempt(problem, shop, rule)
        if isinstance(outcome, int):
            late = outcome
            continue
        machine, start, end, first, sequence, unit = outcome
        cost = int((tardiness(problem, end) * problem.weight).sum())
        if best is None or cost < least:
            best, least = Schedule(problem, machine, start, end, first, sequence, unit), cost
    if best is None:
        raise CircularSequenceError if late == CIRCULAR else HorizonExceededError(late)
    return best


def _attempt(problem: Problem, shop: Shop, rule: Rule) -> tuple[I64, I64, I64, I64, I64, I64] | int:
    """Machine, start, end, sequences and units of one rule, or the operation that did not fit."""
    if problem.extras is not None:
        plan = arranged(problem, shop, int(rule.priority), rule.slack, rule.setup)
        if isinstance(plan, int):
            return plan
        return plan.machine, plan.start, plan.end, plan.sequence_first, plan.sequence, plan.unit
    count = problem.operations
    mode, start, end = (np.zeros(count, np.int64) for _ in range(3))
    slots = np.full(len(problem.mode_machine), -1, np.int64)
    answer = rules.dispatched(shop, int(rule.priority), rule.slack, rule.setup, mode, start, end, slots)
    if answer != ALL_PLACED:
        return int(answer)
    machine = problem.mode_machine[mode]
    first = np.cumsum([0, *np.bincount(machine, minlength=problem.machines)])
    return machine, start, end, first, slots[slots >= 0], np.zeros(0, np.int64)
