"""Projects with limited resources from the texts of PSPLIB (Kolisch & Sprecher 1996)."""

import re
from itertools import accumulate

from jingwei.engines.schedule.build import After, Job, Need, Operation, Shop, build
from jingwei.engines.schedule.calendar import always
from jingwei.engines.schedule.cells import refused
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.readers import numbered


def from_project(text: str) -> Problem:
    """A project of PSPLIB (.sm): activities of one mode with successors, each taking some units of renewable resources.

    Every activity is a job of its own at a place that takes any number; a resource is that many units. Activities that take
    no time are left out, what they connected is connected without them.
    """
    successors = {
        row[0]: row[3:] if row[1] == 1 else _several_modes(line, row[0])
        for line, row in _part(text, "PRECEDENCE RELATIONS")
    }
    requests = {row[0]: row[2:] for _, row in _part(text, "REQUESTS/DURATIONS")}
    (_, limits), *_ = _part(text, "RESOURCEAVAILABILITIES")
    before: dict[int, set[int]] = {activity: set() for activity in requests}
    for activity, those in successors.items():
        for after in those:
            if after not in before or activity not in before:
                raise refused(f"没有活动 {after}。", f"There is no activity {after}.", ("activity", after))
            before[after].add(activity)
    kept = [activity for activity, row in requests.items() if row[0] > 0]
    number = {activity: job for job, activity in enumerate(kept)}
    first = [0, *accumulate(limits)]
    for activity, (_, *wanted) in requests.items():
        if len(wanted) != len(limits) or any(
            want > limit for want, limit in zip(wanted, limits, strict=True)
        ):
            raise refused(
                f"活动 {activity} 需要的资源多于现有。",
                f"Activity {activity} asks for more than there is.",
                ("activity", activity),
            )
    jobs = [
        Job(
            [
                Operation(
                    [(0, requests[activity][0])],
                    needs=[
                        Need(range(first[kind], first[kind + 1]))
                        for kind, wanted in enumerate(requests[activity][1:])
                        for _ in range(wanted)
                    ],
                    after=[After(number[one], 0) for one in _really_before(activity, before, requests)],
                )
            ]
        )
        for activity in kept
    ]
    horizon = sum(row[0] for row in requests.values())
    shop = Shop([0], [0], always(max(1, horizon)), units=[-1] * first[-1], unlimited={0})
    return build(jobs, shop)


def _several_modes(line: int, activity: int) -> list[int]:
    raise refused(
        f"第 {line} 行：活动 {activity} 有多种模式，不支持。",
        f"Line {line}: activity {activity} has several modes; only one is understood.",
        ("line", line),
    )


def _really_before(activity: int, before: dict[int, set[int]], requests: dict[int, list[int]]) -> list[int]:
    """What an activity follows, through all that takes no time."""
    found, open_, seen = set(), list(before[activity]), set()
    while open_:
        one = open_.pop()
        if one in seen:
            continue
        seen.add(one)
        if requests[one][0] > 0:
            found.add(one)
        else:
            open_.extend(before[one])
    return sorted(found)


def _part(text: str, title: str) -> list[tuple[int, list[int]]]:
    """The lines of numbers below a title of PSPLIB, up to the next line of asterisks."""
    at = text.find(title)
    if at < 0:
        raise refused(f"文件缺少 {title} 一段。", f"The text lacks the part {title}.", ("line", 1))
    body = re.split(r"(?m)^\*{3,}", text[at:])[0].splitlines(keepends=True)
    heads = next((i for i, line in enumerate(body) if re.match(r"[\s\d]*\d[\s\d]*$", line)), len(body))
    found = numbered("".join(body[heads:]), text[:at].count("\n") + 1 + heads)
    if not found:
        raise refused(
            f"{title} 一段没有内容。", f"The part {title} is empty.", ("line", text[:at].count("\n") + 1)
        )
    return found
