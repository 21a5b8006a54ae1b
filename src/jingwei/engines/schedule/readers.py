"""Problems from published formats: the benchmark factory, job shops and flexible job shops."""

import json
from collections.abc import Mapping
from typing import Any

from jingwei.engines.refusal import InvalidInputError, Place
from jingwei.engines.schedule.build import Job, Operation, Shop, build
from jingwei.engines.schedule.calendar import always, shifts
from jingwei.engines.schedule.problem import Problem


def from_factory_text(text: str) -> Problem:
    """The same from JSON text."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise _refused(f"不是有效的 JSON：{error}", f"This is not valid JSON: {error}", ()) from None
    return from_factory(document)


def from_factory(document: Mapping[str, Any]) -> Problem:
    """A factory as a JSON object: groups, calendars, machine_calendar, setups per group, jobs with modes.

    n_machines        number of machines
    groups            per work centre its machines; setups[group][family][family] in working minutes
    calendars         per calendar its shifts [start, end) in minutes; machine_calendar names one per machine
    jobs              release, due, weight, ops in routing order: fam and modes [machine, minutes]
    Raises InvalidInputError naming the entry.
    """
    if not isinstance(document, Mapping):
        raise _refused("文件应为一个 JSON 对象。", "The file should hold one JSON object.", ())
    machines = _whole(document, "n_machines", ())
    group = [-1] * machines
    for number, members in enumerate(_list(document, "groups", ())):
        for machine in members:
            _known(machine, machines, ("groups", number))
            group[machine] = number
    if -1 in group:
        lost = group.index(-1)
        raise _refused(f"设备 {lost} 不属于任何组。", f"Machine {lost} is in no group.", ("groups",))
    calendar = _list(document, "machine_calendar", ())
    if len(calendar) != machines:
        raise _refused(
            f"machine_calendar 应为每台设备一个日历（{machines} 个），实际 {len(calendar)} 个。",
            f"machine_calendar should name a calendar for each of {machines} machines, not {len(calendar)}.",
            ("machine_calendar",),
        )
    calendars = _list(document, "calendars", ())
    for number, one in enumerate(calendars):
        if not one:
            raise _refused(
                f"日历 {number} 没有班次。", f"Calendar {number} has no shifts.", ("calendars", number)
            )
    try:
        known = [[(int(start), int(end)) for start, end in one] for one in calendars]
    except (TypeError, ValueError):
        raise _refused("班次应为 [开始, 结束]。", "A shift should be [start, end].", ("calendars",)) from None
    horizon = max((end for one in known for _, end in one), default=1)
    jobs = [_job(job, number) for number, job in enumerate(_list(document, "jobs", ()))]
    return build(jobs, Shop(group, calendar, shifts(known, horizon), _list(document, "setups", ())))


def _job(job: Any, number: int) -> Job:
    place: Place = ("jobs", number)
    if not isinstance(job, Mapping):
        raise _refused(f"作业 {number} 应为对象。", f"Job {number} should be an object.", place)
    steps = []
    for step, one in enumerate(_list(job, "ops", place)):
        there: Place = (*place, "ops", step)
        if not isinstance(one, Mapping):
            raise _refused(
                f"作业 {number} 的工序 {step} 应为对象。",
                f"Job {number}, operation {step} should be an object.",
                there,
            )
        modes = _list(one, "modes", there)
        if not all(isinstance(mode, list) and len(mode) == 2 for mode in modes):
            raise _refused(
                f"作业 {number} 的工序 {step}：modes 应为 [设备, 分钟]。",
                f"Job {number}, operation {step}: modes should be [machine, minutes].",
                there,
            )
        for machine, minutes in modes:
            _positive(minutes, f"作业 {number} 的工序 {step}", f"Job {number}, operation {step}", there)
            _number(machine, "machine", there)
        steps.append(Operation([(m, d) for m, d in modes], _whole(one, "fam", there, 0)))
    return Job(
        steps, _whole(job, "release", place, 0), _whole(job, "due", place), _whole(job, "weight", place, 1)
    )


def from_job_shop(text: str) -> Problem:
    """The classical text (JSPLIB): jobs and machines, then per job pairs (machine from 0, minutes); every job due at once."""
    jobs = []
    for job, (line, row) in enumerate(_rows(text)):
        # Some copies end every job with -1.
        words = row[:-1] if len(row) % 2 and row[-1] == -1 else row
        if len(words) % 2:
            raise _refused(
                f"第 {line} 行：应为成对的设备和时间。",
                f"Line {line}: machine and minutes should come in pairs.",
                ("line", line),
            )
        jobs.append(
            Job([_operation([pair], job, line) for pair in zip(words[::2], words[1::2], strict=True)])
        )
    return _without_pauses(jobs)


def from_flexible(text: str) -> Problem:
    """The flexible text (FJSPLIB): per job its operations, each as a count and pairs (machine from 1, minutes)."""
    jobs = []
    for job, (line, row) in enumerate(_rows(text)):
        steps: list[Operation] = []
        at = 1
        for _ in range(row[0]):
            count = row[at] if at < len(row) else 0
            pairs = row[at + 1 : at + 1 + 2 * count]
            if count < 1 or len(pairs) < 2 * count:
                raise _refused(
                    f"第 {line} 行：工序 {len(steps) + 1} 的设备和时间不完整。",
                    f"Line {line}: the machines of operation {len(steps) + 1} are incomplete.",
                    ("line", line),
                )
            steps.append(
                _operation([(m - 1, d) for m, d in zip(pairs[::2], pairs[1::2], strict=True)], job, line)
            )
            at += 1 + 2 * count
        jobs.append(Job(steps))
    return _without_pauses(jobs)


def _operation(modes: list[tuple[int, int]], job: int, line: int) -> Operation:
    for machine, minutes in modes:
        _positive(minutes, f"第 {line} 行（作业 {job}）", f"Line {line} (job {job})", ("line", line))
        if machine < 0:
            raise _refused(
                f"第 {line} 行：没有这样的设备。", f"Line {line}: there is no such machine.", ("line", line)
            )
    return Operation(modes)


def _rows(text: str) -> list[tuple[int, list[int]]]:
    """The lines of the jobs, each with its number and its numbers."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                rows.append((number, [int(float(word)) for word in line.split()]))
            except (ValueError, OverflowError):
                raise _refused(
                    f"第 {number} 行不是数字。", f"Line {number} does not hold numbers.", ("line", number)
                ) from None
    count = rows[0][1][0] if rows else 0
    if len(rows) <= count or count < 1:
        raise _refused(
            "文件不完整。", "The file ends before its last job.", ("line", rows[-1][0] if rows else 0)
        )
    return rows[1 : 1 + count]


def _without_pauses(jobs: list[Job]) -> Problem:
    steps = [step for job in jobs for step in job.operations]
    machines = 1 + max(machine for step in steps for machine, _ in step.modes)
    horizon = sum(max(minutes for _, minutes in step.modes) for step in steps)
    return build(jobs, Shop([0] * machines, [0] * machines, always(max(horizon, 1))))


def _refused(zh: str, en: str, place: Place) -> InvalidInputError:
    return InvalidInputError(zh, en, place)


def _list(document: Mapping[str, Any], name: str, place: Place) -> list[Any]:
    found = document.get(name)
    if not isinstance(found, list):
        raise _refused(f"缺少列表 {name}。", f"The list {name} is missing.", (*place, name))
    return found


def _whole(document: Mapping[str, Any], name: str, place: Place, usual: int | None = None) -> int:
    return _number(document.get(name, usual), name, place)


def _number(value: Any, name: str, place: Place) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refused(f"{name} 应为整数。", f"{name} should be a whole number.", (*place, name))
    return value


def _positive(minutes: Any, zh: str, en: str, place: Place) -> None:
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
        raise _refused(
            f"{zh}：加工时间 {minutes} 必须为正整数。", f"{en}: {minutes} should be positive minutes.", place
        )


def _known(machine: Any, machines: int, place: Place) -> None:
    if not isinstance(machine, int) or not 0 <= machine < machines:
        raise _refused(f"没有设备 {machine}。", f"There is no machine {machine}.", place)
