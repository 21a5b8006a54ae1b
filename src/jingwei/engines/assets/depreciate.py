"""The charges of an asset month by month, revalued on the way, until its life ends or it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jingwei.engines.assets.asset import Asset, Charge, Method, Revaluation, Usage, minor, month_after
from jingwei.engines.assets.methods import BY_TIME, rounded
from jingwei.engines.refusal import InvalidInputError


@dataclass(frozen=True, slots=True)
class _Standing:
    """Between two revaluations: book and residual value in smallest units, life or work that remains."""

    book: int
    residual: int
    months: int
    units: Fraction


def depreciate(
    asset: Asset,
    *,
    revaluations: Sequence[Revaluation] = (),
    usage: Sequence[Usage] = (),
    disposed: date | None = None,
) -> tuple[Charge, ...]:
    """One charge per month from the month after `in_use`; by UNITS one per month of `usage`.

    A revaluation begins the method anew on what is left. The month of disposal is still charged.
    cost + Σ revaluations − accumulated is always the book value, and at the end the residual value.
    """
    _refuse_disorder("revaluations", [one.on for one in revaluations], strictly=False)
    _refuse_disorder("usage", [month_after(one.month, 0) for one in usage], strictly=True)
    by_units = asset.method is Method.UNITS
    standing = _Standing(
        minor(asset.cost, asset.digits, ("cost",)),
        minor(asset.residual, asset.digits, ("residual",)),
        asset.months,
        Fraction(asset.units),
    )
    charges: list[Charge] = []
    first, accumulated = month_after(asset.in_use), 0
    if by_units and usage and usage[0].month < first:
        raise InvalidInputError(
            f"第 0 条工作量在 {usage[0].month:%Y-%m}，折旧从 {first:%Y-%m} 开始。",
            f"Usage 0 is of {usage[0].month:%Y-%m}; depreciation begins in {first:%Y-%m}.",
            ("usage", 0),
        )
    for row in range(len(revaluations) + 1):
        until = month_after(revaluations[row].on) if row < len(revaluations) else None
        planned = (
            _by_units(standing, usage, first, until) if by_units else _by_time(asset, standing, first, until)
        )
        for month, amount, work in planned:
            accumulated += amount
            standing = replace(
                standing,
                book=standing.book - amount,
                months=standing.months - 1,
                units=standing.units - work,
            )
            charges.append(
                Charge(month, _major(amount, asset), _major(accumulated, asset), _major(standing.book, asset))
            )
        if until is not None:
            first = max(first, until)
            standing = _revalued(asset, standing, revaluations[row], row)
    return tuple(one for one in charges if disposed is None or one.month <= disposed)


def _by_time(
    asset: Asset, standing: _Standing, first: date, until: date | None
) -> list[tuple[date, int, Fraction]]:
    if standing.months <= 0:
        return []
    amounts = BY_TIME[asset.method](standing.book, standing.residual, standing.months)
    months = [month_after(first, number) for number in range(len(amounts))]
    return [
        (month, amount, Fraction(0))
        for month, amount in zip(months, amounts, strict=True)
        if until is None or month < until
    ]


def _by_units(
    standing: _Standing, usage: Sequence[Usage], first: date, until: date | None
) -> list[tuple[date, int, Fraction]]:
    """Each month brings what is written off up to the share of the work done; beyond the total, nothing."""
    planned: list[tuple[date, int, Fraction]] = []
    done, written = Fraction(0), 0
    for row, one in enumerate(usage):
        month = month_after(one.month, 0)
        if one.quantity < 0:
            raise InvalidInputError(
                f"第 {row} 条工作量 {one.quantity} 小于 0。",
                f"Usage {row}: {one.quantity} is below 0.",
                ("usage", row),
            )
        if month < first or (until is not None and month >= until):
            continue
        work = min(Fraction(one.quantity), standing.units - done)
        done += work
        share = done / standing.units if standing.units else Fraction(0)
        upto = rounded((standing.book - standing.residual) * share)
        planned.append((month, upto - written, work))
        written = upto
    return planned


def _revalued(asset: Asset, standing: _Standing, change: Revaluation, row: int) -> _Standing:
    months = standing.months if change.months is None else change.months
    spent = standing.units <= 0 if asset.method is Method.UNITS else months <= 0
    if spent:
        raise InvalidInputError(
            f"第 {row} 次重估时资产已提足折旧，请同时给出剩余使用月数。",
            f"Revaluation {row}: the asset is fully depreciated; say how many months remain.",
            ("revaluations", row, "months"),
        )
    book = standing.book + minor(change.amount, asset.digits, ("revaluations", row, "amount"))
    residual = standing.residual
    if change.residual is not None:
        residual = minor(change.residual, asset.digits, ("revaluations", row, "residual"))
    if not 0 <= residual <= book:
        raise InvalidInputError(
            f"第 {row} 次重估后账面价值 {_major(book, asset)} 低于残值 {_major(residual, asset)}。",
            f"Revaluation {row} leaves a book value of {_major(book, asset)}, below the residual "
            f"{_major(residual, asset)}.",
            ("revaluations", row),
        )
    return replace(standing, book=book, residual=residual, months=months)


def _major(amount: int, asset: Asset) -> Decimal:
    return Decimal(amount).scaleb(-asset.digits)


def _refuse_disorder(name: str, days: Sequence[date], *, strictly: bool) -> None:
    for row in range(1, len(days)):
        if days[row] < days[row - 1] or (strictly and days[row] == days[row - 1]):
            raise InvalidInputError(
                f"{name} 第 {row} 行不在上一行之后，请按日期排列{'且每月一行' if strictly else ''}。",
                f"{name}, row {row}, does not come after the row above it"
                f"{'; there is one row a month' if strictly else ''}.",
                (name, row),
            )
