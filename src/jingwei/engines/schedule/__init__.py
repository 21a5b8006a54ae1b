"""Finite scheduling in exact minutes: dispatch, improve, move, explain lateness, bound, check.

Times are int64 minutes from time 0; operations pause outside their machine's shifts and resume.
"""

from jingwei.engines.schedule.bounds import least_makespan, least_tardiness
from jingwei.engines.schedule.budget import Budget, Progress
from jingwei.engines.schedule.build import After, Job, Life, Need, Operation, Overtime, Shop, build
from jingwei.engines.schedule.calendar import ShiftCalendars, always, shifts
from jingwei.engines.schedule.checker import violations
from jingwei.engines.schedule.choices import Choice, Undecided
from jingwei.engines.schedule.conflicts import Conflict
from jingwei.engines.schedule.deadlines import sooner
from jingwei.engines.schedule.decide import Decided, decide
from jingwei.engines.schedule.dispatch import PORTFOLIO, Priority, Rule, dispatch
from jingwei.engines.schedule.evaluate import CircularSequenceError, evaluate
from jingwei.engines.schedule.extras import CircularRoutingError, Extras, Use
from jingwei.engines.schedule.factory import from_factory, from_factory_text, undecided_of
from jingwei.engines.schedule.formats import FORMATS, format_of
from jingwei.engines.schedule.improve import improve
from jingwei.engines.schedule.lateness import why_late
from jingwei.engines.schedule.later import later
from jingwei.engines.schedule.link import Cause, Link
from jingwei.engines.schedule.lots import even_lots, in_lots
from jingwei.engines.schedule.move import Moved, move
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.plant import Note, Plant, plant_of, without
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.project import from_project
from jingwei.engines.schedule.readers import from_flexible, from_job_shop, from_taillard
from jingwei.engines.schedule.repair import Repair, repair
from jingwei.engines.schedule.solve import Aim, Solution, solve
from jingwei.engines.schedule.verdict import Violation


def warm_up() -> None:
    """Load or compile every kernel once, so that no request waits for it."""
    problem = build([Job([Operation([(0, 1)])])], Shop([0], [0], always(10)))
    two = build([Job([Operation([(0, 1), (1, 2)])])] * 3, Shop([0, 0], [0, 0], always(10)))
    first = dispatch(problem)
    move(problem, first, 0, 0, position=0)
    late = dispatch(
        build(
            [Job([Operation([(0, 2)])], due=2), Job([Operation([(0, 2)])], due=4)], Shop([0], [0], always(20))
        )
    )
    move(late.problem, late, 0, 0, start=9, within=Budget(None, 1))
    improve(problem, first, Budget(None, 1))
    for aim in Aim:
        solve(two, Budget(None, 1), aim=aim)
    among = build([Job([Operation([(0, 1)], needs=[Need([0])])])], Shop([0], [0], always(10), units=[-1]))
    move(among, improve(among, dispatch(among), Budget(None, 1)), 0, 0, position=0)


__all__ = [
    "FORMATS",
    "PORTFOLIO",
    "After",
    "Aim",
    "Budget",
    "Cause",
    "Choice",
    "CircularRoutingError",
    "CircularSequenceError",
    "Conflict",
    "Decided",
    "Extras",
    "Job",
    "Life",
    "Link",
    "Lock",
    "Moved",
    "Need",
    "Note",
    "Operation",
    "Overtime",
    "Plant",
    "Priority",
    "Problem",
    "Progress",
    "Repair",
    "Rule",
    "Schedule",
    "ShiftCalendars",
    "Shop",
    "Solution",
    "Undecided",
    "Use",
    "Violation",
    "always",
    "build",
    "decide",
    "dispatch",
    "evaluate",
    "even_lots",
    "format_of",
    "from_factory",
    "from_factory_text",
    "from_flexible",
    "from_job_shop",
    "from_project",
    "from_taillard",
    "improve",
    "in_lots",
    "later",
    "least_makespan",
    "least_tardiness",
    "move",
    "plant_of",
    "repair",
    "shifts",
    "solve",
    "sooner",
    "undecided_of",
    "violations",
    "warm_up",
    "why_late",
    "without",
]
