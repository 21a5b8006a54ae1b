"""A whole factory from a JSON object: machines, shifts, setups, people, tools and jobs."""

import json
from collections.abc import Mapping
from typing import Any

from jingwei.engines.refusal import Place
from jingwei.engines.schedule.build import After, Job, Need, Operation, Shop, build
from jingwei.engines.schedule.calendar import shifts
from jingwei.engines.schedule.cells import known, listed, number, positive, refused, whole
from jingwei.engines.schedule.extras import Use
from jingwei.engines.schedule.problem import Problem

USES = {"all": Use.ALL, "setup": Use.SETUP, "work": Use.WORK}


def from_factory_text(text: str) -> Problem:
    """The same from JSON text."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise refused(f"不是有效的 JSON：{error}", f"This is not valid JSON: {error}", ()) from None
    return from_factory(document)


def from_factory(document: Mapping[str, Any]) -> Problem:
    """A factory as a JSON object: groups, calendars, machine_calendar, setups per group, jobs with modes.

    n_machines        number of machines
    groups            per work centre its machines; setups[group][family][family] in working minutes
    calendars         per calendar its shifts [start, end) in minutes; machine_calendar names one per machine
    jobs              release, due, weight, ops in routing order: fam, modes [machine, minutes]
    and of what is not machines, all of it optional:
    units             per person or tool the number of its calendar, or null: there at any time
    unlimited         machines that take any number at once;  ovens: machine (as text) → what it takes together
    ops               earliest, whole, size; needs [{units, use: all | setup | work}];
                      after [{job, op, lag, share: [numerator, denominator], most}], without job: the one before it
    Raises InvalidInputError naming the entry.
    """
    if not isinstance(document, Mapping):
        raise refused("文件应为一个 JSON 对象。", "The file should hold one JSON object.", ())
    machines = whole(document, "n_machines", ())
    group = [-1] * machines
    for centre, members in enumerate(listed(document, "groups", ())):
        for machine in members:
            known(machine, machines, ("groups", centre))
            group[machine] = centre
    if -1 in group:
        lost = group.index(-1)
        raise refused(f"设备 {lost} 不属于任何组。", f"Machine {lost} is in no group.", ("groups",))
    calendar = listed(document, "machine_calendar", ())
    if len(calendar) != machines:
        raise refused(
            f"machine_calendar 应为每台设备一个日历（{machines} 个），实际 {len(calendar)} 个。",
            f"machine_calendar should name a calendar for each of {machines} machines, not {len(calendar)}.",
            ("machine_calendar",),
        )
    calendars = listed(document, "calendars", ())
    for row, one in enumerate(calendars):
        if not one:
            raise refused(f"日历 {row} 没有班次。", f"Calendar {row} has no shifts.", ("calendars", row))
    try:
        hours = [[(int(start), int(end)) for start, end in one] for one in calendars]
    except (TypeError, ValueError):
        raise refused("班次应为 [开始, 结束]。", "A shift should be [start, end].", ("calendars",)) from None
    horizon = max((end for one in hours for _, end in one), default=1)
    jobs = [_job(job, row) for row, job in enumerate(listed(document, "jobs", ()))]
    units = [
        -1 if one is None else number(one, "units", ("units",)) for one in listed(document, "units", (), [])
    ]
    unlimited = listed(document, "unlimited", (), [])
    ovens = document.get("ovens", {})
    if not isinstance(ovens, Mapping) or not all(str(machine).isdecimal() for machine in ovens):
        raise refused("ovens 应为 {设备: 容量}。", "ovens should be {machine: capacity}.", ("ovens",))
    for machine in (*unlimited, *map(int, ovens)):
        known(machine, machines, ("unlimited",) if machine in unlimited else ("ovens", str(machine)))
    takes = {int(machine): number(size, str(machine), ("ovens",)) for machine, size in ovens.items()}
    setups = listed(document, "setups", ())
    return build(jobs, Shop(group, calendar, shifts(hours, horizon), setups, units, unlimited, takes))


def _job(job: Any, row: int) -> Job:
    place: Place = ("jobs", row)
    if not isinstance(job, Mapping):
        raise refused(f"作业 {row} 应为对象。", f"Job {row} should be an object.", place)
    steps = []
    for step, one in enumerate(listed(job, "ops", place)):
        there: Place = (*place, "ops", step)
        if not isinstance(one, Mapping):
            raise refused(
                f"作业 {row} 的工序 {step} 应为对象。",
                f"Job {row}, operation {step} should be an object.",
                there,
            )
        modes = listed(one, "modes", there)
        if not all(isinstance(mode, list) and len(mode) == 2 for mode in modes):
            raise refused(
                f"作业 {row} 的工序 {step}：modes 应为 [设备, 分钟]。",
                f"Job {row}, operation {step}: modes should be [machine, minutes].",
                there,
            )
        for machine, minutes in modes:
            positive(minutes, f"作业 {row} 的工序 {step}", f"Job {row}, operation {step}", there)
            number(machine, "machine", there)
        steps.append(
            Operation(
                [(m, d) for m, d in modes],
                whole(one, "fam", there, 0),
                whole(one, "earliest", there, 0),
                needs=[_need(need, there) for need in listed(one, "needs", there, [])],
                after=[_after(after, there) for after in listed(one, "after", there, [])],
                whole=one.get("whole", False) is True,
                size=whole(one, "size", there, 1),
            )
        )
    return Job(
        steps, whole(job, "release", place, 0), whole(job, "due", place), whole(job, "weight", place, 1)
    )


def _need(need: Any, place: Place) -> Need:
    use = need.get("use", "all") if isinstance(need, Mapping) else None
    if use not in USES:
        raise refused(
            f"needs 应为 {{units, use}}，use 为 {'、'.join(USES)} 之一。",
            f"needs should be {{units, use}} with a use of {', '.join(USES)}.",
            (*place, "needs"),
        )
    units = [number(unit, "units", (*place, "needs")) for unit in listed(need, "units", (*place, "needs"))]
    return Need(units, USES[use])


def _after(after: Any, place: Place) -> After:
    if not isinstance(after, Mapping):
        raise refused("after 应为对象。", "after should be an object.", (*place, "after"))
    there = (*place, "after")
    share = listed(after, "share", there, [1, 1])
    if len(share) != 2 or not 0 < number(share[0], "share", there) <= number(share[1], "share", there):
        raise refused(
            "share 应为 [分子, 分母]，大于 0，不超过 1。",
            "share should be [numerator, denominator], more than 0 and at most 1.",
            there,
        )
    job = None if after.get("job") is None else whole(after, "job", there)
    most = None if after.get("most") is None else whole(after, "most", there)
    return After(
        job, whole(after, "op", there, -1), whole(after, "lag", there, 0), (share[0], share[1]), most
    )
