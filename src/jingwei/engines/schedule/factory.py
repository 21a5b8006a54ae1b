"""A whole factory from a JSON object: machines, shifts, setups, people, tools and jobs."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from jingwei.engines.refusal import Place
from jingwei.engines.schedule.build import Life, Overtime, Shop, build
from jingwei.engines.schedule.calendar import shifts
from jingwei.engines.schedule.cells import known, listed, number, refused, whole
from jingwei.engines.schedule.choices import Undecided
from jingwei.engines.schedule.factory_job import job_of, lots_of
from jingwei.engines.schedule.lots import in_lots
from jingwei.engines.schedule.problem import Problem

MACHINES = 100_000


def from_factory_text(text: str) -> Problem:
    """The same from JSON text."""
    return from_factory(document_of(text))


def document_of(text: str) -> Mapping[str, Any]:
    """JSON text as an object."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise refused(f"不是有效的 JSON：{error}", f"This is not valid JSON: {error}", ()) from None
    if not isinstance(document, Mapping):
        raise refused("文件应为一个 JSON 对象。", "The file should hold one JSON object.", ())
    return document


def from_factory(document: Mapping[str, Any]) -> Problem:
    """A factory as a JSON object: groups, calendars, machine_calendar, setups per group, jobs with modes.

    n_machines        number of machines
    groups            per work centre its machines; setups[group][family][family] in working minutes
    calendars         per calendar its shifts [start, end) in minutes; machine_calendar names one per machine
    jobs              release, due, weight, ops in routing order: fam, modes [machine, minutes]; routes: other lists
                      of ops, for `decide`; split: {quantity, most} or {quantity, lots}
    and of what is not machines, all of it optional:
    units             per person or tool the number of its calendar, or null: there at any time
    lives             tools (number in units, as text) that have to be serviced → {life, service, worn}: before the wear goes
                      over life, for so many minutes
    overtime          {calendar, start, end, cost}: shifts that may be worked, for `decide`
    unlimited         machines that take any number at once;  ovens: machine (as text) → what it takes together
    ops               earliest, whole, size; needs [{units, use: all | setup | work, wear}];
                      after [{job, op, lag, share: [numerator, denominator], most}], without job: the one before it
    Raises InvalidInputError naming the entry.
    """
    undecided = _undecided(document)
    return build(undecided.jobs, undecided.shop)


def undecided_of(text: str) -> Undecided:
    """The same from JSON text with the other routes and the overtime."""
    return _undecided(document_of(text))


def _undecided(document: Mapping[str, Any]) -> Undecided:
    shop = shop_of(document)
    jobs = [job_of(job, row, shop) for row, job in enumerate(listed(document, "jobs", ()))]
    usual, lots = Undecided(jobs, shop), _lots(document)
    return Undecided(in_lots(jobs, lots, shop)[0], shop) if lots else usual


def _lots(document: Mapping[str, Any]) -> dict[int, tuple[int, ...]]:
    found = ((row, lots_of(job, row)) for row, job in enumerate(listed(document, "jobs", ())))
    return {row: lots for row, lots in found if lots}


def shop_of(document: Mapping[str, Any]) -> Shop:
    """The machines, hours, setups, people and tools of a factory."""
    machines = whole(document, "n_machines", ())
    if not 0 < machines <= MACHINES:
        raise refused(
            f"设备数 {machines} 应为 1 到 {MACHINES}。",
            f"There should be 1 to {MACHINES} machines, not {machines}.",
            ("n_machines",),
        )
    group = [-1] * machines
    for centre, members in enumerate(listed(document, "groups", ())):
        if not isinstance(members, list):
            raise refused(
                f"组 {centre} 应为设备的列表。",
                f"Group {centre} should list its machines.",
                ("groups", centre),
            )
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
    for machine, one in enumerate(calendar):
        _there(one, len(calendars), f"设备 {machine}", f"Machine {machine}", ("machine_calendar", machine))
    hours = [_hours(one, ("calendars", row)) for row, one in enumerate(calendars)]
    overtime = [
        _overtime(one, ("overtime", row)) for row, one in enumerate(listed(document, "overtime", (), []))
    ]
    horizon = max((*(end for one in hours for _, end in one), *(extra.end for extra in overtime)), default=1)
    units = [
        -1 if one is None else number(one, "units", ("units",)) for one in listed(document, "units", (), [])
    ]
    for unit, one in enumerate(units):
        if one >= 0:
            _there(one, len(calendars), f"人员或工装 {unit}", f"Unit {unit}", ("units", unit))
    unlimited = listed(document, "unlimited", (), [])
    ovens = document.get("ovens", {})
    if not isinstance(ovens, Mapping) or not all(str(machine).isdecimal() for machine in ovens):
        raise refused("ovens 应为 {设备: 容量}。", "ovens should be {machine: capacity}.", ("ovens",))
    for machine in (*unlimited, *map(int, ovens)):
        known(machine, machines, ("unlimited",) if machine in unlimited else ("ovens", str(machine)))
    takes = {int(machine): number(size, str(machine), ("ovens",)) for machine, size in ovens.items()}
    setups = _minutes(listed(document, "setups", ()))
    lives = _lives(document.get("lives", {}), len(units))
    return Shop(group, calendar, shifts(hours, horizon), setups, units, unlimited, takes, overtime, lives)


def _lives(shown: Any, units: int) -> dict[int, Life]:
    """The lives of tools."""
    objects = isinstance(shown, Mapping) and all(isinstance(one, Mapping) for one in shown.values())
    if not objects or not all(str(unit).isdecimal() and int(unit) < units for unit in shown):
        raise refused(
            "lives 应为 {工装编号: {life, service, worn}}，编号在 units 之内。",
            "lives should be {tool: {life, service, worn}}, the tool one of the units.",
            ("lives",),
        )
    found = {}
    for unit, one in shown.items():
        place = ("lives", str(unit))
        life, service, worn = (
            whole(one, name, place, usual) for name, usual in (("life", None), ("service", 0), ("worn", 0))
        )
        if life < 1 or service < 0 or worn < 0:
            raise refused(
                f"工装 {unit}：life 必须大于 0，service、worn 不能为负。",
                f"Tool {unit}: life should be more than 0, service and worn not negative.",
                place,
            )
        found[int(unit)] = Life(life, service, worn)
    return found


def _overtime(one: Any, place: Place) -> Overtime:
    if not isinstance(one, Mapping):
        raise refused("overtime 应为对象列表。", "overtime should be a list of objects.", place)
    calendar, start, end = (whole(one, name, place) for name in ("calendar", "start", "end"))
    return Overtime(calendar, start, end, whole(one, "cost", place, 0))


def _hours(shown: Any, place: Place) -> list[tuple[int, int]]:
    """The shifts of a calendar."""
    pairs = isinstance(shown, list) and all(isinstance(one, list) and len(one) == 2 for one in shown)
    if not pairs or not all(type(minute) is int for one in shown for minute in one):
        raise refused("班次应为 [开始, 结束]。", "A shift should be [start, end].", place)
    return [(number(start, "calendars", place), number(end, "calendars", place)) for start, end in shown]


def _minutes(setups: list[Any]) -> npt.NDArray[np.int64]:
    """Setups as an array [group, family, family]."""
    try:
        made = np.array(setups, np.int64)
    except (TypeError, ValueError, OverflowError):
        made = np.zeros(0, np.int64)
    if made.ndim != 3 or not made.size or made.shape[1] != made.shape[2]:
        raise refused(
            "setups 应为每组一张表：换型前的族 × 换型后的族，单位分钟，各组大小相同。",
            "setups should be a table per group, from family to family in minutes, all of one size.",
            ("setups",),
        )
    return made


def _there(calendar: Any, calendars: int, zh: str, en: str, place: Place) -> None:
    """Refuses a calendar that is not there."""
    if isinstance(calendar, bool) or not isinstance(calendar, int) or not 0 <= calendar < calendars:
        raise refused(f"{zh}：没有日历 {calendar}。", f"{en}: there is no calendar {calendar}.", place)
