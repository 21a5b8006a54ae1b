"""A feasible plan at once: several dispatching rules, the one with the least weighted tardiness wins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from jingwei.engines.refusal import HorizonExceededError, InvalidInputError
from jingwei.engines.schedule import rules
from jingwei.engines.schedule.evaluate import CircularSequenceError
from jingwei.engines.schedule.kernels import ALL_PLACED, CIRCULAR
from jingwei.engines.schedule.plan import Schedule
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
    Rule(Priority.ATCS),
    *(
        Rule(Priority.ATCS, slack, setup)
        for slack in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
        for setup in (0.2, 0.6, 2.0)
        if (slack, setup) != (2.0, 0.6)
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


def usual(problem: Problem) -> tuple[Rule, ...]:
    """The rules that are tried where nobody names any, the one that is best most often first."""
    return PORTFOLIO if problem.extras is None else AMONG


def plans(problem: Problem, tried: Sequence[Rule] | None = None) -> Iterator[Schedule]:
    """The schedules of the rules, as many as fit; at least one.

    Raises HorizonExceededError naming an operation when no rule fits everything before the calendars end.
    """
    shop, late, found = shop_of(problem), -1, False
    for rule in usual(problem) if tried is None else tried:
        outcome = _attempt(problem, shop, rule)
        if isinstance(outcome, int):
            late = outcome
        else:
            found = True
            yield outcome
    if not found:
        raise CircularSequenceError if late == CIRCULAR else HorizonExceededError(late)


def dispatch(problem: Problem, tried: Sequence[Rule] | None = None) -> Schedule:
    """The best schedule of the rules in `tried` by weighted tardiness; the first of them on a tie.

    Raises HorizonExceededError naming an operation when no rule fits everything before the calendars end.
    """
    return min(plans(problem, tried), key=lambda plan: plan.weighted_tardiness)


def _attempt(problem: Problem, shop: Shop, rule: Rule) -> Schedule | int:
    """The schedule of one rule, or the operation that did not fit."""
    if problem.extras is not None:
        return arranged(problem, shop, int(rule.priority), rule.slack, rule.setup)
    count = problem.operations
    mode, start, end = (np.zeros(count, np.int64) for _ in range(3))
    slots = np.full(len(problem.mode_machine), -1, np.int64)
    answer = rules.dispatched(shop, int(rule.priority), rule.slack, rule.setup, mode, start, end, slots)
    if answer != ALL_PLACED:
        return int(answer)
    machine = problem.mode_machine[mode]
    first = np.cumsum([0, *np.bincount(machine, minlength=problem.machines)])
    return Schedule(problem, machine, start, end, first, slots[slots >= 0])
