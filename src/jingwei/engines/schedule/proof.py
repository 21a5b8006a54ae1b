"""What constraint programming adds to the searches: proofs for small problems, and plans where hardly any room is left.

The model is solved by CP-SAT (OR-Tools). It counts in worked minutes of each machine, so that pauses cost a few literals
and not one a minute; people, tools and ovens are not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from jingwei.engines.schedule.budget import Budget, Stop, never
from jingwei.engines.schedule.evaluate import retimed
from jingwei.engines.schedule.improve import worth
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock, Problem

SMALL, SMALL_PLAIN = 150, 225
"""Operations up to which a proof is tried, of any problem and of plain shops without a choice of machines."""
WAYS = 4_000
"""Successions of two operations with a setup between them up to which a proof is tried."""
SHIFTS = 400
"""Shifts of a calendar up to which a proof is tried."""
MOVES = 100_000.0
"""Moves that count for a second of CP-SAT's own clock, which runs alike on every machine."""
ASK = 0.05
"""Seconds between two questions whether to go on."""


def _unheard(bound: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Proved:
    """Schedules that were found, at most one, and what no schedule is better than."""

    schedules: tuple[Schedule, ...]
    bound: int


def provable(problem: Problem) -> bool:
    """Whether the model covers the problem and is small enough to be worth trying."""
    plain = problem.is_plain and len(problem.mode_machine) == problem.operations
    if problem.extras is not None or problem.operations > (SMALL_PLAIN if plain else SMALL):
        return False
    there = np.bincount(problem.mode_machine, minlength=problem.machines)
    changing = np.array([table.any() for table in problem.setup])[problem.machine_group]
    longest = int(np.diff(problem.calendars.first).max(initial=0))
    return int((there[changing] ** 2).sum()) <= WAYS and longest <= SHIFTS


def least(
    problem: Problem, known: Schedule, budget: Budget, *, makespan: bool, setup_cost: int = 0, bound: int = 0,
    seed: int = 1, workers: int = 1, heard: Callable[[int], None] = _unheard, stop: Stop = never,
) -> Proved:  # fmt: skip
    """Look for something better than `known`, or for the proof that there is nothing; `bound` is known already.

    `heard` is told now and then what nothing is better than.
    With a budget of moves one worker gives the same answer on every machine.
    """
    if known.conflicts:
        return Proved((), bound)
    written = _Writer(problem, problem.calendars.horizon)
    goal = written.makespan() if makespan else written.tardiness() + setup_cost * written.setups()
    best = known.makespan if makespan else worth(known, setup_cost)
    written.model.add_linear_constraint(goal, bound, best - 1)
    written.model.minimize(goal)
    written.hint(known)
    solver = _solver(budget, seed, workers)
    if makespan:
        _rely_on_order(solver)
    status = _solved(solver, written.model, lambda found: heard(max(bound, found)), stop)
    if status == cp_model.INFEASIBLE:
        return Proved((), best)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Proved((), max(bound, _whole(solver.best_objective_bound)))
    return Proved((written.read(solver),), max(bound, _whole(solver.best_objective_bound)))


def within(
    problem: Problem, deadline: int, budget: Budget, *, seed: int = 1, workers: int = 1, stop: Stop = never
) -> Schedule | None:
    """A schedule that ends by a minute, if one is found: where that is tight, little is left to decide."""
    written = _Writer(problem, deadline)
    solver = _solver(budget, seed, workers)
    if _solved(solver, written.model, _unheard, stop) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return written.read(solver)


def _solver(budget: Budget, seed: int, workers: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    if budget.moves is None:
        solver.parameters.num_workers = workers
        solver.parameters.max_time_in_seconds = budget.seconds or 0.0
    else:
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = budget.moves / MOVES
    return solver


def _rely_on_order(solver: cp_model.CpSolver) -> None:
    """For a makespan who comes before whom says everything: with the strong rules for it, and without linear
    relaxations, ft10 is proven in 0.6 instead of 20 seconds and 15 × 15 operations in 1 to 20."""
    solver.parameters.linearization_level = 0
    solver.parameters.use_dynamic_precedence_in_disjunctive = True
    solver.parameters.use_strong_propagation_in_disjunctive = True


def _solved(
    solver: cp_model.CpSolver, model: cp_model.CpModel, heard: Callable[[int], None], stop: Stop
) -> cp_model.CpSolverStatus:
    """Solve beside a look, now and then, at whether anybody still waits."""
    bounds = [0]
    solver.best_bound_callback = lambda bound: bounds.append(_whole(bound))
    with ThreadPoolExecutor(1) as pool:
        asked: Future[cp_model.CpSolverStatus] = pool.submit(solver.solve, model)
        while not wait([asked], ASK).done:
            heard(bounds[-1])
            if stop():
                solver.stop_search()
        return asked.result()


def _whole(bound: float) -> int:
    """A bound of a whole number; CP-SAT tells it as a float."""
    return int(np.ceil(bound - 1e-6))


@dataclass(slots=True)
class _Writer:
    """A problem as a model in which everything ends by `latest`.

    alone[mode]  whether its operation has no other;  taken[mode]  whether it runs in it;  begin[mode]  worked minutes of its machine before it;
    end[operation]  the real minute;  done[operation]  worked minutes of a calendar at its end, where all its modes share one
    """

    problem: Problem
    latest: int
    alone: list[bool] = field(init=False)
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    taken: dict[int, cp_model.IntVar] = field(default_factory=dict)
    begin: dict[int, cp_model.IntVar] = field(default_factory=dict)
    end: list[cp_model.LinearExpr] = field(default_factory=list)
    changes: list[cp_model.LinearExpr] = field(default_factory=list)
    worked: dict[tuple[int, int], cp_model.LinearExpr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = np.diff(self.problem.mode_first)
        self.alone = np.repeat(count == 1, count).tolist()
        for operation in range(self.problem.operations):
            self._operation(operation)
        for machine in range(self.problem.machines):
            self._machine(machine)

    def makespan(self) -> cp_model.IntVar:
        """The end of the last operation."""
        last = self.model.new_int_var(0, self.latest, "makespan")
        for job, after in enumerate(self.problem.job_first[1:].tolist()):
            if after > self.problem.job_first[job]:
                self.model.add(last >= self.end[after - 1])
        return last

    def tardiness(self) -> cp_model.LinearExpr:
        """Weighted minutes after the due dates."""
        terms: list[cp_model.LinearExpr] = []
        for job, (begin, after) in enumerate(pairwise(self.problem.job_first.tolist())):
            due, weight = int(self.problem.due[job]), int(self.problem.weight[job])
            if after > begin and weight:
                late = self.model.new_int_var(0, max(0, self.latest - due), f"late{job}")
                self.model.add(late >= self.end[after - 1] - due)
                terms.append(weight * late)
        return cp_model.LinearExpr.sum(terms)

    def setups(self) -> cp_model.LinearExpr:
        """Worked minutes of all setups."""
        return cp_model.LinearExpr.sum(self.changes)

    def hint(self, schedule: Schedule) -> None:
        """Begin with a schedule that is known."""
        problem = self.problem
        for operation, mode in enumerate(schedule.modes().tolist()):
            calendar = int(problem.machine_calendar[problem.mode_machine[mode]])
            self.model.add_hint(
                self.begin[mode], int(problem.calendars.worked[calendar, schedule.start[operation]])
            )
            for other in self._modes(operation):
                if not self.alone[other]:
                    self.model.add_hint(self.taken[other], other == mode)

    def read(self, solver: cp_model.CpSolver) -> Schedule:
        """What the solver found, as early as its order allows."""
        problem = self.problem
        mode = np.array(
            [
                next(one for one in self._modes(each) if solver.boolean_value(self.taken[one]))
                for each in range(problem.operations)
            ]
        )
        begin = np.array([solver.value(self.begin[one]) for one in mode.tolist()])
        machine = problem.mode_machine[mode]
        given = np.lexsort((begin, machine))
        first = np.cumsum([0, *np.bincount(machine, minlength=problem.machines)])
        return retimed(problem, mode, first, given)

    def _modes(self, operation: int) -> range:
        return range(int(self.problem.mode_first[operation]), int(self.problem.mode_first[operation + 1]))

    def _calendar(self, mode: int) -> int:
        return int(self.problem.machine_calendar[self.problem.mode_machine[mode]])

    def _operation(self, operation: int) -> None:
        problem, model, modes = self.problem, self.model, self._modes(operation)
        fixed = int(problem.locked_mode[operation])
        for mode in modes:
            calendar, minutes = self._calendar(mode), int(problem.mode_minutes[mode])
            by = int(problem.calendars.worked[calendar, min(self.latest, problem.calendars.horizon)])
            self.taken[mode] = (
                model.new_constant(1) if len(modes) == 1 else model.new_bool_var(f"taken{mode}")
            )
            self.begin[mode] = model.new_int_var(0, max(0, by - minutes), f"begin{mode}")
            if by < minutes or fixed not in (-1, mode):
                model.add(self.taken[mode] == 0)
            if problem.lock[operation] >= Lock.PINNED:
                at = int(problem.calendars.worked[calendar, problem.locked_start[operation]])
                self._where_taken(mode, self.begin[mode] == at)
            else:
                self._wait(operation, mode, calendar)
        if len(modes) > 1:
            model.add_exactly_one(self.taken[mode] for mode in modes)
        self.end.append(self._end(operation))

    def _where_taken(self, mode: int, relation: cp_model.BoundedLinearExpression | bool) -> None:
        """Ask something of a mode; of one without others always, which propagates better."""
        asked = self.model.add(relation)
        if not self.alone[mode]:
            asked.only_enforce_if(self.taken[mode])

    def _wait(self, operation: int, mode: int, calendar: int) -> None:
        """A mode begins after release, material and the operation before it."""
        problem, job = self.problem, int(self.problem.job_of[operation])
        first = operation == problem.job_first[job]
        ready = max(int(problem.earliest[operation]), int(problem.release[job]) if first else 0)
        self._where_taken(mode, self.begin[mode] >= int(problem.calendars.worked[calendar, ready]))
        if not first:
            self._where_taken(mode, self.begin[mode] >= self._worked(operation - 1, calendar))

    def _end(self, operation: int) -> cp_model.LinearExpr:
        """The real minute an operation ends."""
        modes, problem = self._modes(operation), self.problem
        ends = []
        for mode in modes:
            finish = self.begin[mode] + int(problem.mode_minutes[mode])
            if self.alone[mode]:
                self.worked[operation, self._calendar(mode)] = finish
            ends.append(self._mapped(finish, self._hours(self._calendar(mode))))
        if len(modes) == 1:
            return ends[0]
        end = self.model.new_int_var(0, self.latest, f"end{operation}")
        for mode, known in zip(modes, ends, strict=True):
            self._where_taken(mode, end == known)
        return end

    def _worked(self, operation: int, calendar: int) -> cp_model.LinearExpr:
        """Worked minutes of a calendar when an operation has ended."""
        known = self.worked.get((operation, calendar))
        if known is None:
            pieces, free, done = [], 0, 0
            for start, end, worked in self._shifts(calendar):
                pieces.append(_Piece(free, start, 0, worked))
                pieces.append(_Piece(start + 1, end, 1, worked - start))
                free, done = end + 1, worked + end - start
            pieces.append(_Piece(free, max(free, self.problem.calendars.horizon), 0, done))
            known = self.worked[operation, calendar] = self._mapped(self.end[operation], pieces)
        return known

    def _hours(self, calendar: int) -> list[_Piece]:
        """Real minutes from worked ones: shift by shift, a minute for a minute."""
        return [
            _Piece(worked + 1, worked + end - start, 1, start - worked)
            for start, end, worked in self._shifts(calendar)
        ]

    def _shifts(self, calendar: int) -> Iterator[tuple[int, int, int]]:
        """Start, end and minutes worked before each shift."""
        calendars, worked = self.problem.calendars, 0
        for row in range(int(calendars.first[calendar]), int(calendars.first[calendar + 1])):
            start, end = int(calendars.start[row]), int(calendars.end[row])
            yield start, end, worked
            worked += end - start

    def _mapped(self, value: cp_model.LinearExpr, pieces: Sequence[_Piece]) -> cp_model.LinearExpr:
        """A number as a function, given in pieces, of another one."""
        if len(pieces) == 1 and pieces[0].slope == 1:
            return value + pieces[0].add
        answer = self.model.new_int_var(0, self.latest + self.problem.calendars.horizon, "")
        there = [self.model.new_bool_var("") for _ in pieces]
        self.model.add_exactly_one(there)
        for literal, piece in zip(there, pieces, strict=True):
            self.model.add_linear_constraint(value, piece.low, piece.high).only_enforce_if(literal)
            self.model.add(answer == piece.slope * value + piece.add).only_enforce_if(literal)
        return answer

    def _machine(self, machine: int) -> None:
        problem, model = self.problem, self.model
        modes = np.flatnonzero(problem.mode_machine == machine).tolist()
        model.add_no_overlap(self._interval(mode) for mode in modes)
        if problem.setup[problem.machine_group[machine]].any() and modes:
            self._in_turn(machine, modes)

    def _interval(self, mode: int) -> cp_model.IntervalVar:
        begin, minutes = self.begin[mode], int(self.problem.mode_minutes[mode])
        if self.alone[mode]:
            return self.model.new_fixed_size_interval_var(begin, minutes, f"on{mode}")
        return self.model.new_optional_fixed_size_interval_var(begin, minutes, self.taken[mode], f"on{mode}")

    def _in_turn(self, machine: int, modes: Sequence[int]) -> None:
        """A tour of what runs on a machine, with what lies between one and the next."""
        problem, model = self.problem, self.model
        setup = problem.setup[problem.machine_group[machine]]
        owner = [int(np.searchsorted(problem.mode_first, mode, side="right")) - 1 for mode in modes]
        idle = model.new_bool_var(f"idle{machine}")
        arcs: list[tuple[int, int, cp_model.LiteralT]] = [(0, 0, idle)]
        for here, (mode, operation) in enumerate(zip(modes, owner, strict=True), 1):
            arcs.append((here, here, ~self.taken[mode]))
            arcs.append((0, here, model.new_bool_var("")))
            arcs.append((here, 0, model.new_bool_var("")))
            model.add_implication(idle, ~self.taken[mode])
            for there, (other, follower) in enumerate(zip(modes, owner, strict=True), 1):
                if operation == follower:
                    continue
                next_ = model.new_bool_var("")
                minutes = int(setup[problem.family[operation], problem.family[follower]])
                if problem.lock[follower] == Lock.STARTED:
                    minutes = 0
                finish = self.begin[mode] + int(problem.mode_minutes[mode]) + minutes
                model.add(self.begin[other] >= finish).only_enforce_if(next_)
                arcs.append((here, there, next_))
                if minutes:
                    self.changes.append(minutes * next_)
        model.add_circuit(arcs)


@dataclass(frozen=True, slots=True)
class _Piece:
    """From `low` to `high` the answer is slope × value + add."""

    low: int
    high: int
    slope: int
    add: int
