"""PyJobShop on one instance."""

from time import perf_counter

import pyjobshop
from shop import Found, answer, laid

from jingwei.engines.schedule import Problem


def search(problem: Problem, kind: str, seconds: float, workers: int) -> Found | None:
    if kind == "factory":
        return None  # a dense setup matrix of all pairs: it runs out of memory while building
    began, model = perf_counter(), pyjobshop.Model()
    machines = [model.add_machine() for _ in range(problem.machines)]
    tasks = []
    for job in range(len(problem.release)):
        owner, before = model.add_job(), None
        for operation in range(int(problem.job_first[job]), int(problem.job_first[job + 1])):
            task = model.add_task(job=owner)
            for mode in range(int(problem.mode_first[operation]), int(problem.mode_first[operation + 1])):
                machine = machines[int(problem.mode_machine[mode])]
                model.add_mode(task, machine, int(problem.mode_minutes[mode]))
            if before is not None:
                model.add_end_before_start(before, task)
            tasks.append(task)
            before = task
    found = model.solve(time_limit=seconds, num_workers=workers, display=False)
    if found.best is None or not found.best.tasks:
        return None
    at = [one.resources[0] for one in found.best.tasks]
    plan = laid(problem, at, [one.start for one in found.best.tasks])
    return plan, plan.makespan, int(found.lower_bound), perf_counter() - began


if __name__ == "__main__":
    answer(search)
