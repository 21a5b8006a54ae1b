"""The exception messages of a plan as sentences: who is meant, what is the matter, and how it was planned all the same."""

from collections.abc import Mapping

from jingwei.engines.mrp import MessageKind as Kind

# {item}, and where the kind has them: {about} (receipt, demand or planned order), {date}, {quantity}.
SENTENCES: Mapping[Kind, tuple[str, str]] = {
    Kind.EXPEDITE: (
        "{item}：在途 {about}（{quantity}）请提前到 {date}",
        "{item}: bring receipt {about} of {quantity} forward to {date}",
    ),
    Kind.DEFER: (
        "{item}：在途 {about}（{quantity}）可推迟到 {date}",
        "{item}: receipt {about} of {quantity} may move to {date}",
    ),
    Kind.CANCEL: (
        "{item}：在途 {about}（{quantity}，{date}）已无需求，可取消",
        "{item}: nothing wants receipt {about} of {quantity} on {date}; it may be cancelled",
    ),
    Kind.RECEIPT_PAST_DUE: (
        "{item}：在途 {about}（{quantity}）应于 {date} 到达，已逾期",
        "{item}: receipt {about} of {quantity} was due {date} and is overdue",
    ),
    Kind.RECEIPT_BEYOND_HORIZON: (
        "{item}：在途 {about}（{quantity}）于 {date} 到达，在计划期之后，未计入",
        "{item}: receipt {about} of {quantity} on {date} comes after the plan ends and was left out",
    ),
    Kind.DEMAND_PAST_DUE: (
        "{item}：需求 {about}（{quantity}）应于 {date} 供给，已逾期",
        "{item}: demand {about} for {quantity} was due {date} and is overdue",
    ),
    Kind.DEMAND_BEYOND_HORIZON: (
        "{item}：需求 {about}（{quantity}，{date}）在计划期之后，未计入",
        "{item}: demand {about} for {quantity} on {date} lies after the end of the plan and was left out",
    ),
    Kind.START_IN_PAST: (
        "{item}：计划订单 {about}（{quantity}）应已开始，最早 {date} 可到",
        "{item}: planned order {about} of {quantity} should have begun already; {date} is the earliest it can be there",
    ),
    Kind.SHORTAGE: (
        "{item}：{date} 缺 {quantity}，计划订单 {about} 按提前期来不及",
        "{item}: {quantity} short on {date}; the lead time makes planned order {about} too late",
    ),
    Kind.BELOW_SAFETY: (
        "{item}：{date} 低于安全库存 {quantity}，计划订单 {about} 按提前期来不及",
        "{item}: {quantity} below the safety stock on {date}; the lead time makes planned order {about} too late",
    ),
    Kind.FENCED: (
        "{item}：{date} 起缺 {quantity}，在计划时栅内，只安排在时栅之后到货",
        "{item}: {quantity} short from {date} on, inside the planning fence; ordered for its end",
    ),
    Kind.NO_BOM: (
        "{item}：自制件没有 BOM，用料未计划",
        "{item}: made here without a bill of materials; what it takes is not planned",
    ),
    Kind.NO_LEAD_TIME: (
        "{item}：未维护提前期，按 0 天计划",
        "{item}: no lead time is kept; planned as 0 days",
    ),
    Kind.BAD_LEAD_TIME: (
        "{item}：提前期为负（{quantity}），按 0 天计划",
        "{item}: the lead time is negative ({quantity}); planned as 0 days",
    ),
    Kind.BAD_LOT_RULE: (
        "{item}：批量规则缺参数或前后矛盾，按需计划",
        "{item}: the lot rule lacks its sizes or contradicts itself; planned lot for lot",
    ),
    Kind.BAD_SCRAP: (
        "{item}：损耗率不在 0 到 100% 之间，按 0 计划",
        "{item}: the scrap is not between 0 and 100 %; planned as 0",
    ),
    Kind.BAD_SAFETY_STOCK: (
        "{item}：安全库存为负，按 0 计划",
        "{item}: the safety stock is negative; planned as 0",
    ),
    Kind.BAD_CALENDAR: (
        "{item}：工作日历不存在，按第一个日历计划",
        "{item}: its calendar is unknown; planned by the first one",
    ),
    Kind.BAD_FENCE: (
        "{item}：时栅、安全天数或冲销天数为负，都按 0 计划",
        "{item}: a fence, the days of safety or of consumption are negative; all planned as 0",
    ),
    Kind.NEGATIVE_STOCK: (
        "{item}：库存为负 {quantity}，按欠料补足",
        "{item}: {quantity} less than nothing on hand; made up as a debt",
    ),
    Kind.PHANTOM_STOCK: (
        "{item}：虚拟件有库存或在途，计划不使用",
        "{item}: a phantom with stock or receipts, which the plan does not use",
    ),
    Kind.SUBSTITUTED: (
        "{item}：{date} 的 {quantity} 用替代料的富余库存满足",
        "{item}: {quantity} on {date} is covered by free stock of a substitute",
    ),
    Kind.SUCCEEDED: (
        "{item}：旧料用完，{date} 的 {quantity} 由后继料接替",
        "{item}: used up; its successor takes over for {quantity} on {date}",
    ),
}

WRONG_DATA = frozenset(
    kind.name.lower()
    for kind in (
        Kind.BAD_LEAD_TIME, Kind.BAD_LOT_RULE, Kind.BAD_SCRAP, Kind.BAD_SAFETY_STOCK,
        Kind.BAD_CALENDAR, Kind.BAD_FENCE,
    )
)  # fmt: skip
"""Planning data that makes no sense: the item is planned otherwise than it says."""
