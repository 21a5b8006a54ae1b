"""Why a job ends when it does: the chain of binding constraints from its last operation back to the cause."""

from dataclasses import dataclass
from enum import Enum

from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock


class Cause(Enum):
    """What kept an operation from starting earlier."""

    RELEASE = "release"
    MATERIAL = "material"
    ROUTE = "route"
    MACHINE = "machine"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Link:
    """`operation` could not start before `since` because of `cause`; `blocker` is what was in the way or -1.

    setup  minutes of the wait that were spent on setting up (cause MACHINE)
    pause  minutes from `since` to its start without work or setup: the shift was over
    """

    operation: int
    cause: Cause
    blocker: int
    since: int
    setup: int
    pause: int


def why_late(schedule: Schedule, job: int) -> tuple[Link, ...]:
    """The chain for `job`, its last operation first; the last link has no blocker."""
    problem = schedule.problem
    if problem.job_first[job] == problem.job_first[job + 1]:
        return ()
    before, setups = schedule.before(), schedule.setup_before()
    chain: list[Link] = []
    operation = int(problem.job_first[job + 1]) - 1
    while operation >= 0:
        link = _link(schedule, operation, int(before[operation]), int(setups[operation]))
        chain.append(link)
        operation = link.blocker
    return tuple(chain)


def _link(schedule: Schedule, operation: int, previous: int, setup: int) -> Link:
    problem = schedule.problem
    start = int(schedule.start[operation])
    if problem.lock[operation] >= Lock.PINNED:
        return Link(operation, Cause.PINNED, -1, start, 0, 0)
    job = int(problem.job_of[operation])
    if operation > problem.job_first[job]:
        since, cause, blocker = int(schedule.end[operation - 1]), Cause.ROUTE, operation - 1
    else:
        since, cause, blocker = int(problem.release[job]), Cause.RELEASE, -1
    if problem.earliest[operation] > since:
        since, cause, blocker = int(problem.earliest[operation]), Cause.MATERIAL, -1
    worked = problem.calendars.worked[problem.machine_calendar[schedule.machine[operation]]]
    if previous >= 0 and int(worked[schedule.end[previous]]) + setup > int(worked[since]):
        since, cause, blocker = int(schedule.end[previous]), Cause.MACHINE, previous
    else:
        setup = 0
    return Link(
        operation, cause, blocker, since, setup, start - since - (int(worked[start]) - int(worked[since]))
    )
