"""When a balance does not allow a submission: which one, how much there is and how much was asked, in the person's words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jingwei.base.decimals import EXACT, ZERO, add, plain, subtract
from jingwei.base.errors import BalanceRefused, JingweiError, Path
from jingwei.base.units import BUILT_IN, Unit, to_step
from jingwei.base.words import Words, same
from jingwei.process.derive import path_of
from jingwei.process.submission import Submission
from jingwei.spec.form import Field, Form
from jingwei.spec.ledger import Guard, Ledger
from jingwei.store.ledgers.post import Key, Movement, held
from jingwei.store.records import load
from jingwei.store.transaction import Transaction

MONEY = Words("元", "CNY")
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
    measure = ledger.measure(guard.left[0])
    error = BalanceRefused(ledger.title, where, measure.title, available, asked, path)
    left, wanted = counted(available, unit), counted(asked, unit)
    if not measure.money and unit is not None:
        # A tolerance may leave part of a piece, of which nobody can make use.
        left = to_step(left, unit.step, "down")
    of = MONEY if measure.money else unit.title if unit is not None else None
    amounts = {n: amount(v, of) for n, v in (("a", left), ("n", wanted), ("s", subtract(wanted, left)))}
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


def counted(base: Decimal, unit: Unit | None) -> Decimal:
    """An amount of a balance in the unit people count the thing in."""
    if unit is None:
        return base
    return EXACT.divide(
        EXACT.multiply(base, Decimal(unit.factor.denominator)), Decimal(unit.factor.numerator)
    )


def amount(value: Decimal, unit: Words | None) -> Words:
    return same(plain(value)) if unit is None else Words("{v} {u}", "{v} {u}").fill(v=plain(value), u=unit)


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
        if dimension.to is not None and isinstance(value, int):
            names, of = await called(transaction, submission, submission.catalogue.forms[dimension.to], value)
            unit = unit or of
            found.extend((dimension.title, same(name)) for name in names)
        elif text := str(value):
            found.append((dimension.title, dimension.values.get(text) or same(text)))
    return tuple(found), unit


async def called(
    transaction: Transaction, submission: Submission, form: Form, identity: int
) -> tuple[list[str], Unit | None]:
    """What a record is called and the unit it is counted in.

    What is titled by a link goes by what that leads to; a document about a thing names the thing first.
    """
    cells = (await load.rows(transaction, submission.schema, form, [identity])).get(identity)
    if cells is None:
        return ["-"], None
    title, target = cells.get(form.title_field), form[form.title_field].to
    if target is not None and isinstance(title, int):
        return await called(transaction, submission, submission.catalogue.forms[target], title)
    code = cells.get("unit")
    unit = next((unit for unit in BUILT_IN if unit.code == code), None)
    thing = measured(form) if unit is None else None
    about = cells.get(thing.slug) if thing is not None else None
    if thing is None or thing.to is None or not isinstance(about, int):
        return [str(title)], unit
    names, unit = await called(transaction, submission, submission.catalogue.forms[thing.to], about)
    return [*names, str(title)], unit


def measured(form: Form) -> Field | None:
    """The link to the thing that gives the quantities of a document their unit."""
    for item in form.fields:
        link, _, rest = str(item.option("unit_from") or "").partition(".")
        if rest and (found := form.by_slug.get(link)) is not None:
            return found
    return None


def place(submission: Submission, moved: list[Movement]) -> Path:
    """The row of the document the movement comes from, when it was the commanded one."""
    for one in moved:
        row = submission.writes.rows.get((one.form.id, one.record))
        if row is not None and row.commanded:
            lines = [line for rows in row.lines.values() for line in rows if line.id == one.line]
            return path_of(lines[0]) if lines else ()
    return ()
