"""Scheduling problems of a real size made from seeds: Taillard's job shops, loaded factories, factories with crews."""

from collections.abc import Iterator

import numpy as np

from jingwei.engines import schedule
from jingwei.engines.schedule import After, Job, Need, Operation, Shop, Use

MODULUS, FACTOR = 2_147_483_647, 16_807


class Lehmer:
    """The generator of Taillard (1993), European Journal of Operational Research 64: the same everywhere."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def between(self, low: int, high: int) -> int:
        self.seed = self.seed * FACTOR % MODULUS
        return low + int(self.seed / MODULUS * (high - low + 1))


def taillard(jobs: int, machines: int, time_seed: int, machine_seed: int, ways: int = 1) -> schedule.Problem:
    """A job shop; with several `ways` every operation may also run on the machines after its own, slower."""
    times, order = Lehmer(time_seed), Lehmer(machine_seed)
    minutes = [[times.between(1, 99) for _ in range(machines)] for _ in range(jobs)]

    def routing(job: int) -> Iterator[Operation]:
        row = list(range(machines))
        for at in range(machines):
            other = order.between(at, machines - 1)
            row[at], row[other] = row[other], row[at]
        for machine, work in zip(row, minutes[job], strict=True):
            yield Operation([((machine + more) % machines, work + work * more // 10) for more in range(ways)])

    made = [Job(list(routing(job))) for job in range(jobs)]
    horizon = sum(map(sum, minutes))
    return schedule.build(made, Shop([0] * machines, [0] * machines, schedule.always(horizon)))


def reentrant(jobs: int, machines: int, rounds: int, seed: int) -> schedule.Problem:
    """As in a wafer fab: every job goes through all machines several times, each time in another order."""
    luck = Lehmer(seed)

    def routing() -> Iterator[Operation]:
        for _ in range(rounds):
            row = list(range(machines))
            for at in range(machines):
                other = luck.between(at, machines - 1)
                row[at], row[other] = row[other], row[at]
                yield Operation([(row[at], luck.between(1, 99))])

    made = [Job(list(routing())) for _ in range(jobs)]
    horizon = 99 * jobs * machines * rounds
    return schedule.build(made, Shop([0] * machines, [0] * machines, schedule.always(horizon)))


def loaded_factory(operations: int, machines: int, *, crew: bool = False) -> schedule.Problem:
    """Jobs of five steps that come faster than they can be made: shifts, setups, alternatives, dates.

    With a crew seven steps of ten need a person, two a tool; lots overlap, dry, share an oven or go outside.
    """
    random = np.random.default_rng(operations)
    days = 30 + operations // machines // 4
    week = [day for day in range(days) if day % 7 < 5]
    hours = [
        [(day * 1440 + a, day * 1440 + b) for day in week] for a, b in ((480, 1200), (480, 960), (720, 1200))
    ]
    people, tools = machines // 3 * 4, machines // 2
    jobs = []
    for _ in range(operations // 5):
        steps = []
        for at in range(5):
            where = random.choice(machines, random.integers(1, 3), replace=False).tolist()
            modes = [(machine, int(random.integers(20, 150))) for machine in where]
            family, luck = int(random.integers(0, 6)), random.random(4)
            needs, after = [], []
            if crew and at == 4 and luck[0] < 0.3:
                modes = [(machines, 240)]
            elif crew and at == 3 and luck[0] < 0.1:
                modes = [(machines + 1, 2_880)]
            elif crew:
                if luck[0] < 0.7:
                    able = random.choice(people, min(people, 6), replace=False).tolist()
                    needs.append(Need(sorted(able), Use.ALL if luck[1] < 0.7 else Use.SETUP))
                if luck[2] < 0.2:
                    needs.append(Need([people + int(random.integers(0, tools))]))
                if at and luck[3] < 0.25:
                    after.append(After(share=(1, 4)) if luck[3] < 0.15 else After(lag=240))
            steps.append(Operation(modes, family, needs=needs, after=after, size=int(random.integers(1, 4))))
        release = int(random.integers(0, days * 1440 // 3))
        due = release + int(random.integers(2_000, 9_000))
        jobs.append(Job(steps, release, due, int(random.integers(1, 6))))
    setup = random.integers(5, 40, (1, 6, 6))
    setup[0, range(6), range(6)] = 0
    calendars = schedule.shifts([*hours, [(0, days * 1440)]], days * 1440)
    shop = Shop(
        [0] * (machines + 2), [*[0] * machines, 3, 3], calendars, setup,
        [1 + number % 2 for number in range(people)] + [-1] * tools, {machines + 1}, {machines: 6},
    )  # fmt: skip
    return schedule.build(jobs, shop)
