"""The cells of a problem file: a refusal names what should stand there."""

from collections.abc import Mapping
from typing import Any

from jingwei.engines.refusal import InvalidInputError, Place


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
    return value


def positive(minutes: Any, zh: str, en: str, place: Place) -> None:
    """Refuses minutes that are none."""
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
        raise refused(
            f"{zh}：加工时间 {minutes} 必须为正整数。", f"{en}: {minutes} should be positive minutes.", place
        )


def known(machine: Any, machines: int, place: Place) -> None:
    """Refuses a machine that is not there."""
    if not isinstance(machine, int) or not 0 <= machine < machines:
        raise refused(f"没有设备 {machine}。", f"There is no machine {machine}.", place)
