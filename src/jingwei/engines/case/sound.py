"""Rows that make no sense beside the others: numbers no plan can count, what is named twice, resources nobody knows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import TypeVar

from jingwei.engines.arrays import QUANTITY_LIMIT
from jingwei.engines.case.cells import Fault
from jingwei.engines.case.rows import Amount, File, Item, Line, Replacement
from jingwei.engines.case.work import Resource
from jingwei.engines.mrp.items import STOCK_LIMIT
from jingwei.engines.mrp.problem import SHARES_LIMIT

Row = TypeVar("Row")


def naming_known(
    rows: Iterable[Row], part: str, fields: Sequence[str], known: Mapping[str, Item], faults: list[Fault]
) -> Iterator[Row]:
    """The rows that name items there are."""
    for row in rows:
        missing = [getattr(row, field) for field in fields if getattr(row, field) not in known]
        if not missing:
            yield row
            continue
        who = getattr(row, "id", "") or getattr(row, fields[0])
        faults.append(
            Fault(
                (part, who, missing[0]),
                f"{part}（{who}）：没有物料 {missing[0]}。",
                f"{part} ({who}): there is no item {missing[0]}.",
            )
        )


def counted(file: File, known: Mapping[str, Item], faults: list[Fault]) -> File:
    """The case without rows past the exact range."""

    def amount(row: Amount) -> bool:
        return row.quantity / known[row.item].step < STOCK_LIMIT

    def ratio(above: str, below: str, value: Fraction) -> bool:
        exact = value * known[above].step / known[below].step
        return max(exact.numerator, exact.denominator) <= QUANTITY_LIMIT

    def line(row: Line) -> bool:
        fixed = row.fixed / known[row.component].step
        return ratio(row.parent, row.component, row.ratio) and fixed < STOCK_LIMIT

    def keep(part: str, rows: Iterable[Row], fits: Callable[[Row], bool]) -> tuple[Row, ...]:
        return tuple(_fitting(part, rows, fits, faults))

    return replace(
        file,
        bom=keep("bom", file.bom, line),
        outputs=keep("outputs", file.outputs, lambda row: ratio(row.parent, row.item, row.ratio)),
        replacements=keep("replacements", file.replacements, lambda row: ratio(row.item, row.by, row.ratio)),
        stock=keep("stock", file.stock, _adding_up(known)),
        receipts=keep("receipts", file.receipts, amount),
        demands=keep("demands", file.demands, amount),
        steps=keep("steps", file.steps, lambda row: _whole(row.ratio * known[row.item].step)),
        questions=keep(
            "questions", file.questions, lambda row: row.quantity / known[row.item].step < STOCK_LIMIT
        ),
    )


def _adding_up(known: Mapping[str, Item]) -> Callable[[Amount], bool]:
    """Whether what lies there of an item can still be counted with one more row."""
    totals: dict[tuple[str, str], Fraction] = {}

    def fits(row: Amount) -> bool:
        total = totals.get((row.item, row.project), Fraction(0)) + row.quantity / known[row.item].step
        if abs(total) >= STOCK_LIMIT:
            return False
        totals[row.item, row.project] = total
        return True

    return fits


def _whole(exact: Fraction) -> bool:
    return exact.numerator < 1 << 40 and exact.denominator <= QUANTITY_LIMIT


def _fitting(
    part: str, rows: Iterable[Row], fits: Callable[[Row], bool], faults: list[Fault]
) -> Iterator[Row]:
    for row in rows:
        if fits(row):
            yield row
            continue
        names = [
            getattr(row, name)
            for name in ("id", "parent", "component", "item", "by", "resource")
            if getattr(row, name, "")
        ]
        who = " → ".join(names)
        faults.append(
            Fault(
                (part, *names),
                f"{part}（{who}）：数量超出可精确计算的范围，已略去。",
                f"{part} ({who}): the quantity exceeds the exact range and was left out.",
            )
        )


def item_fits(item: Item) -> bool:
    """Every quantity of the planning data can be counted in steps."""
    amounts = [value / item.step for name, value in item.numbers.items() if name not in COSTS]
    amounts += [quantity / item.step for _, quantity in item.levels]
    order, holding = item.numbers["order_cost"], item.numbers["holding_cost"] * item.step
    both = order.denominator * holding.denominator
    return all(value < STOCK_LIMIT for value in (*amounts, order * both, holding * both))


COSTS = ("order_cost", "holding_cost", "scrap")


def twice(file: File) -> Iterator[Fault]:
    """Rows that say the same as one before them; both count, as nobody but the author knows which one is meant."""
    for part, rows in (("bom", file.bom), ("receipts", file.receipts), ("demands", file.demands)):
        seen: set[object] = set()
        for row in rows:
            said = replace(row, row=0) if isinstance(row, Amount) else row
            if said in seen:
                who = row.id if isinstance(row, Amount) else f"{row.parent} → {row.component}"
                yield Fault(
                    (part, who),
                    f"{part}（{who}）：有两行完全相同，两行都计入。",
                    f"{part} ({who}): two rows are the same; both count.",
                )
            seen.add(said)


def replaceable(file: File, known: Mapping[str, Item], faults: list[Fault]) -> File:
    """The case without replacements of phantoms or by itself, pairs named twice, second successors, shares past 1."""
    kept: list[Replacement] = []
    seen: set[tuple[str, str]] = set()
    shares: dict[str, list[Fraction]] = {}
    for row in file.replacements:
        together = [*shares.get(row.item, []), row.share]
        pair, why = (row.item, row.by), None
        if row.item == row.by:
            why = ("不能替代自己", "an item does not replace itself")
        elif known[row.item].phantom or known[row.by].phantom:
            why = ("虚拟件没有库存可替代", "a phantom has no stock to use")
        elif pair in seen:
            why = ("重复", "is there twice")
        elif row.kind == "successor" and (row.item, "") in seen:
            why = (f"{row.item} 已有后继", f"{row.item} has a successor already")
        elif row.kind == "share" and sum(together) > 1:
            why = (f"{row.item} 的使用比例合计超过 1", f"the shares of {row.item} come to more than 1")
        elif row.kind == "share" and lcm(*(share.denominator for share in together)) > SHARES_LIMIT:
            why = ("使用比例分得太细", "the share is too fine")
        if why is None:
            kept.append(row)
            if row.kind == "share":
                shares[row.item] = together
            seen |= {pair, (row.item, "") if row.kind == "successor" else pair}
        else:
            who = f"{row.item} → {row.by}"
            faults.append(
                Fault(
                    ("replacements", *pair),
                    f"replacements（{who}）：{why[0]}，已略去。",
                    f"replacements ({who}): {why[1]}; left out.",
                )
            )
    return replace(file, replacements=tuple(kept))


def staffed(file: File, faults: list[Fault]) -> File:
    """The case with resources known by one name and calendar, and only steps at those."""
    resources: dict[str, Resource] = {}
    for row in file.resources:
        place = ("resources", row.code)
        if row.code in resources:
            faults.append(Fault(place, f"资源 {row.code} 重复。", f"Resource {row.code} is there twice."))
            continue
        resources[row.code] = row
        if row.calendar not in file.calendars:
            resources[row.code] = replace(row, calendar="")
            faults.append(
                Fault(
                    place,
                    f"资源 {row.code}：没有日历 {row.calendar}，按每天工作计划。",
                    f"Resource {row.code}: there is no calendar {row.calendar}; planned as working every day.",
                )
            )
        elif row.minutes == 0 and not any(minutes for _, minutes in row.exceptions):
            faults.append(
                Fault(
                    place,
                    f"资源 {row.code}：计划期内没有可用时间，需要它的都排不下。",
                    f"Resource {row.code}: has no minutes in the plan; nothing that needs it can be promised.",
                )
            )
    steps = []
    for step in file.steps:
        if step.resource in resources:
            steps.append(step)
            continue
        faults.append(
            Fault(
                ("steps", step.item, step.resource),
                f"steps（{step.item}）：没有资源 {step.resource}，该工序不占产能。",
                f"steps ({step.item}): there is no resource {step.resource}; planned without this step.",
            )
        )
    return replace(file, resources=tuple(resources.values()), steps=tuple(steps))
