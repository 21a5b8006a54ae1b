"""Why a job ends when it does: the chain of binding constraints from its last operation back to the cause."""

from jingwei.engines.schedule.lateness_among import Among
from jingwei.engines.schedule.link import Cause, Link
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock


def why_late(schedule: Schedule, job: int) -> tuple[Link, ...]:
    """The chain for `job`, its last operation first; the last link has no blocker."""
    problem = schedule.problem
    if problem.job_first[job] == problem.job_first[job + 1]:
        return ()
    latest, setups = schedule.latest(), schedule.setup_before()
    among = None if problem.extras is None else Among.of(schedule, problem.extras)
    chain: list[Link] = []
    operation = int(problem.job_first[job + 1]) - 1
    while operation >= 0 and len(chain) < problem.operations:
        if among is not None:
            link = among.link(operation)
        else:
            link = _link(schedule, operation, int(latest[operation]), int(setups[operation]))
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
