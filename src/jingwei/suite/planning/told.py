"""Exception messages in sentences, with what a person can do about them; only those that are new are put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jingwei.base.decimals import plain
from jingwei.base.units import BUILT_IN
from jingwei.base.words import Words
from jingwei.engines.mrp import MessageKind as Kind
from jingwei.suite.planning.exceptions import NEW, ORDERS, REPLACED, UNROUTED, Messages
from jingwei.suite.planning.pegs import Proposed
from jingwei.suite.planning.snapshot import FORECAST, FORMS, MAKE, Label

HIGH, MEDIUM, LOW = 1, 2, 3
SLUGS: Mapping[int, tuple[str, int]] = {
    Kind.EXPEDITE: ("expedite", HIGH), Kind.DEFER: ("defer", LOW), Kind.CANCEL: ("cancel", LOW),
    Kind.RECEIPT_PAST_DUE: ("past_due", HIGH), Kind.DEMAND_PAST_DUE: ("past_due", HIGH),
    Kind.START_IN_PAST: ("start_in_past", HIGH), Kind.SHORTAGE: ("shortage", HIGH), Kind.FENCED: ("fenced", HIGH),
    Kind.BELOW_SAFETY: ("below_safety", MEDIUM), Kind.NO_BOM: ("no_bom", HIGH), Kind.SUBSTITUTED: ("substituted", MEDIUM),
    Kind.SUCCEEDED: ("succeeded", LOW), NEW: ("new", MEDIUM), UNROUTED: ("data", MEDIUM),
}  # fmt: skip
LINKS = {
    "production.order": "work_order", "purchasing.order": "purchase_order", "purchasing.requisition": "requisition",
    "sales.order": "sales_order", "planning.planned_order": "planned_order", "planning.forecast": "forecast",
}  # fmt: skip
SUPPLIES: Mapping[int, Words] = {
    Kind.EXPEDITE: Words("应由 {day} 提前到 {when}", "bring forward from {day} to {when}"),
    Kind.DEFER: Words("可由 {day} 推迟到 {when}", "may move from {day} to {when}"),
    Kind.CANCEL: Words("（{day}）已无需求，可取消", "({day}) is wanted by nothing and may be cancelled"),
    Kind.RECEIPT_PAST_DUE: Words("应于 {day} 到达，已逾期", "was due {day} and is overdue"),
}
PLANS: Mapping[int, Words] = {
    Kind.START_IN_PAST: Words(
        "{item}：{amount} 应在 {late} 个工作日前投放，最早 {when} 可到",
        "{item}: {amount} should have been released {late} working day(s) ago, {when} is the earliest",
    ),
    Kind.SHORTAGE: Words(
        "{item}：{when} 缺 {amount}，按提前期已来不及（晚 {late} 个工作日）",
        "{item}: {amount} short on {when}, the lead time makes it {late} working day(s) late",
    ),
    Kind.BELOW_SAFETY: Words(
        "{item}：{when} 低于安全库存 {amount}，补货来不及",
        "{item}: {amount} below the safety stock on {when}, too late to replenish",
    ),
    Kind.NO_BOM: Words(
        "{item}：自制件没有有效的已发布 BOM，无法展开用料",
        "{item}: made here but has no valid released BOM, its material cannot be planned",
    ),
}
ITEMS: Mapping[int, Words] = {
    Kind.FENCED: Words(
        "{item}：{when} 起缺 {amount}，在计划时界内，未自动安排到货；请手工下单、调配，或缩短时界",
        "{item}: {amount} short from {when} on, inside the planning fence: nothing was planned for then; order by hand, reallocate, or shorten the fence",
    ),
    Kind.SUBSTITUTED: Words(
        "{item}：{when} 的 {amount} 用替代料 {by} 的富余库存满足，请在工单上换料",
        "{item}: {amount} on {when} is covered by free stock of the substitute {by}; change the component on the order",
    ),
    Kind.SUCCEEDED: Words(
        "{item}：旧料到 {when} 用完，此后 {amount} 切换为 {by}，不再订购旧料",
        "{item}: used up by {when}; {by} takes over for {amount}, nothing more of the old item is ordered",
    ),
    Kind.NO_LEAD_TIME: Words("{item}：未维护提前期，按 0 天计划，请补充", "{item}: no lead time is kept, it is planned as 0 days; complete the item"),
    Kind.BAD_LEAD_TIME: Words("{item}：提前期为负，按 0 天计划", "{item}: the lead time is negative and was planned as 0"),
    Kind.BAD_LOT_RULE: Words(
        "{item}：批量规则缺参数或前后矛盾，已按需计划，请核对固定批量、最小/最大/倍数、订货成本与标准成本",
        "{item}: the lot rule lacks its sizes or contradicts itself and was planned lot for lot; check fixed lot, minimum, maximum, multiple, order cost and standard cost",
    ),
    Kind.BAD_SCRAP: Words("{item}：损耗率不在 0 到 100% 之间，按 0 计划", "{item}: the scrap is not between 0 and 100 % and was planned as 0"),
    Kind.BAD_SAFETY_STOCK: Words("{item}：安全库存为负，按 0 计划", "{item}: the safety stock is negative and was planned as 0"),
    Kind.BAD_CALENDAR: Words("{item}：工作日历不存在，按工厂日历计划", "{item}: its calendar is unknown, the plant's was used"),
    Kind.BAD_FENCE: Words("{item}：时界、安全天数或冲销天数为负，按 0 计划", "{item}: a fence, the days of safety or of consumption are negative and were planned as 0"),
    Kind.NEGATIVE_STOCK: Words("{item}：可用库存为负 {amount}，已按欠料补足，请盘点", "{item}: {amount} less than nothing is free; it was planned as a debt, count the stock"),
    Kind.PHANTOM_STOCK: Words("{item}：虚拟件有库存或在途，计划不会使用它", "{item}: a phantom with stock or receipts, which the plan does not use"),
    UNROUTED: Words(
        "{item}：自制件没有已发布的工艺路线，可以计划，但工单不能确认和排产",
        "{item}: made here but has no released routing; it is planned, but its orders cannot be confirmed or scheduled",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it should stand; `order` is a planned order of this plan, `links` are records by field."""

    kind: str
    urgency: int
    item: int
    text: Words
    due: date | None = None
    proposed: date | None = None
    quantity: Decimal | None = None
    order: int = -1
    links: tuple[tuple[str, int], ...] = ()


def counted(quantity: Decimal, unit: str) -> Words:
    """An amount with its unit as each language calls it."""
    title = BUILT_IN.unit(unit).title
    return Words(f"{plain(quantity)} {unit}", f"{plain(quantity)} {title.en}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """What items and documents are called, of those that are spoken of."""

    proposed: Proposed
    labels: Mapping[int, Label]
    titles: Mapping[tuple[int, int], str]

    def say(self, found: Messages, row: int) -> Message:
        kind, place = int(found.kind[row]), int(found.place[row])
        seen = self.proposed.posed.seen
        item = int(seen.items["id"][place])
        steps = int(found.steps[row])
        quantity = seen.shown(place, steps) if steps >= 0 else None
        slug, urgency = SLUGS.get(kind, ("data", LOW))
        words: dict[str, str | Words] = {
            "item": str(self.labels[item]), "when": seen.day(int(found.day[row])).isoformat(),
            "amount": "" if quantity is None else counted(quantity, self.labels[item].unit),
        }  # fmt: skip
        if found.supply[row] >= 0:
            return self.supply(slug, urgency, found, row, words, quantity)
        if found.want[row] >= 0:
            return self.want(slug, urgency, found, row, words, quantity)
        order = int(found.order[row])
        due = seen.day(int(self.proposed.plan.orders.due[order])) if order >= 0 else None
        if kind == NEW:
            release = seen.day(int(found.day[row]))
            verb = Words("开工", "start") if seen.items["source"][place] == MAKE else Words("下单", "order")
            text = Words("{item}：{amount} 应在 {when} 前{verb}", "{item}: {verb} {amount} by {when}")
            return Message(slug, urgency, item, text.fill(verb=verb, **words), due, release, quantity, order)
        if kind in ORDERS:
            late = int(self.proposed.plan.orders.late[order])
            return Message(
                slug, urgency, item, PLANS[kind].fill(late=late, **words), due, None, quantity, order
            )
        if kind in REPLACED:
            words["by"] = str(self.labels[int(seen.items["id"][found.by[row]])])
        text = ITEMS[kind]
        dated = kind in (*REPLACED, Kind.FENCED)
        day = seen.day(int(found.day[row])) if dated else None
        return Message(slug, urgency, item, text.fill(**words), day, None, quantity)

    def supply(
        self,
        slug: str,
        urgency: int,
        found: Messages,
        row: int,
        words: Mapping[str, str | Words],
        quantity: Decimal | None,
    ) -> Message:
        seen, at, kind = self.proposed.posed.seen, int(found.supply[row]), int(found.kind[row])
        form, record = int(seen.supplies["form"][at]), int(seen.supplies["record"][at])
        day = seen.day(int(seen.supplies["day"][at]))
        said = SUPPLIES[kind].fill(day=day.isoformat(), when=words["when"])
        text = Words("{supply}：{item} {amount} {said}", "{supply}: {item}, {amount}: {said}").fill(
            supply=self.titles[form, record], item=words["item"], amount=words["amount"], said=said
        )
        proposed = seen.day(int(found.day[row])) if kind in (Kind.EXPEDITE, Kind.DEFER) else None
        item = int(seen.supplies["item"][at])
        return Message(slug, urgency, item, text, day, proposed, quantity, -1, link(form, record))

    def want(
        self,
        slug: str,
        urgency: int,
        found: Messages,
        row: int,
        words: Mapping[str, str | Words],
        quantity: Decimal | None,
    ) -> Message:
        seen, at = self.proposed.posed.seen, int(found.want[row])
        form, record = int(seen.wants["form"][at]), int(seen.wants["record"][at])
        day = seen.day(int(seen.wants["day"][at]))
        text = Words(
            "{want}：{item} {amount} 应于 {day} 供给，已逾期",
            "{want}: {amount} of {item} was due {day} and is overdue",
        ).fill(
            want=self.titles[form, record], item=words["item"], amount=words["amount"], day=day.isoformat()
        )
        if form == FORECAST:
            text = Words(
                "{want}：{item} 的预测 {amount}（{day}）已过期，仍计为需求；请关闭或改期",
                "{want}: the forecast of {amount} of {item} for {day} has passed and still counts; close or move it",
            ).fill(
                want=self.titles[form, record],
                item=words["item"],
                amount=words["amount"],
                day=day.isoformat(),
            )
        item = int(seen.wants["item"][at])
        return Message(slug, urgency, item, text, day, None, quantity, -1, link(form, record))


def link(form: int, record: int) -> tuple[tuple[str, int], ...]:
    return ((LINKS[FORMS[form]], record),)


def documents(found: Messages, proposed: Proposed, rows: list[int]) -> dict[int, set[int]]:
    """Records by form that the messages of these rows speak of."""
    spoken: dict[int, set[int]] = {}
    for row in rows:
        for table, at in (
            (proposed.posed.seen.supplies, int(found.supply[row])),
            (proposed.posed.seen.wants, int(found.want[row])),
        ):
            if at >= 0:
                spoken.setdefault(int(table["form"][at]), set()).add(int(table["record"][at]))
    return spoken
