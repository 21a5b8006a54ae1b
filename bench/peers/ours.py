"""Jingwei's search on one instance."""

from shop import Found, answer

from jingwei.engines import schedule
from jingwei.engines.schedule import Aim, Budget, Problem, solve


def search(problem: Problem, kind: str, seconds: float, workers: int) -> Found:
    aim = Aim.TARDINESS if kind == "factory" else Aim.MAKESPAN
    found = solve(problem, Budget(seconds), aim=aim, workers=workers)
    return found.schedule, found.value, found.bound, found.first_seconds


if __name__ == "__main__":
    schedule.warm_up()
    answer(search)
