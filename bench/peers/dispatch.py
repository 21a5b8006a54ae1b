"""The floor: the best of the dispatching rules on one instance."""

from time import perf_counter

from shop import Found, answer

from jingwei.engines import schedule
from jingwei.engines.schedule import Problem
from jingwei.engines.schedule.bounds import least_makespan, least_tardiness
from jingwei.engines.schedule.dispatch import plans


def rules(problem: Problem, kind: str, seconds: float, workers: int) -> Found:
    began = perf_counter()
    made = plans(problem)
    first = next(made)
    soon = perf_counter() - began
    if kind == "factory":
        best = min((first, *made), key=lambda plan: plan.weighted_tardiness)
        return best, best.weighted_tardiness, least_tardiness(problem), soon
    best = min((first, *made), key=lambda plan: plan.makespan)
    return best, best.makespan, least_makespan(problem), soon


if __name__ == "__main__":
    schedule.warm_up()
    answer(rules)
