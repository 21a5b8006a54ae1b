"""Shops to schedule: random small ones with everything in them, and a big one like a factory's."""

from itertools import permutations, product

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from jingwei.engines import schedule
from jingwei.engines.refusal import HorizonExceededError
from jingwei.engines.schedule import After, Job, Life, Lock, Need, Operation, Shop, Use

relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def shops(draw: st.DrawFn, *, pins: bool = False) -> schedule.Problem:
    """Up to 5 jobs on up to 3 machines with shifts, setups, alternatives, re-entrance, pins if wanted."""
    machines, families = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    minute = st.integers(0, 900)
    setup = draw(st.lists(st.integers(0, 25), min_size=families * families, max_size=families * families))
    edges = sorted(draw(st.sets(st.integers(0, 600), min_size=2, max_size=8)))
    pauses = [*zip(edges[::2], edges[1::2], strict=False), (700, 8000)]
    calendars = schedule.shifts([[(0, 8000)], pauses], 8000)
    jobs = []
    for _ in range(draw(st.integers(1, 5))):
        steps = []
        for _ in range(draw(st.integers(1, 4))):
            allowed = draw(st.sets(st.integers(0, machines - 1), min_size=1))
            modes = [(machine, draw(st.integers(1, 120))) for machine in sorted(allowed)]
            kinds = (
                [Lock.FREE, Lock.FREE, Lock.FREE, Lock.MACHINE, Lock.PINNED, Lock.STARTED]
                if pins
                else [Lock.FREE]
            )
            lock = draw(st.sampled_from(kinds))
            steps.append(
                Operation(
                    modes,
                    draw(st.integers(0, families - 1)),
                    draw(st.sampled_from([0, 0, 300])),
                    lock,
                    modes[0][0] if lock != Lock.FREE else -1,
                    draw(minute) if lock >= Lock.PINNED else -1,
                )
            )
        jobs.append(Job(steps, draw(st.sampled_from([0, 0, 200])), draw(minute), draw(st.integers(0, 8))))
    return schedule.build(
        jobs,
        Shop(
            [0] * machines,
            draw(st.lists(st.integers(0, 1), min_size=machines, max_size=machines)),
            calendars,
            np.array(setup).reshape(1, families, families),
        ),
    )


def big_factory(operations: int, machines: int) -> schedule.Problem:
    """Jobs of eight steps with alternatives, two-shift weeks and ten families."""
    random = np.random.default_rng(5)
    weeks = 60
    two_shifts = [(d * 1440 + 360, d * 1440 + 1320) for d in range(weeks * 7) if d % 7 < 5]
    jobs = []
    for _ in range(operations // 8):
        release = int(random.integers(0, 40_000))
        steps = []
        for _ in range(8):
            some = random.choice(machines, random.integers(1, 4), replace=False).tolist()
            steps.append(
                Operation([(m, int(random.integers(20, 200))) for m in some], int(random.integers(0, 10)))
            )
        jobs.append(
            Job(steps, release, release + int(random.integers(4_000, 20_000)), int(random.integers(1, 9)))
        )
    setup = random.integers(5, 40, (1, 10, 10))
    setup[0, range(10), range(10)] = 0
    calendars = schedule.shifts([two_shifts], weeks * 7 * 1440)
    return schedule.build(jobs, Shop([0] * machines, [0] * machines, calendars, setup))


@st.composite
def crowded(draw: st.DrawFn, *, pins: bool = False) -> schedule.Problem:
    """Up to 4 jobs on up to 3 machines with people, tools, overlaps, waiting times, ovens and outside suppliers."""
    families = draw(st.integers(1, 2))
    setup = draw(st.lists(st.integers(0, 15), min_size=families**2, max_size=families**2))
    early = [(day * 100, day * 100 + 60) for day in range(80)]
    late = [(day * 100 + 40, day * 100 + 90) for day in range(80)]
    calendars = schedule.shifts([[(0, 8000)], early, late], 8000)
    units = draw(st.lists(st.sampled_from([-1, -1, 1, 2]), min_size=2, max_size=4))
    numbers = st.integers(0, len(units) - 1)
    life = st.builds(Life, st.integers(1, 9), st.integers(0, 90), st.integers(0, 12))
    lives = draw(st.dictionaries(numbers, life, max_size=2))
    jobs: list[Job] = []
    for job in range(draw(st.integers(1, 4))):
        steps: list[Operation] = []
        for at in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(["work", "work", "work", "oven", "outside"]))
            minutes = st.integers(1, 40)
            needs: list[Need] = []
            modes = [(3, draw(minutes))] if kind == "oven" else [(4, draw(minutes))]
            if kind == "work":
                modes = [(m, draw(minutes)) for m in sorted(draw(st.sets(st.integers(0, 2), min_size=1)))]
                for _ in range(draw(st.integers(0, 2))):
                    free = set(range(len(units))) - {u for need in needs for u in need.units}
                    those = sorted(free & draw(st.sets(numbers, min_size=1)))
                    if those:
                        use = draw(st.sampled_from(list(Use)))
                        needs.append(
                            Need(those, use, wear=0 if use == Use.SETUP else draw(st.integers(0, 10)))
                        )
            after: list[After] = []
            if at and draw(st.booleans()):
                most = draw(st.sampled_from([None, None, 0, 20]))
                share = (1, 1) if most is not None else draw(st.sampled_from([(1, 1), (1, 3), (1, 2)]))
                after.append(After(lag=draw(st.sampled_from([0, 0, 15])), share=share, most=most))
            if job and draw(st.integers(0, 3)) == 0:
                other = draw(st.integers(0, job - 1))
                after.append(After(other, len(jobs[other].operations) - 1, draw(st.sampled_from([0, 10]))))
            lock = (
                draw(st.sampled_from([Lock.FREE, Lock.FREE, Lock.PINNED]))
                if pins and kind != "oven"
                else Lock.FREE
            )
            steps.append(
                Operation(
                    modes,
                    draw(st.integers(0, families - 1)),
                    draw(st.sampled_from([0, 0, 120])),
                    lock,
                    modes[0][0] if lock else -1,
                    draw(st.integers(0, 600)) if lock else -1,
                    needs,
                    after,
                    draw(st.booleans()) if kind == "work" else False,
                    draw(st.integers(1, 3)),
                )
            )
        jobs.append(
            Job(steps, draw(st.sampled_from([0, 30])), draw(st.integers(20, 300)), draw(st.integers(0, 5)))
        )
    return schedule.build(
        jobs,
        Shop(
            [0] * 5, [*draw(st.lists(st.integers(0, 2), min_size=3, max_size=3)), 0, 0], calendars,
            np.array(setup).reshape(1, families, families), units, {4}, {3: 4}, lives=lives,
        ),
    )  # fmt: skip


def every_plan(problem: schedule.Problem) -> list[schedule.Schedule]:
    """All semi-active plans of a tiny problem: every choice of machines, every order on each."""
    found = []
    ways = [
        problem.mode_machine[problem.mode_first[o] : problem.mode_first[o + 1]].tolist()
        for o in range(problem.operations)
    ]
    for chosen in product(*ways):
        rows = [[o for o, machine in enumerate(chosen) if machine == m] for m in range(problem.machines)]
        for orders in product(*(permutations(row) for row in rows)):
            try:
                found.append(schedule.evaluate(problem, [list(order) for order in orders]))
            except (schedule.CircularSequenceError, HorizonExceededError):
                continue
    return found
