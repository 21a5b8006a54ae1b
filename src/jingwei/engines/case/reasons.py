"""Why a date is not earlier, link by link, in words."""

from collections.abc import Sequence
from typing import Any

from jingwei.engines.case.encode import Case
from jingwei.engines.case.names import date_of, named
from jingwei.engines.promise import Cause, Link, Plan, received


def chain(case: Case, plan: Plan, links: Sequence[Link]) -> list[dict[str, Any]]:
    """From the item asked for down to what begins today."""
    return [_told(case, plan, link) for link in links]


def _told(case: Case, plan: Plan, link: Link) -> dict[str, Any]:
    fits = link.day < case.file.days
    day = date_of(case, link.day) if fits else None
    found: dict[str, Any] = {"cause": link.cause.name.lower(), **named(case, link.item), "date": day}
    if link.cause is Cause.CAPACITY:
        found["resource"] = case.file.resources[link.what].code
    elif link.cause is Cause.RECEIPT and (row := received(plan, link.what)) >= 0:
        found["receipt"] = case.receipts[row].id
    lead = max(int(plan.problem.materials.items.lead_time[link.item]), 0)
    zh, en = _words(link.cause, found, lead) if fits else _never(link.cause, found)
    return {**found, "zh": f"{found['item']}：{zh}", "en": f"{found['item']}: {en}"}


def _words(cause: Cause, found: dict[str, Any], lead: int) -> tuple[str, str]:
    day = found["date"]
    if cause is Cause.STOCK:
        return "库存现有", "lies in stock"
    if cause is Cause.RECEIPT and "receipt" in found:
        return f"等在途 {found['receipt']}，{day} 到", f"waits for {found['receipt']}, there on {day}"
    if cause is Cause.RECEIPT:
        return (
            f"等已计划订单的余量，{day} 到",
            f"waits for what is left over of a planned order, there on {day}",
        )
    if cause is Cause.PURCHASE:
        return (
            f"采购提前期 {lead} 个工作日，最早 {day} 到",
            f"bought in {lead} working days, there on {day} at the earliest",
        )
    if cause is Cause.CAPACITY:
        name = found["resource"]
        return f"资源 {name} 到 {day} 才有空", f"resource {name} is full until {day}"
    return f"自制需要的时间，最早 {day} 完成", f"takes its time to be made, ready on {day} at the earliest"


def _never(cause: Cause, found: dict[str, Any]) -> tuple[str, str]:
    if cause is Cause.CAPACITY:
        name = found["resource"]
        return f"资源 {name} 在计划期内排不下", f"resource {name} has no room for it within the plan"
    return "在计划期内来不及", "cannot be ready within the plan"
