"""Shops to schedule: random small ones with everything in them, and a big one like a factory's."""

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from jingwei.engines import schedule
from jingwei.engines.schedule import Job, Lock, Operation, Shop

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
