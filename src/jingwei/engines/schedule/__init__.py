"""Finite scheduling in exact minutes: dispatch, evaluate, move, explain lateness, check.

Times are int64 minutes from time 0; operations pause outside their machine's shifts and resume.
"""

from jingwei.engines.schedule.build import Job, Operation, Shop, build
from jingwei.engines.schedule.calendar import ShiftCalendars, always, shifts
from jingwei.engines.schedule.checker import Violation, violations
from jingwei.engines.schedule.dispatch import PORTFOLIO, Priority, Rule, dispatch
from jingwei.engines.schedule.evaluate import CircularSequenceError, evaluate
from jingwei.engines.schedule.lateness import Cause, Link, why_late
from jingwei.engines.schedule.move import Moved, move
from jingwei.engines.schedule.plan import Conflict, Schedule
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.readers import from_factory, from_flexible, from_job_shop


def warm_up() -> None:
    """Load or compile every kernel once, so that no request waits for it."""
    problem = build([Job([Operation([(0, 1)])])], Shop([0], [0], always(10)))
    move(problem, dispatch(problem), 0, 0, position=0)


__all__ = [
    "PORTFOLIO",
    "Cause",
    "CircularSequenceError",
    "Conflict",
    "Job",
    "Link",
    "Lock",
    "Moved",
    "Operation",
    "Priority",
    "Problem",
    "Rule",
    "Schedule",
    "ShiftCalendars",
    "Shop",
    "Violation",
    "always",
    "build",
    "dispatch",
    "evaluate",
    "from_factory",
    "from_flexible",
    "from_job_shop",
    "move",
    "shifts",
    "violations",
    "warm_up",
    "why_late",
]
