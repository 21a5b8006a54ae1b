"""Why a planned order is there, from the worker's plan: its arithmetic, the balance of its item, what it is made of."""

from __future__ import annotations

from typing import Any

from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Place
from jingwei.collab.sight import see
from jingwei.suite.planning.labels import spoken
from jingwei.web.planning.desk import ITEM, Json
from jingwei.web.planning.proposals import form

SUPPLIES = {
    "stock": Words("现存库存", "Stock"),
    "receipt": Words("在途", "On order"),
    "planned": Words("计划订单", "Planned order"),
    "by_product": Words("副产", "By-product"),
    "replacement": Words("替代", "Instead"),
    "share": Words("按使用比例 {n}%", "Share of {n}%"),
    "safety": Words("释放的安全库存", "Safety stock released"),
}


async def shown(desk: Desk, told: dict[str, Any]) -> Json:
    """The worker's answer with the titles the reader may see; each line leads to its document."""
    places: set[Place] = set()
    for one in told["supplies"]:
        places.add((form(desk, ITEM), one["item"]))
        if one["form"] is not None:
            places.add((form(desk, one["form"]), one["record"]))
    sight = await see(desk, places)
    lines: list[Json] = []
    for one in told["supplies"]:
        place = None if one["form"] is None else (form(desk, one["form"]), one["record"])
        seen = place is not None and place in sight
        lines.append(
            {
                "kind": one["kind"], "title": desk.say(SUPPLIES[one["kind"]].fill(n=one.get("share", ""))), "item": sight.ref((form(desk, ITEM), one["item"])),
                "document": {"form": one["form"], "kind": desk.say(desk.catalogue.forms[one["form"]].title), **sight.ref(place)}
                if seen and place is not None
                else None,
                "quantity": {"value": one["quantity"], "unit": one["unit"]}, "due": one["due"],
            }
        )  # fmt: skip
    return {"why": list(spoken(told["why"], desk.language)), "days": told["days"], "supplies": lines}
