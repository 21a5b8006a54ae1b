"""Problems from published texts: job shops and flexible job shops."""

import re
from collections.abc import Sequence
from itertools import accumulate

from jingwei.engines.schedule.build import Job, Operation, Shop, build
from jingwei.engines.schedule.calendar import HORIZON_LIMIT, always
from jingwei.engines.schedule.cells import positive, refused
from jingwei.engines.schedule.problem import Problem


def from_job_shop(text: str) -> Problem:
    """The classical text (JSPLIB): jobs and machines, then per job pairs (machine from 0, minutes); every job due at once."""
    jobs = []
    for job, (line, row) in enumerate(_rows(text)):
        words = list(row)
        # Some copies end every job with -1, once or twice.
        while words and words[-1] == -1:
            words.pop()
        if len(words) % 2:
            raise refused(
                f"第 {line} 行：应为成对的设备和时间。",
                f"Line {line}: machine and minutes should come in pairs.",
                ("line", line),
            )
        pairs = zip(words[::2], words[1::2], strict=True)
        # A step of no minutes is none (orb07 ends a job with one).
        jobs.append(Job([_operation([pair], job, line) for pair in pairs if pair[1]]))
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
                raise refused(
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


def from_taillard(text: str) -> Problem:
    """Taillard's text: a line of figures, the minutes of every job below "Times", its machines (from 1) below "Machines"."""
    parts = re.split(r"(?im)^[ \t]*(times|machines)[ \t]*$", text)
    if [part.lower() for part in parts[1::2]] != ["times", "machines"]:
        raise refused(
            "文件应有 Times 和 Machines 两段。", "The text needs the parts Times and Machines.", ("line", 1)
        )
    begins = list(accumulate((part.count("\n") for part in parts), initial=1))
    minutes, machines = numbered(parts[2], begins[2]), numbered(parts[4], begins[4])
    if not minutes or len(minutes) != len(machines):
        raise refused(
            f"Times 有 {len(minutes)} 行，Machines 有 {len(machines)} 行。",
            f"Times has {len(minutes)} lines, Machines {len(machines)}.",
            ("line", begins[4]),
        )
    jobs = []
    for job, ((_, times), (line, places)) in enumerate(zip(minutes, machines, strict=True)):
        if len(times) != len(places):
            raise refused(
                f"第 {line} 行：应有 {len(times)} 台设备。",
                f"Line {line}: {len(times)} machines were expected.",
                ("line", line),
            )
        jobs.append(Job([_operation([(m - 1, d)], job, line) for m, d in zip(places, times, strict=True)]))
    return _without_pauses(jobs)


def _operation(modes: list[tuple[int, int]], job: int, line: int) -> Operation:
    for machine, minutes in modes:
        positive(minutes, f"第 {line} 行（作业 {job}）", f"Line {line} (job {job})", ("line", line))
        if machine < 0:
            raise refused(
                f"第 {line} 行：没有这样的设备。", f"Line {line}: there is no such machine.", ("line", line)
            )
    return Operation(modes)


def _rows(text: str) -> list[tuple[int, list[int]]]:
    """The lines of the jobs, each with its number and its numbers."""
    rows = numbered(text, 1)
    count = rows[0][1][0] if rows else 0
    if len(rows) <= count or count < 1:
        raise refused(
            "文件不完整。", "The file ends before its last job.", ("line", rows[-1][0] if rows else 0)
        )
    return rows[1 : 1 + count]


def numbered(text: str, begin: int) -> list[tuple[int, list[int]]]:
    """The lines that hold something, as numbers, with their own number counted from `begin`."""
    rows = []
    for number, line in enumerate(text.splitlines(), begin):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                rows.append((number, [int(float(word)) for word in line.split()]))
            except (ValueError, OverflowError):
                raise refused(
                    f"第 {number} 行不是数字。", f"Line {number} does not hold numbers.", ("line", number)
                ) from None
    return rows


def _without_pauses(jobs: Sequence[Job]) -> Problem:
    steps = [step for job in jobs for step in job.operations]
    if not steps:
        raise refused("文件中没有工序。", "The text holds no operation.", ("line", 1))
    machines = 1 + max(machine for step in steps for machine, _ in step.modes)
    # One after the other everything fits; of large texts the plans are that much shorter.
    horizon = min(sum(max(minutes for _, minutes in step.modes) for step in steps), HORIZON_LIMIT)
    return build(jobs, Shop([0] * machines, [0] * machines, always(max(horizon, 1))))
