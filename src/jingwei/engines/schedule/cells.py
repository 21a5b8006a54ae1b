"""The cells of a problem file: a refusal names what should stand there."""

from collections.abc import Mapping
from typing import Any

from jingwei.engines.refusal import InvalidInputError, Place
from jingwei.engines.schedule.calendar import HORIZON_LIMIT

MOST = 1 << 60
"""No number of a file may be larger: sums of a few fit in 64 bits."""


def refused(zh: str, en: str, place: Place) -> InvalidInputError:
    """The refusal of an entry, to be raised."""
    return InvalidInputError(zh, en, place)


def listed(document: Mapping[str, Any], name: str, place: Place, usual: list[Any] | None = None) -> list[Any]:
    """A list; one that is missing is `usual`."""
    found = document.get(name, usual)
    if not isinstance(found, list):
        raise refused(f"缺少列表 {name}。", f"The list {name} is missing.", (*place, name))
    return found


def whole(document: Mapping[str, Any], name: str, place: Place, usual: int | None = None) -> int:
    """A whole number of an object; one that is missing is `usual`."""
    return number(document.get(name, usual), name, place)


def number(value: Any, name: str, place: Place) -> int:
    """The value itself, a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise refused(f"{name} 应为整数。", f"{name} should be a whole number.", (*place, name))
    if abs(value) > MOST:
        raise refused(
            f"{name} 的值 {value} 过大。", f"{name} is {value}, which is too large.", (*place, name)
        )
    return value


def positive(minutes: Any, zh: str, en: str, place: Place) -> None:
    """Refuses minutes that are none, or more than any calendar has."""
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
        raise refused(
            f"{zh}：加工时间 {minutes} 必须为正整数。", f"{en}: {minutes} should be positive minutes.", place
        )
    if minutes > HORIZON_LIMIT:
        raise refused(
            f"{zh}：加工时间 {minutes} 超过 {HORIZON_LIMIT} 分钟。",
            f"{en}: {minutes} is more than {HORIZON_LIMIT} minutes.",
            place,
        )


def known(machine: Any, machines: int, place: Place) -> None:
    """Refuses a machine that is not there."""
    if not isinstance(machine, int) or not 0 <= machine < machines:
        raise refused(f"没有设备 {machine}。", f"There is no machine {machine}.", place)
