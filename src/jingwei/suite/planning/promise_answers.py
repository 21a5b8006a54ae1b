"""The engine's answers in the terms of the factory: dates, what can be had in time, and what each date waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic

import numpy as np

from jingwei.base.decimals import plain
from jingwei.engines import promise
from jingwei.engines.arrays import I64
from jingwei.engines.promise import Cause, Want
from jingwei.suite.planning import measures
from jingwei.suite.planning.columns import NONE
from jingwei.suite.planning.footing import DAYS, Footing
from jingwei.suite.planning.promise_lines import Wanted
from jingwei.suite.planning.snapshot import FORMS, MAKE, Snapshot

Json = dict[str, object]
PATIENCE = 0.06
"""Seconds spent on how much of a line can be had in time."""
CODES = {
    Cause.STOCK: "stock", Cause.RECEIPT: "receipt", Cause.PURCHASE: "purchase", Cause.MAKING: "making", Cause.CAPACITY: "capacity",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demand:
    """What a line that can be delivered asks of MRP."""

    place: int
    steps: int
    day: int


@dataclass
class Answers:
    """The lines of one question, each served after those before it; the plan is left as it was."""

    footing: Footing
    plan: promise.Plan
    wanted: Sequence[Wanted]
    demands: list[Demand] = field(default_factory=list)

    @property
    def seen(self) -> Snapshot:
        return self.footing.sight.seen

    def lines(self) -> list[Json]:
        marks: list[I64] = []
        try:
            return [self.line(one, marks) for one in self.wanted]
        finally:
            for mark in reversed(marks):
                promise.undo(self.plan, mark)

    def line(self, one: Wanted, marks: list[I64]) -> Json:
        told: Json = {"row": one.row}
        if one.wrong is not None:
            return {**told, "wrong": one.wrong}
        due = 0 if one.due is None else min(max(one.due, 0), DAYS - 1)
        part = None
        try:
            (found,), mark = promise.keep(self.plan, [Want(one.place, one.steps, due)])
        except promise.UNFIT:
            return {**told, "wrong": {"code": "too_much", "field": "quantity"}}
        if (wrong := self.unplannable(found)) is not None:
            promise.undo(self.plan, mark)
            return {**told, "wrong": wrong}
        soonest = self.delivered(found.earliest, one.due)
        met = one.due is not None and 0 <= soonest <= one.due
        if one.due is not None and not met:
            # As much of it as can be had by then, with nothing of this line taken yet.
            promise.undo(self.plan, mark)
            part = self.in_time(one, due) if one.due >= 0 else 0
            (found,), mark = promise.keep(self.plan, [Want(one.place, one.steps, due)])
        marks.append(mark)
        day = max(soonest, one.due or 0) if soonest >= 0 else -1
        if day >= 0:
            self.demands.append(Demand(one.place, one.steps, day))
        return {
            **told, "item": self.item(one.place), "quantity": self.amount(one.place, one.steps), "unit": measures.code(self.seen.unit(one.place)),
            "earliest": self.date(soonest), "wanted": None if one.due is None else self.date_of(one.due),
            "met": met, "part": None if part is None else self.amount(one.place, part),
            "chain": [self.link(link, found) for link in found.chain], "notes": self.notes(found),
        }  # fmt: skip

    def in_time(self, one: Wanted, due: int) -> int:
        """The most that can be had on the day, in whole pieces; found by halving, as long as patience lasts."""
        piece = max(1, int(1 / measures.UNITS[self.seen.unit(one.place) - 1].step))
        low, high, deadline = 0, (one.steps - 1) // piece, monotonic() + PATIENCE
        while low < high and monotonic() < deadline:
            half = (low + high + 1) // 2
            if promise.ask(self.plan, [Want(one.place, half * piece, due)])[0].day == due:
                low = half
            else:
                high = half - 1
        return low * piece

    def unplannable(self, found: promise.Answer) -> Json | None:
        """What has to be made or bought and nobody has said how, or how long it takes."""
        items = self.seen.items
        for order in found.orders:
            at, lead = order.item, int(items["lead"][order.item])
            if items["phantom"][at] == 1:
                continue
            if items["source"][at] != MAKE:
                if lead == NONE:
                    return {"code": "no_lead", "field": "item", "item": self.item(at)}
            elif items["routed"][at] == 0 and not self.structured[at]:
                return {"code": "no_structure", "field": "item", "item": self.item(at)}
            elif items["routed"][at] == 0 and lead == NONE:
                return {"code": "no_time", "field": "item", "item": self.item(at)}
        return None

    def notes(self, found: promise.Answer) -> list[Json]:
        """What was left open: a date is only as good as what is known."""
        items = self.seen.items
        told: dict[tuple[str, int], Json] = {}
        for order in found.orders:
            at = order.item
            if items["phantom"][at] == 1:
                continue
            if items["source"][at] == MAKE and items["routed"][at] == 0:
                code = "no_routing"
            elif items["source"][at] == MAKE and not self.structured[at]:
                code = "no_bom"
            elif items["source"][at] != MAKE and items["supplier"][at] == NONE:
                code = "no_supplier"
            else:
                continue
            told[code, at] = {"code": code, "item": self.item(at)}
        bare = self.unlimited & {order.item for order in found.orders}
        return [*told.values(), *({"code": "no_machine", "item": self.item(at)} for at in sorted(bare))]

    @cached_property
    def structured(self) -> np.ndarray:
        """Whether a structure holds for each item today."""
        lines = self.seen.lines
        holding = (lines["begin"] <= 0) & (lines["end"] > 0)
        found = np.zeros(len(self.seen.items["id"]), np.bool_)
        found[self.seen.places(lines["parent"][holding])] = True
        return found

    @cached_property
    def unlimited(self) -> set[int]:
        """Items worked at centres without machines, whose capacity nobody knows."""
        routed = self.footing.sight.routed
        bare = ~np.isin(routed["centre"], self.footing.known.ids) & (self.footing.away == 0)
        return set(self.seen.places(np.unique(routed["item"][bare])).tolist()) - {-1}

    def link(self, link: promise.Link, found: promise.Answer) -> Json:
        items = self.seen.items
        told: Json = {
            "code": CODES[link.cause],
            "item": self.item(link.item),
            "day": self.date(min(link.day, DAYS)),
        }
        if link.cause is Cause.RECEIPT:
            row = promise.received(self.plan, link.what)
            if row < 0:
                return {**told, "code": "surplus"}
            s = self.seen.supplies
            late = int(s["day"][row]) < 0
            told |= {"form": FORMS[int(s["form"][row])], "record": int(s["record"][row])}
            if late:
                told |= {"code": "overdue", "due": self.date_of(int(s["day"][row]))}
        elif link.cause is Cause.CAPACITY:
            told["centre"] = int(self.footing.known.ids[link.what])
        elif link.cause in (Cause.PURCHASE, Cause.MAKING):
            told |= {
                "lead": max(0, int(items["lead"][link.item])),
                "natural": bool(items["natural"][link.item] == 1),
            }
            if link.cause is Cause.MAKING and items["routed"][link.item] == 1:
                told["code"] = "working"
        return told

    def delivered(self, day: int, due: int | None) -> int:
        """What is ready on a day of rest leaves on the next working day, unless it was asked for by then."""
        if day < 0 or day >= DAYS or (due is not None and day <= due and not self.footing.working[day]):
            return day if 0 <= day < DAYS else -1
        rest = np.flatnonzero(self.footing.working[day:])
        return day + int(rest[0]) if len(rest) else -1

    def item(self, place: int) -> int:
        return int(self.seen.items["id"][place])

    def amount(self, place: int, steps: int) -> str:
        return plain(self.seen.shown(place, steps))

    def date(self, day: int) -> str | None:
        return self.date_of(day) if 0 <= day < DAYS else None

    def date_of(self, day: int) -> str:
        return self.seen.day(day).isoformat()
