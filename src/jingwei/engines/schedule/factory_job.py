"""The jobs of a factory's JSON object."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from jingwei.engines.refusal import Place
from jingwei.engines.schedule.build import After, Job, Need, Operation, Shop
from jingwei.engines.schedule.calendar import HORIZON_LIMIT
from jingwei.engines.schedule.cells import listed, number, positive, refused, whole
from jingwei.engines.schedule.extras import LIFE_LIMIT, Use
from jingwei.engines.schedule.lots import MOST_LOTS, even_lots

USES = {"all": Use.ALL, "setup": Use.SETUP, "work": Use.WORK}


def job_of(job: Any, row: int, shop: Shop) -> Job:
    """A job of a shop; refused with a sentence that names it and the operation."""
    place: Place = ("jobs", row)
    if not isinstance(job, Mapping):
        raise refused(f"作业 {row} 应为对象。", f"Job {row} should be an object.", place)
    steps = _steps(listed(job, "ops", place), row, shop, (*place, "ops"))
    routes = []
    for number_, route in enumerate(listed(job, "routes", place, [])):
        there: Place = (*place, "routes", number_)
        if not isinstance(route, list) or not route:
            raise refused(
                f"作业 {row} 的替代工艺路线 {number_} 应为工序列表。",
                f"Job {row}, route {number_} should be a list of operations.",
                there,
            )
        routes.append(_steps(route, row, shop, there))
    said = (f"作业 {row}", f"Job {row}")
    release, weight = whole(job, "release", place, 0), whole(job, "weight", place, 1)
    _between(release, 0, shop.calendars.horizon, "release", said, place)
    _between(weight, 0, 1_000_000, "weight", said, place)
    due = whole(job, "due", place)
    _between(due, -HORIZON_LIMIT, 10 * HORIZON_LIMIT, "due", said, place)
    return Job(steps, release, due, weight, routes)


def lots_of(job: Any, row: int) -> tuple[int, ...]:
    """The lots a job is split into; none if it stays in one piece."""
    split = job.get("split") if isinstance(job, Mapping) else None
    if split is None:
        return ()
    place: Place = ("jobs", row, "split")
    if not isinstance(split, Mapping) or ("most" in split) == ("lots" in split):
        raise refused(
            f"作业 {row} 的 split 应为 {{quantity, most}} 或 {{quantity, lots}}。",
            f"Job {row}: split should be {{quantity, most}} or {{quantity, lots}}.",
            place,
        )
    said = (f"作业 {row} 拆批", f"Job {row}, split")
    quantity = whole(split, "quantity", place)
    _between(quantity, 1, 1_000_000_000, "quantity", said, place)
    if "lots" in split:
        count = whole(split, "lots", place)
        _between(count, 1, min(quantity, MOST_LOTS), "lots", said, place)
        return even_lots(quantity, lots=count)
    most = whole(split, "most", place)
    _between(most, -(-quantity // MOST_LOTS), 1_000_000_000, "most", said, place)
    return even_lots(quantity, most=most)


def _steps(rows: list[Any], row: int, shop: Shop, place: Place) -> list[Operation]:
    """The operations of a job, by one of its routes."""
    steps = []
    for step, one in enumerate(rows):
        there: Place = (*place, step)
        if not isinstance(one, Mapping):
            raise refused(
                f"作业 {row} 的工序 {step} 应为对象。",
                f"Job {row}, operation {step} should be an object.",
                there,
            )
        said = (f"作业 {row} 的工序 {step}", f"Job {row}, operation {step}")
        steps.append(_operation(one, said, shop, there))
    return steps


def _operation(one: Mapping[str, Any], said: tuple[str, str], shop: Shop, place: Place) -> Operation:
    zh, en = said
    modes = listed(one, "modes", place)
    if not modes:
        raise refused(f"{zh}：没有可用设备。", f"{en} has no machine to run on.", place)
    if not all(isinstance(mode, list) and len(mode) == 2 for mode in modes):
        raise refused(f"{zh}：modes 应为 [设备, 分钟]。", f"{en}: modes should be [machine, minutes].", place)
    for machine, minutes in modes:
        positive(minutes, zh, en, place)
        if number(machine, "machine", place) not in range(len(shop.group)):
            raise refused(f"{zh}：没有设备 {machine}。", f"{en}: there is no machine {machine}.", place)
    family, earliest = whole(one, "fam", place, 0), whole(one, "earliest", place, 0)
    _between(family, 0, np.asarray(shop.setup).shape[-1] - 1, "fam", said, place)
    _between(earliest, 0, shop.calendars.horizon, "earliest", said, place)
    needs = [_need(need, place) for need in listed(one, "needs", place, [])]
    for need in needs:
        if not need.units:
            raise refused(
                f"{zh}：需要的人员或工装一个也没有。", f"{en} needs somebody, but nobody is named.", place
            )
        for unit in need.units:
            _between(unit, 0, len(shop.units) - 1, "units", said, place)
    size = whole(one, "size", place, 1)
    _between(size, 0, HORIZON_LIMIT, "size", said, place)
    _refuse_ovens([machine for machine, _ in modes], size, needs, shop, said, place)
    return Operation(
        [(m, d) for m, d in modes],
        family,
        earliest,
        needs=needs,
        after=[_after(after, said, place) for after in listed(one, "after", place, [])],
        whole=one.get("whole", False) is True,
        size=size,
    )


def _refuse_ovens(
    machines: list[int], size: int, needs: list[Need], shop: Shop, said: tuple[str, str], place: Place
) -> None:
    """Refuses what an oven cannot hold, and people and tools at one."""
    zh, en = said
    for machine in machines:
        holds = shop.ovens.get(machine, 0)
        if holds and size > holds:
            raise refused(
                f"{zh}：装炉量 {size} 超过设备 {machine} 的容量 {holds}。",
                f"{en} takes {size}, machine {machine} holds {holds}.",
                (*place, "size"),
            )
        if holds and needs:
            raise refused(
                f"{zh} 在合炉设备 {machine} 上加工，不能再占用人员或工装。",
                f"{en} runs in oven {machine} together with others and cannot take a person or tool.",
                (*place, "needs"),
            )


def _between(value: int, low: int, high: int, name: str, said: tuple[str, str], place: Place) -> None:
    """Refuses a number out of its range."""
    if not low <= value <= high:
        zh, en = said
        raise refused(
            f"{zh}：{name} 的值 {value} 不在 {low} 到 {high} 之间。",
            f"{en}: {name} is {value}, not from {low} to {high}.",
            (*place, name),
        )


def _need(need: Any, place: Place) -> Need:
    use = need.get("use", "all") if isinstance(need, Mapping) else None
    if not isinstance(use, str) or use not in USES:
        raise refused(
            f"needs 应为 {{units, use}}，use 为 {'、'.join(USES)} 之一。",
            f"needs should be {{units, use}} with a use of {', '.join(USES)}.",
            (*place, "needs"),
        )
    units = [number(unit, "units", (*place, "needs")) for unit in listed(need, "units", (*place, "needs"))]
    wear = whole(need, "wear", (*place, "needs"), 0)
    if not 0 <= wear <= LIFE_LIMIT or (wear and USES[use] == Use.SETUP):
        raise refused(
            f"needs 的 wear 应为 0 到 {LIFE_LIMIT}；只在换型时占用的工装不磨损。",
            f"The wear of needs should be 0 to {LIFE_LIMIT}; a tool that is there only for the setup is not worn.",
            (*place, "needs", "wear"),
        )
    return Need(units, USES[use], wear=wear)


def _after(after: Any, said: tuple[str, str], place: Place) -> After:
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
    lag = whole(after, "lag", there, 0)
    _between(lag, 0, HORIZON_LIMIT, "lag", said, there)
    _between(most or 0, 0, HORIZON_LIMIT, "most", said, there)
    return After(job, whole(after, "op", there, -1), lag, (share[0], share[1]), most)
