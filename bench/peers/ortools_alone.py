"""OR-Tools by itself: the usual CP-SAT model of a (flexible) job shop on one instance."""

from time import perf_counter

from ortools.sat.python import cp_model
from shop import Found, answer, laid

from jingwei.engines.schedule import Problem


class First(cp_model.CpSolverSolutionCallback):
    """When there was a first solution."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.soon = perf_counter(), 0.0

    def on_solution_callback(self) -> None:
        self.soon = self.soon or perf_counter() - self.began


def model_of(problem: Problem) -> tuple[cp_model.CpModel, list[cp_model.IntVar], dict[int, cp_model.IntVar]]:
    """The model, the starts of operations, and per mode whether it is taken."""
    model, horizon = cp_model.CpModel(), problem.calendars.horizon
    starts, taken = [], {}
    on: list[list[cp_model.IntervalVar]] = [[] for _ in range(problem.machines)]
    makespan = model.new_int_var(0, horizon, "makespan")
    before = None
    for operation in range(problem.operations):
        start = model.new_int_var(0, horizon, f"s{operation}")
        end = model.new_int_var(0, horizon, f"e{operation}")
        modes = range(int(problem.mode_first[operation]), int(problem.mode_first[operation + 1]))
        for mode in modes:
            taken[mode] = model.new_bool_var(f"m{mode}")
            minutes = int(problem.mode_minutes[mode])
            row = on[int(problem.mode_machine[mode])]
            row.append(model.new_optional_interval_var(start, minutes, end, taken[mode], f"i{mode}"))
        model.add_exactly_one(taken[mode] for mode in modes)
        if operation != problem.job_first[problem.job_of[operation]]:
            model.add(start >= before)
        if operation + 1 == problem.job_first[problem.job_of[operation] + 1]:
            model.add(makespan >= end)
        starts.append(start)
        before = end
    for row in on:
        model.add_no_overlap(row)
    model.minimize(makespan)
    return model, starts, taken


def search(problem: Problem, kind: str, seconds: float, workers: int) -> Found | None:
    if kind == "factory":
        return None  # pauses, setups and tardiness are not in the usual model
    first = First()
    model, starts, taken = model_of(problem)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, workers
    if solver.solve(model, first) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    owner = [0] * problem.operations
    for operation in range(problem.operations):
        modes = range(int(problem.mode_first[operation]), int(problem.mode_first[operation + 1]))
        mode = next(one for one in modes if solver.boolean_value(taken[one]))
        owner[operation] = int(problem.mode_machine[mode])
    plan = laid(problem, owner, [solver.value(start) for start in starts])
    return plan, plan.makespan, int(solver.best_objective_bound), first.soon


if __name__ == "__main__":
    answer(search)
