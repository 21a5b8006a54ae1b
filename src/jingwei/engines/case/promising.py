"""A case planned with material, capacity and lead times together, and the dates it promises."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np

from jingwei.engines import mrp, promise
from jingwei.engines.case.encode import Case, up
from jingwei.engines.case.names import amount, date_of, faults, messages, named
from jingwei.engines.case.reasons import chain
from jingwei.engines.case.work import Question, Step
from jingwei.engines.mrp.messages import MessageKind, note, sorted_messages
from jingwei.engines.mrp.screen import screened, unusual_rows
from jingwei.engines.refusal import TooManyLotsError


def constrained(case: Case) -> promise.Problem:
    """The promising problem of a case: forecasts less what orders consume of them, nothing after the horizon."""
    wanted = case.problem.demands
    quantity = np.where(wanted.day < case.file.days, mrp.consumed(case.problem), 0)
    materials = replace(case.problem, demands=replace(wanted, quantity=quantity))
    return promise.problem(
        materials, _steps(case), _capacity(case), np.array([row.priority for row in case.demands], np.int64)
    )


def _capacity(case: Case) -> promise.Capacity:
    table = np.zeros((len(case.file.resources), case.file.days), np.int64)
    for row, resource in zip(table, case.file.resources, strict=True):
        row[np.array(case.file.calendars[resource.calendar])] = resource.minutes
        for day, minutes in resource.exceptions:
            if 0 <= day < len(row):
                row[day] = minutes
        row *= resource.units
    return promise.capacity(table, [resource.units for resource in case.file.resources])


def _steps(case: Case) -> promise.Steps:
    place = {resource.code: at for at, resource in enumerate(case.file.resources)}
    by_item: dict[str, list[Step]] = {}
    for step in case.file.steps:
        by_item.setdefault(step.item, []).append(step)
    rows = []
    for at, (code, _) in enumerate(case.nodes):
        for step in by_item.get(code, ()):
            exact = step.ratio * case.items[at].step
            rows.append((at, place[step.resource], step.setup, exact.numerator, exact.denominator))
    return promise.steps(rows)


def planned_within(case: Case, plan: promise.Plan) -> dict[str, Any]:
    """Orders, loads, the day of every demand and why it is late, judged by the checker."""
    return {
        "start": case.file.start.isoformat(),
        "days": case.file.days,
        "orders": list(_orders(case, plan)),
        "loads": list(_loads(case, plan)),
        "demands": list(_demands(case, plan)),
        **_judged(plan),
        "messages": [*faults(case), *messages(case, _told(plan)), *_refused(case, plan), *_left_out(case)],
    }


def answered(case: Case, plan: promise.Plan, *, together: bool = False) -> dict[str, Any]:
    """What one more order would get, each question by itself or all as lines of one order."""
    asked = case.file.questions
    place = {node: at for at, node in enumerate(case.nodes)}
    wants = [_want(case, place[question.item, ""], question) for question in asked]
    groups = [list(range(len(wants)))] if together else [[at] for at in range(len(wants))]
    answers: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for group in groups:
        try:
            found = promise.ask(plan, [wants[at] for at in group])
        except promise.UNFIT as error:
            notes.append(_unfit(case, "questions", case.nodes[error.item][0], error))
            continue
        for at, answer in zip(group, found, strict=True):
            answers.append(_answer(case, plan, answer))
            notes.extend(_overdue(case, asked[at]))
    return {
        "start": case.file.start.isoformat(),
        "days": case.file.days,
        "answers": answers,
        **_judged(plan),
        "messages": [
            *faults(case),
            *notes,
            *messages(case, _told(plan)),
            *_refused(case, plan),
            *_left_out(case),
        ],
    }


def _want(case: Case, at: int, question: Question) -> promise.Want:
    return promise.Want(at, up(case.items[at], question.quantity), question.due)


def _answer(case: Case, plan: promise.Plan, answer: promise.Answer) -> dict[str, Any]:
    want = answer.want
    return {
        **named(case, want.item), "quantity": amount(case, want.item, want.quantity), "due": date_of(case, want.due),
        "promised": _day(case, answer.day), "earliest": _day(case, answer.earliest),
        "met": 0 <= answer.day <= want.due, "chain": chain(case, plan, answer.chain),
        "orders": [
            {
                **named(case, one.item), "quantity": amount(case, one.item, one.quantity),
                "started": amount(case, one.item, one.started),
                "start": date_of(case, one.start), "due": date_of(case, one.finish),
            }
            for one in answer.orders
            if not case.items[one.item].phantom
        ],
        "used": [{**named(case, at), "quantity": amount(case, at, part)} for at, part in answer.used],
    }  # fmt: skip


def _overdue(case: Case, question: Question) -> Iterator[dict[str, Any]]:
    if question.due < 0:
        date = date_of(case, question.due)
        yield {
            "kind": "due_past", "item": question.item, "date": date,
            "zh": f"{question.item}：要求日期 {date} 早于计划的第一天，按第一天计算。",
            "en": f"{question.item}: the due date {date} lies before the first day of the plan, which is taken instead.",
        }  # fmt: skip


def _day(case: Case, day: int) -> str | None:
    return None if day < 0 else date_of(case, day)


def _orders(case: Case, plan: promise.Plan) -> Iterator[dict[str, Any]]:
    shown = [row for row in plan.orders.tolist() if not case.items[row[1]].phantom]
    for number, (demand, at, quantity, started, start, finish) in enumerate(shown):
        about = {"demand": case.demands[demand].id} if demand < len(case.demands) else {"for": "stock_debt"}
        yield {
            "order": number, **named(case, at), "made": case.items[at].made, "quantity": amount(case, at, quantity),
            "started": amount(case, at, started), "start": date_of(case, start), "due": date_of(case, finish), **about,
        }  # fmt: skip


def _loads(case: Case, plan: promise.Plan) -> Iterator[dict[str, Any]]:
    rows = sorted(plan.loads[:, 1:].tolist())
    capacity = plan.problem.capacity.minutes
    for (resource, day), parts in groupby(rows, lambda row: (row[0], row[1])):
        yield {
            "resource": case.file.resources[resource].code, "date": date_of(case, day),
            "minutes": sum(part for _, _, part in parts), "available": int(capacity[resource, day]),
        }  # fmt: skip


def _demands(case: Case, plan: promise.Plan) -> Iterator[dict[str, Any]]:
    demands = plan.problem.materials.demands
    why = plan.reasons()
    rows = zip(
        case.demands, *(getattr(demands, name).tolist() for name in ("item", "quantity", "day")), strict=True
    )
    for number, (row, at, quantity, due) in enumerate(rows):
        if quantity == 0:
            continue
        day = int(plan.day[number])
        yield {
            "demand": row.id, **named(case, at), "quantity": amount(case, at, quantity), "due": date_of(case, due),
            "promised": _day(case, day), "late": None if day < 0 else max(day - due, 0),
            "why": chain(case, plan, why.get(number, ())),
        }  # fmt: skip


def _judged(plan: promise.Plan) -> dict[str, Any]:
    broken = promise.violations(plan)
    return {"valid": not broken, "violations": broken}


def _told(plan: promise.Plan) -> mrp.Messages:
    """What is wrong with planning data, and what had to be planned without lead time or structure."""
    materials = plan.problem.materials
    known, structure = materials.items, materials.bom
    ordered = np.unique(plan.orders[:, 1])
    ordered = ordered[~structure.phantom[ordered]]
    worked = np.isin(ordered, plan.problem.steps.item)
    bare = known.made[ordered] & (np.diff(structure.below)[ordered] == 0)
    return sorted_messages(
        [
            *screened(materials)[1],
            *unusual_rows(materials),
            note(MessageKind.NO_LEAD_TIME, ordered[(known.lead_time[ordered] == -1) & ~worked]),
            note(MessageKind.NO_BOM, ordered[bare]),
        ]
    )


def _refused(case: Case, plan: promise.Plan) -> Iterator[dict[str, Any]]:
    for demand, error in plan.refused.items():
        if demand < len(case.demands):
            yield _unfit(case, "demands", case.demands[demand].id, error)
        else:
            yield _unfit(case, "stock", case.nodes[error.item][0], error)


def _unfit(case: Case, part: str, who: str, error: promise.Unfit) -> dict[str, Any]:
    code = case.nodes[error.item][0]
    zh, en = "数量超出可精确计算的范围", "leaves the exact range of quantities"
    if isinstance(error, TooManyLotsError):
        zh = f"要拆成超过 {error.limit} 批，请检查最大批量"
        en = f"would become more than {error.limit} lots; check the largest lots"
    return {
        "kind": "refused", "place": [part, who],
        "zh": f"{part}（{who}）：{code} 及其用料的需求{zh}，已略去。",
        "en": f"{part} ({who}): the demand for {code} and what it takes {en}; left out.",
    }  # fmt: skip


def _left_out(case: Case) -> Iterator[dict[str, Any]]:
    """What only MRP knows is said, not silently left out."""
    file = case.file
    rules = sorted({item.rule for item in file.items} - {"lot_for_lot", "fixed"})
    parts: Sequence[tuple[str, str, bool]] = (
        ("替代与切换", "replacements", bool(file.replacements)),
        ("联产品和副产品", "outputs", bool(file.outputs)),
        (
            f"批量规则 {'、'.join(rules)}（按需）",
            f"the lot rules {', '.join(rules)} (lot for lot)",
            bool(rules),
        ),
    )
    for zh, en, there in parts:
        if there:
            yield {
                "kind": "not_considered",
                "zh": f"约束计划不考虑：{zh}。",
                "en": f"Not considered by the constrained plan: {en}.",
            }
