"""When a balance does not allow a submission: which one, how much there is and how much was asked, in the person's words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jingwei.base.decimals import EXACT, ZERO, add, plain, subtract
from jingwei.base.errors import BalanceRefused, JingweiError, Path
from jingwei.base.units import BUILT_IN, Unit
from jingwei.base.words import Words, same
from jingwei.process.derive import path_of
from jingwei.process.submission import Submission
from jingwei.spec.form import Form
from jingwei.spec.ledger import Guard, Ledger
from jingwei.store.ledgers.post import Key, Movement, held
from jingwei.store.records import load
from jingwei.store.transaction import Transaction

MOST = 20
"""So many shortages are told."""


async def explain(transaction: Transaction, submission: Submission, guard_id: int) -> JingweiError:
    """The refusal for the guard that broke, with everything that is short; balances are read anew because the transaction is gone."""
    ledger, guard = next(
        (led, g) for led in submission.catalogue.ledgers.values() if (g := led.guard(guard_id)) is not None
    )
    sums: dict[Key, dict[str, Decimal]] = {}
    for one in (m for m in submission.moved if m.ledger is ledger):
        total = sums.setdefault(one.key, {})
        for name, amount in one.amounts.items():
            total[name] = add(total.get(name, ZERO), amount)
    found: list[BalanceRefused] = []
    for key, total in sums.items():
        before = await held(transaction, submission.schema, ledger, key)
        short = shortage(guard, before, total)
        if short is not None and len(found) < MOST:
            available, asked = short
            where, unit = await labels(transaction, submission, ledger, key)
            path = place(submission, [m for m in submission.moved if m.ledger is ledger and m.key == key])
            found.append(refusal(ledger, guard, where, unit, available, asked, path))
    if not found:
        words = Words("{m}", "{m}").fill(m=guard.message)
        return BalanceRefused(ledger.title, (), words, ZERO, ZERO)
    first, *others = found
    first.others = tuple(fault for one in others for fault in one.faults)
    return first


SAID = Words(
    "{g}：{what} 尚余 {a}，本单还要 {n}，差 {s}",
    "{g}: {what} has {a} left, {n} more are asked, {s} are missing",
)


def refusal(
    ledger: Ledger,
    guard: Guard,
    where: tuple[tuple[Words, Words], ...],
    unit: Unit | None,
    available: Decimal,
    asked: Decimal,
    path: Path,
) -> BalanceRefused:
    measure = ledger.measure(guard.left[0]).title
    error = BalanceRefused(ledger.title, where, measure, available, asked, path)
    short = subtract(asked, available)
    amounts = {name: amount(value, unit) for name, value in (("a", available), ("n", asked), ("s", short))}
    error.message = SAID.fill(g=guard.message, what=subject([value for _, value in where]), **amounts)
    return error


def subject(values: list[Words]) -> Words:
    """What is short first, where and in which state it is behind it."""
    if not values:
        return Words("合计", "the total")
    first, rest = values[0], values[1:]
    if not rest:
        return first
    more = Words("，".join(one.zh for one in rest), ", ".join(one.en for one in rest))
    return Words("{f}（{m}）", "{f} ({m})").fill(f=first, m=more)


def amount(base: Decimal, unit: Unit | None) -> Words:
    """An amount of a balance in the unit people count the thing in."""
    if unit is None:
        return same(plain(base))
    value = EXACT.divide(
        EXACT.multiply(base, Decimal(unit.factor.denominator)), Decimal(unit.factor.numerator)
    )
    return Words("{v} {u}", "{v} {u}").fill(v=plain(value), u=unit.title)


def shortage(
    guard: Guard, before: Mapping[str, Decimal], moved: Mapping[str, Decimal]
) -> tuple[Decimal, Decimal] | None:
    """(available, asked) when the guard would not hold after the movement."""

    def side(names: tuple[str, ...], values: Mapping[str, Decimal]) -> Decimal:
        total = ZERO
        for name in names:
            total = add(total, values.get(name, ZERO))
        return total

    room = side(guard.left, before) - side(guard.right, before)
    asked = side(guard.right, moved) - side(guard.left, moved)
    return (room, asked) if asked > room else None


async def labels(
    transaction: Transaction, submission: Submission, ledger: Ledger, key: Key
) -> tuple[tuple[tuple[Words, Words], ...], Unit | None]:
    """Each dimension with its value as people call it: the title of the linked record or the text; and the unit of the thing."""
    found: list[tuple[Words, Words]] = []
    unit: Unit | None = None
    for dimension, value in zip(ledger.dimensions, key, strict=True):
        text = str(value)
        if dimension.to is not None and isinstance(value, int):
            text, of = await called(transaction, submission, submission.catalogue.forms[dimension.to], value)
            unit = unit or of
        if text:
            found.append((dimension.title, dimension.values.get(text) or same(text)))
    return tuple(found), unit


async def called(
    transaction: Transaction, submission: Submission, form: Form, identity: int
) -> tuple[str, Unit | None]:
    """The title of a record and the unit it is counted in; what is titled by a link goes by what that leads to."""
    cells = (await load.rows(transaction, submission.schema, form, [identity])).get(identity)
    if cells is None:
        return "-", None
    title, target = cells.get(form.title_field), form[form.title_field].to
    if target is not None and isinstance(title, int):
        return await called(transaction, submission, submission.catalogue.forms[target], title)
    code = cells.get("unit")
    return str(title), next((unit for unit in BUILT_IN if unit.code == code), None)


def place(submission: Submission, moved: list[Movement]) -> Path:
    """The row of the document the movement comes from, when it was the commanded one."""
    for one in moved:
        row = submission.writes.rows.get((one.form.id, one.record))
        if row is not None and row.commanded:
            lines = [line for rows in row.lines.values() for line in rows if line.id == one.line]
            return path_of(lines[0]) if lines else ()
    return ()
