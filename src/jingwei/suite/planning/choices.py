"""What a plan is left to choose besides machines and order: other routings, overtime that is offered, lots of late orders."""

from __future__ import annotations

from typing import Annotated

import msgspec


class OvertimeIf(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Overtime that may be worked on a machine, or on every machine of a work centre.

    after  hours behind the last shift of a day
    off    from when till when on a day without shifts, as `08:00-16:30`
    days   how far ahead
    cost   for how many minutes of lateness an hour of it counts
    """

    machine: str | None = None
    centre: str | None = None
    after: Annotated[int, msgspec.Meta(ge=0, le=12)] = 0
    off: Annotated[str, msgspec.Meta(max_length=11)] | None = None
    days: Annotated[int, msgspec.Meta(ge=1, le=60)] = 14
    cost: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 60


class SplitIf(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Late orders that may be split: those named, or all of more than so much; into so many even lots at most."""

    lots: Annotated[int, msgspec.Meta(ge=2, le=20)] = 2
    above: Annotated[int, msgspec.Meta(ge=0)] = 0
    orders: list[str] = []


class Choices(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is left to the plan."""

    routes: bool = False
    overtime: list[OvertimeIf] = []
    split: SplitIf | None = None

    def __bool__(self) -> bool:
        return self.routes or bool(self.overtime) or self.split is not None
