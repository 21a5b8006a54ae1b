"""Released routings as steps of the promising engine: who works how many minutes on a step of an item."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from jingwei.engines import promise
from jingwei.engines.promise.problem import MINUTES_LIMIT
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.centres import AWAY
from jingwei.suite.planning.columns import EIGHT, I64, Columns, amount, columns, flag
from jingwei.suite.planning.measures import UNITS
from jingwei.suite.planning.shop import DAY_MINUTES, SUPPLIER, Shop, days_away, sent_out
from jingwei.suite.planning.snapshot import places
from jingwei.suite.planning.sources import Names

ROUTING = "engineering.routing"
OWN_STEPS = tuple(Fraction(unit.step) for unit in UNITS)


async def routings(transaction: Transaction, names: Names) -> dict[str, I64]:
    """Operations of the main released routing of every item, in their order; minutes in hundred-millionths."""
    r, o = names.form(ROUTING, "r"), names.form(f"{ROUTING}.operations", "o")
    n, u = names.form(ROUTING, "n"), names.form(SUPPLIER, "u")
    cells = {
        "item": r["item"], "centre": o["work_centre"], "setup": amount(f"coalesce({o['setup_minutes']}, 0)"),
        "per": amount(f"coalesce({o['minutes_per_unit']}, 0)"), "outside": flag(sent_out(o)),
        "away": f"coalesce({o['outside_days']}, {u['outside_days']}, 0)", "supplier": f"coalesce({o['supplier']}, 0)",
    }  # fmt: skip
    return await columns(
        transaction, cells,
        f"FROM {o} JOIN {r} ON r.id = o.parent LEFT JOIN {u} ON u.id = {o['supplier']} "
        f"WHERE r.id IN (SELECT DISTINCT ON ({n['item']}) n.id FROM {n} WHERE n.deleted_at IS NULL "
        f"AND {n['state']} = 'released' ORDER BY {n['item']}, coalesce({n['priority']}, 1), n.id DESC) ORDER BY {r['item']}, {o['op_no']}, o.pos",
    )  # fmt: skip


def away(routed: Columns, shop: Shop) -> I64:
    """Days of each operation at a supplier; 0: it is worked here; -1: nobody says how long he takes."""
    found = [
        days_away(shop.centres.get(centre, {}), outside == 1, days, supplier) or -outside
        for centre, outside, days, supplier in zip(
            *(routed[name].tolist() for name in ("centre", "outside", "away", "supplier")), strict=True
        )
    ]
    return np.array(found, np.int64)


def steps(routed: Columns, days: I64, items: Columns, centres: I64) -> promise.Steps:
    """Operations at work centres with a capacity, and the days `away` of others; where those are not known, what is done
    outside takes the lead time of its item."""
    item = places(items["id"], routed["item"])
    resource = np.where(
        days > 0, places(centres, np.full(len(days), AWAY)), places(centres, routed["centre"])
    )
    kept = np.flatnonzero((item >= 0) & (resource >= 0) & (days >= 0))
    rows = [
        (at, where, sent * DAY_MINUTES + 1, 0, 1) if sent else (at, where, -(-setup // EIGHT), *per_step(per, unit))
        for at, where, sent, setup, per, unit in zip(
            item[kept].tolist(), resource[kept].tolist(), days[kept].tolist(), routed["setup"][kept].tolist(),
            routed["per"][kept].tolist(), items["unit"][item[kept]].tolist(), strict=True,
        )
    ]  # fmt: skip
    return promise.steps(rows)


def per_step(per: int, unit: int) -> tuple[int, int]:
    """Minutes of one step as a ratio, from hundred-millionths of a minute per unit."""
    exact = Fraction(per, EIGHT) * OWN_STEPS[unit - 1]
    if exact.numerator > MINUTES_LIMIT:
        exact = Fraction(min(-(-exact.numerator // exact.denominator), MINUTES_LIMIT))
    return exact.numerator, exact.denominator
