"""The job behind "why": the derivation of one planned order from the worker's last plan, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingwei.base.decimals import plain
from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import mrp
from jingwei.process.doors import Doors
from jingwei.store.queue.jobs import Job
from jingwei.store.transaction import Transaction, read, read_at_once
from jingwei.suite.planning import measures
from jingwei.suite.planning.arithmetic import explained
from jingwei.suite.planning.mrp import computed, seen_now, settings_of
from jingwei.suite.planning.needed import PLANNED, RUN
from jingwei.suite.planning.snapshot import FORMS
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.standing import matched, standing_orders
from jingwei.suite.planning.warm import Kept, Warm

Json = dict[str, object]
MOST_DAYS = 60
"""Days of the balance that are told: those on which something moves, around the order."""
SUPPLIES = {
    mrp.Supply.ON_HAND: "stock", mrp.Supply.RECEIPT: "receipt", mrp.Supply.PLANNED: "planned", mrp.Supply.YIELDED: "by_product",
    mrp.Supply.REPLACEMENT: "replacement", mrp.Supply.RELEASED: "safety",
}  # fmt: skip


async def explain_order(doors: Doors, warm: Warm, job: Job) -> Json:
    """`{why, days, supplies}` of a planned order; one the last plan does not know is refused in a sentence."""
    wanted = int(str(job.args["order"]))
    kept = warm.kept.get(job.workspace.id)
    if kept is None or wanted not in kept.ids:
        kept = await planned_again(doors, warm, job)
    found = np.flatnonzero(kept.ids == wanted)
    if not len(found):
        words = Words(
            "该计划订单不在最近一次运算的建议中（已确认、已投放或已撤回），只能看到当时保存的算式",
            "This planned order is no proposal of the last run (firm, released or withdrawn); only the arithmetic kept then is shown",
        )
        raise Invalid.at(("order",), "not_planned", words)
    told = Derivation(kept, int(found[0]))
    return {"why": explained(kept.proposed, told.order), "days": told.days(), "supplies": told.supplies()}


async def planned_again(doors: Doors, warm: Warm, job: Job) -> Kept:
    """The plan as the factory stands now, with the switches of the last run: the worker has been started anew since."""
    catalogue = await doors.catalogue(job.workspace)
    names = Names(catalogue, job.workspace.schema)
    r = names.form(RUN, "r")

    async def last(transaction: Transaction) -> int | None:
        found: int | None = await transaction.fetchval(
            f"SELECT max(r.id) FROM {r} WHERE r.deleted_at IS NULL AND {r['state']} IN ('done', 'reviewed')"
        )
        return found

    run = await read(doors.pool, last)
    if run is None:
        words = Words("还没有运行过 MRP，请先运行", "MRP has not run yet; run it first")
        raise Invalid.at((), "no_run", words)
    settings = await settings_of(doors, job.workspace, run)
    seen, plant = await seen_now(doors, names, settings.inspection), await doors.plant_of(job.workspace)
    proposed = await computed(doors, names, seen, plant, settings.rules, None, None)
    standing = await read_at_once(doors.pool, lambda t: standing_orders(t, names, seen))
    ids = matched(standing, proposed, names)
    kept = Kept(settings.rules, settings.inspection, catalogue.version, proposed, ids)
    warm.keep(job.workspace.id, kept)
    return kept


@dataclass(frozen=True, slots=True)
class Derivation:
    """One order of a kept plan."""

    kept: Kept
    order: int

    def days(self) -> list[Json]:
        """The balance of the item on days on which something moves."""
        plan, seen = self.kept.proposed.plan, self.kept.proposed.posed.seen
        node, place = int(plan.orders.item[self.order]), int(self.kept.proposed.place[self.order])
        balance = mrp.balance(plan, node)
        moving = (balance.gross != 0) | (balance.scheduled != 0) | (balance.planned != 0)
        moving[0] = True
        at = np.flatnonzero(moving)
        here = int(np.searchsorted(at, plan.orders.needed[self.order]))
        begin = max(0, min(here - MOST_DAYS // 2, len(at) - MOST_DAYS))

        def amount(steps: int) -> str:
            return plain(seen.shown(place, steps))

        return [
            {
                "day": seen.day(day).isoformat(), "gross": amount(int(balance.gross[day])),
                "scheduled": amount(int(balance.scheduled[day])), "planned": amount(int(balance.planned[day])),
                "projected": amount(int(balance.projected[day])), "kept": amount(int(balance.kept[day])),
                "needed": day == int(plan.orders.needed[self.order]),
            }
            for day in at[begin : begin + MOST_DAYS].tolist()
        ]  # fmt: skip

    def supplies(self) -> list[Json]:
        """What its components come from: stock, what is on order, other planned orders."""
        plan, posed = self.kept.proposed.plan, self.kept.proposed.posed
        rows = mrp.feeding(plan, self.order)
        found: dict[tuple[int, int, int], int] = {}
        for item, kind, supply, steps in zip(
            rows.item.tolist(),
            rows.supply_kind.tolist(),
            rows.supply.tolist(),
            rows.quantity.tolist(),
            strict=True,
        ):
            key = (int(posed.nodes.item[item]), kind, supply)
            found[key] = found.get(key, 0) + steps
        return [self.supply(*key, steps) for key, steps in found.items()]

    def supply(self, place: int, kind: int, supply: int, steps: int) -> Json:
        plan, seen, ids = self.kept.proposed.plan, self.kept.proposed.posed.seen, self.kept.ids
        told: Json = {
            "kind": SUPPLIES[mrp.Supply(kind)], "item": int(seen.items["id"][place]), "form": None, "record": None, "due": None,
            "quantity": plain(seen.shown(place, steps)), "unit": measures.code(seen.unit(place)),
        }  # fmt: skip
        if kind == mrp.Supply.RECEIPT:
            told |= {"form": FORMS[int(seen.supplies["form"][supply])], "record": int(seen.supplies["record"][supply]),
                     "due": seen.day(int(plan.arrival[supply])).isoformat()}  # fmt: skip
        elif kind in (mrp.Supply.PLANNED, mrp.Supply.YIELDED):
            told |= {
                "form": PLANNED,
                "record": int(ids[supply]),
                "due": seen.day(int(plan.orders.due[supply])).isoformat(),
            }
        elif kind == mrp.Supply.REPLACEMENT:
            relation, changes = int(plan.taken.relation[supply]), plan.problem.replacements
            if changes.kind[relation] == mrp.Replacing.SHARE:
                told |= {"kind": "share", "share": f"{float(changes.portion(relation) * 100):g}"}
            told["item"] = int(seen.items["id"][self.kept.proposed.posed.nodes.item[plan.taken.by[supply]]])
            told["due"] = seen.day(int(plan.taken.day[supply])).isoformat()
        return told
