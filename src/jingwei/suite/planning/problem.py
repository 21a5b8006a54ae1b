"""A snapshot as the arrays of the MRP engine: steps instead of amounts, days from today instead of dates."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from jingwei.base.calendar import PlantCalendar
from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import bom, mrp
from jingwei.engines.refusal import CycleError, EngineError
from jingwei.suite.planning.snapshot import Item, Snapshot

PER_MILLION = 1_000_000
FAR = 1 << 30
"""A day no plan reaches."""


def planned(snapshot: Snapshot, calendar: PlantCalendar, horizon: int, keep_safety: bool) -> mrp.Plan:
    """The plan; what cannot be planned is refused with the items named."""
    try:
        return mrp.run(problem(snapshot, calendar, horizon, keep_safety))
    except CycleError as error:
        trail = " → ".join(snapshot.items[at].code for at in error.items)
        words = Words("BOM 成环：{t}", "The bill of materials contains itself: {t}").fill(t=trail)
        raise Invalid.at(("items",), "cycle", words) from error
    except EngineError as error:
        raise Invalid.at(error.place, "engine", Words(error.zh, error.en)) from error


def problem(snapshot: Snapshot, calendar: PlantCalendar, horizon: int, keep_safety: bool) -> mrp.Problem:
    days = [bool(calendar.shifts_on(snapshot.today + timedelta(days=day))) for day in range(horizon + 1)]
    if not any(days):
        words = Words("展望期内没有工作日", "There is no working day within the horizon")
        raise Invalid.at(("horizon_days",), "no_working_day", words)
    at = snapshot.place
    day = snapshot.today.toordinal()
    demands = [
        (at[w.item], w.day.toordinal() - day, snapshot.item(w.item).up(w.amount), ref)
        for ref, w in enumerate(snapshot.wants)
    ]
    receipts = [
        (at[s.item], s.day.toordinal() - day, snapshot.item(s.item).down(s.amount), ref, int(s.firm))
        for ref, s in enumerate(snapshot.supplies)
    ]
    return mrp.Problem(
        items(snapshot.items, keep_safety), structure(snapshot), mrp.demands(demands), mrp.receipts(receipts),
        mrp.WorkCalendars(np.array([days], np.bool_)),
    )  # fmt: skip


def items(known: tuple[Item, ...], keep_safety: bool) -> mrp.Items:
    """A lot rule uses its own sizes only; the others may still stand in the item from an earlier rule."""
    sized = [
        (i, i.rule in ("minimum", "multiple", "period"), i.rule in ("multiple", "period")) for i in known
    ]
    return mrp.items(
        len(known),
        on_hand=[i.down(i.stock) for i in known],
        safety_stock=[i.up(i.safety) if keep_safety else 0 for i in known],
        lot_rule=[rule_of(i) for i in known],
        lot_fixed=[i.up(i.lot_size) if i.rule == "fixed" else 0 for i in known],
        lot_min=[i.up(i.lot_min) if least else 0 for i, least, _ in sized],
        lot_multiple=[i.up(i.lot_multiple) if multiple else 0 for i, _, multiple in sized],
        lot_period=[i.lot_days if i.rule == "period" else 0 for i in known],
        lead_time=[-1 if i.lead is None else i.lead for i in known],
        scrap_ppm=[int(i.scrap * PER_MILLION) for i in known],
        made=[i.source == "make" for i in known],
    )


def rule_of(item: Item) -> int:
    match item.rule:
        case "fixed":
            return mrp.LotRule.FIXED
        case "period":
            return mrp.LotRule.PERIOD
        case _:
            return mrp.LotRule.LOT_FOR_LOT


def structure(snapshot: Snapshot) -> bom.Bom:
    """Component steps per parent step as exact ratios, scrap included."""
    rows: list[tuple[int, int, int, int, int, int, int]] = []
    for line in snapshot.lines:
        parent, component = snapshot.item(line.parent), snapshot.item(line.component)
        ratio = Fraction(0) if line.fixed else line.amount * parent.step / component.step
        fixed = component.up(line.amount) if line.fixed else 0
        rows.append(
            (snapshot.place[line.parent], snapshot.place[line.component], ratio.numerator, ratio.denominator, fixed,
             days_to(snapshot.today, line.begins, -FAR), days_to(snapshot.today, line.ends, FAR))
        )  # fmt: skip
    columns = zip(*rows, strict=True) if rows else ([] for _ in range(7))
    above, below, numerator, denominator, fixed_steps, begins, ends = (list(column) for column in columns)
    lines = bom.lines(
        above, below, numerator, denominator, fixed=fixed_steps, valid_from=begins, valid_to=ends
    )
    return bom.build(len(snapshot.items), lines, phantom=[item.phantom for item in snapshot.items])


def days_to(today: date, day: date | None, absent: int) -> int:
    return absent if day is None else (day - today).days
