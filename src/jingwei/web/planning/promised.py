"""The worker's promise as the reader is told it: sentences in his language, each naming only what he may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Place
from jingwei.collab.sight import Sight, see
from jingwei.suite.planning.labels import spoken
from jingwei.web.pages import pages
from jingwei.web.planning.desk import ITEM, Json
from jingwei.web.planning.proposals import form

CENTRE = "production.work_centre"
PLACES = re.compile(r"(\{[a-z]+\})")
SOMETHING = {
    ITEM: Words("某物料", "an item"),
    CENTRE: Words("某工作中心", "a work centre"),
}
CHAIN: Mapping[str, Words] = {
    "stock": Words("{item} 有现货", "{item} is in stock"),
    "receipt": Words("{item} 等 {document} {day} 到位", "{item} waits for {document} until {day}"),
    "overdue": Words(
        "{item} 等 {document}：应于 {due} 到位，已逾期，按 {day} 估算",
        "{item} waits for {document}: due on {due} and overdue, counted on for {day}",
    ),
    "surplus": Words(
        "{item} 等已计划批量的余量，{day} 可用", "{item} waits for what a planned lot leaves over, {day}"
    ),
    "purchase": Words(
        "{item} 需采购，提前期 {lead}，{day} 到货", "{item} has to be bought: lead time {lead}, here on {day}"
    ),
    "making": Words("{item} 需生产，提前期 {lead}，{day} 完成", "{item} has to be made: lead time {lead}, done on {day}"),
    "working": Words("{item} 需生产，按工时 {day} 完成", "{item} has to be made: by its minutes done on {day}"),
    "capacity": Words(
        "{centre} 产能已排满，{item} {day} 才能加工完", "{centre} is full: {item} is not through before {day}"
    ),
}  # fmt: skip
WORKING_DAYS = Words("{n} 个工作日", "{n} {n|working day|working days}")
DAYS = Words("{n} 天", "{n} {n|day|days}")
LATER = Words("一年之后", "more than a year from now")
NOTES: Mapping[str, Words] = {
    "no_routing": Words("{item} 没有已发布的工艺路线，未计加工工时", "{item} has no released routing: its minutes are not counted"),
    "no_bom": Words("{item} 没有已发布的 BOM，未计用料", "{item} has no released BOM: its material is not counted"),
    "no_supplier": Words("{item} 没有供应商，采购前需先询价", "{item} has no supplier: somebody has to be found first"),
    "no_machine": Words("{item} 所在工作中心没有可排产的设备，未计产能", "{item} is worked where no machine can be planned: capacity is not counted"),
}  # fmt: skip
WRONG: Mapping[str, Words] = {
    "required": Words("请先选择物料", "Choose an item first"),
    "no_item": Words("没有这个物料，或无权查看", "There is no such item, or you may not see it"),
    "no_unit": Words("{item} 没有计量单位，请在物料档案补上", "{item} has no unit; add it to the item"),
    "other_unit": Words("{item} 按 {own} 计量，不能用 {unit}", "{item} is counted in {own}, not in {unit}"),
    "no_number": Words("请填写数量", "Give a quantity"),
    "not_positive": Words("数量应大于 0", "The quantity is more than zero"),
    "all_done": Words("已全部通知发货，没有未交数量", "All of it has been noticed for shipping; nothing is open"),
    "too_much": Words("数量过大，无法精确计算", "The quantity is too large to be computed exactly"),
    "no_date": Words("日期无法识别", "This is no date"),
    "no_lead": Words("{item} 需要采购或委外，但物料档案没有填提前期，无法测算", "{item} has to be bought, and the item says no lead time"),
    "no_structure": Words("{item} 需要生产，但没有已发布的 BOM 和工艺路线，无法测算", "{item} has to be made, and there is neither a released BOM nor a routing"),
    "no_time": Words("{item} 需要生产，但既没有工艺路线也没有提前期，无法测算", "{item} has to be made, and there is neither a routing nor a lead time"),
}  # fmt: skip


async def shown(desk: Desk, told: Mapping[str, Any]) -> Json:
    """The answer for the page; every document and item in it as far as the reader may see it."""
    speaker = Speaker(desk, await see(desk, set(places(desk, told))))
    # Their arithmetic tells what lies in stock.
    may = {"stock", "mrp"} & pages(desk.catalogue, desk.viewer).keys()
    return {
        "at": told["at"], "renewing": told["renewing"], "lines": [speaker.line(one) for one in told["lines"]],
        "shortages": [speaker.shortage(one) for one in told["shortages"]] if may else None,
    }  # fmt: skip


def places(desk: Desk, told: Mapping[str, Any]) -> Iterator[Place]:
    items: list[Mapping[str, Any]] = [*told["lines"], *told["shortages"]]
    for line in told["lines"]:
        items += [line["wrong"]] if "wrong" in line else [*line["chain"], *line["notes"]]
    for one in items:
        if one.get("item"):
            yield form(desk, ITEM), one["item"]
        if one.get("centre"):
            yield form(desk, CENTRE), one["centre"]
        if one.get("record"):
            yield form(desk, one["form"]), one["record"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says what the worker found in the reader's language."""

    desk: Desk
    sight: Sight

    def line(self, one: Mapping[str, Any]) -> Json:
        if "wrong" in one:
            wrong = one["wrong"]
            return {
                "row": one["row"],
                "wrong": {
                    "code": wrong["code"],
                    "field": wrong["field"],
                    "said": self.said(WRONG[wrong["code"]], wrong),
                },
            }
        unit = one["unit"]
        return {
            "row": one["row"], "item": self.ref(ITEM, one["item"]), "quantity": {"value": one["quantity"], "unit": unit},
            "earliest": one["earliest"], "wanted": one["wanted"], "met": one["met"],
            "part": None if one["part"] is None else {"value": one["part"], "unit": unit},
            "chain": [{"code": link["code"], "day": link["day"], "said": self.said(CHAIN[link["code"]], link)} for link in one["chain"]],
            "notes": [self.said(NOTES[note["code"]], note) for note in one["notes"]],
        }  # fmt: skip

    def shortage(self, one: Mapping[str, Any]) -> Json:
        unit = one["unit"]
        return {
            "item": self.ref(ITEM, one["item"]), "quantity": {"value": one["quantity"], "unit": unit}, "source": one["source"],
            "needed": one["needed"], "start": one["start"], "due": one["due"], "late": one["late"], "order": {"value": one["order"], "unit": unit},
            "why": list(spoken(one["why"], self.desk.language)),
        }  # fmt: skip

    def said(self, words: Words, one: Mapping[str, Any]) -> list[Json]:
        """The sentence in parts; a part that names a record carries it, so that a page can lead there."""
        pieces = PLACES.split(self.desk.say(words))
        return [self.part(piece[1:-1], one) if PLACES.fullmatch(piece) else {"text": piece} for piece in pieces if piece]  # fmt: skip

    def part(self, name: str, one: Mapping[str, Any]) -> Json:
        if name == "item":
            return self.named(ITEM, one["item"])
        if name == "centre":
            return self.named(CENTRE, one["centre"])
        if name == "document":
            kind = self.desk.say(self.desk.catalogue.forms[one["form"]].title)
            title = self.sight.title((form(self.desk, one["form"]), one["record"]))
            return {"text": kind} if title is None else {"text": f"{kind} {title}", "form": one["form"], "id": str(one["record"])}  # fmt: skip
        if name in ("day", "due"):
            return {"text": self.desk.say(LATER)} if one[name] is None else {"date": one[name]}
        if name == "lead":
            words = DAYS if one["natural"] else WORKING_DAYS
            return {"text": self.desk.say(words.fill(n=one["lead"]))}
        return {"text": str(one[name])}

    def named(self, slug: str, identity: int) -> Json:
        title = self.sight.title((form(self.desk, slug), identity))
        if title is None:
            return {"text": self.desk.say(SOMETHING[slug])}
        return {"text": title, "form": slug, "id": str(identity)}

    def ref(self, slug: str, identity: int) -> Json:
        return self.sight.ref((form(self.desk, slug), identity))


def seen_items(desk: Desk, ids: Iterable[int]) -> set[Place]:
    return {(form(desk, ITEM), one) for one in ids}
