"""A schedule of any size made up for the drawing: machines in groups, two shifts a day, orders that pass from group to group."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]
BEGIN = datetime(2026, 11, 23, tzinfo=UTC)
DAYS = 60
STEPS = ("车削", "铣削", "滚齿", "磨削", "热处理", "装配")
FAMILIES = ("R40", "R60", "W20", "轴", "壳体")
SHIFTS = ((0, 8), (8, 16))
"""Hours of UTC, 08:00 to 24:00 in Shanghai."""


def board(bars: int = 5_000, machines: int = 60, seed: int = 7, begin: datetime = BEGIN) -> Json:
    """What `GET /api/v1/planning/schedule` would answer for a factory of this size."""
    dice = random.Random(seed)
    begin = begin.replace(minute=0, second=0, microsecond=0)
    each = machines // len(STEPS)
    free = [begin - timedelta(hours=dice.randint(0, 6)) for _ in range(machines)]
    orders: list[Json] = []
    made: list[Json] = []
    while len(made) < bars:
        number = len(orders) + 1
        order = {"id": f"o{number}", "title": f"MO-{number:05d}"}
        ready, family = begin - timedelta(hours=6), dice.choice(FAMILIES)
        for step, name in enumerate(STEPS[: bars - len(made)]):
            lane = min(range(step * each, step * each + each), key=lambda one: free[one])
            setup = timedelta(minutes=dice.choice((0, 15, 30, 45)))
            start = worked(max(free[lane] + setup, ready), timedelta(0))
            end = worked(start, timedelta(minutes=dice.randint(4, 30) * 15))
            free[lane] = ready = end
            made.append(
                {"id": f"b{len(made)}", "operation": {"id": f"p{len(made)}", "title": f"{number:05d}-{step + 1} {name}"},
                 "order": order, "machine": f"m{lane}", "from": stamp(start), "to": stamp(end),
                 "setup_from": stamp(start - setup) if setup else None, "late": False, "locked": dice.random() < 0.02,
                 "started": start < begin, "state": "started" if start < begin else "planned",
                 "colour_key": order["title"], "family": family, "centre": f"c{step}"}
            )  # fmt: skip
        due = ready + timedelta(hours=dice.randint(-30, 120))
        minutes = max(0, int((ready - due) / timedelta(minutes=1)))
        orders.append(
            {
                "order": order,
                "due": due.date().isoformat(),
                "finish": stamp(ready),
                "late_minutes": minutes,
                "why": [],
            }
        )
    late = {one["order"]["id"] for one in orders if one["late_minutes"]}
    for bar in made:
        bar["late"] = bar["order"]["id"] in late
    first, last = min(bar["from"] for bar in made), max(bar["to"] for bar in made)
    return {
        "from": first,
        "to": last,
        "machines": [lane_of(i, each, begin) for i in range(machines)],
        "bars": made,
        "orders": orders,
    }


def worked(at: datetime, left: timedelta) -> datetime:
    """The instant when so much working time has passed, itself one when the shifts are open."""
    while True:
        midnight = at.replace(hour=0, minute=0)
        closes = midnight + timedelta(hours=SHIFTS[-1][1])
        if at < closes:
            if at + left <= closes:
                return at + left
            left -= closes - at
        at = midnight + timedelta(days=1)


def lane_of(index: int, each: int, begin: datetime) -> Json:
    step = index // each
    midnight = begin.replace(hour=0)
    shifts = [
        [stamp(midnight + timedelta(days=day, hours=a)), stamp(midnight + timedelta(days=day, hours=b))]
        for day in range(-1, DAYS) for a, b in SHIFTS
    ]  # fmt: skip
    title = f"{STEPS[step]} {index % each + 1:02d}"
    return {"id": f"m{index}", "title": title, "group": STEPS[step], "centre": f"c{step}", "shifts": shifts}


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
