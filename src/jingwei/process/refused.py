"""When a balance does not allow a submission: which one, how much there is and how much was asked, in the person's words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jingwei.base.decimals import ZERO, add
from jingwei.base.errors import BalanceRefused, JingweiError, Path
from jingwei.base.words import Words, same
from jingwei.process.derive import path_of
from jingwei.process.submission import Submission
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
            where = await labels(transaction, submission, ledger, key)
            path = place(submission, [m for m in submission.moved if m.ledger is ledger and m.key == key])
            found.append(refusal(ledger, guard, where, available, asked, path))
    if not found:
        words = Words("{m}", "{m}").fill(m=guard.message)
        return BalanceRefused(ledger.title, (), words, ZERO, ZERO)
    first, *others = found
    first.others = tuple(fault for one in others for fault in one.faults)
    return first


def refusal(
    ledger: Ledger,
    guard: Guard,
    where: tuple[tuple[Words, Words], ...],
    available: Decimal,
    asked: Decimal,
    path: Path,
) -> BalanceRefused:
    measure = ledger.measure(guard.left[0]).title
    error = BalanceRefused(ledger.title, where, measure, available, asked, path)
    error.message = Words("{g}：{m}", "{g}: {m}").fill(g=guard.message, m=error.message)
    return error


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
) -> tuple[tuple[Words, Words], ...]:
    """Each dimension with its value as people call it: the title of the linked record or the text."""
    found: list[tuple[Words, Words]] = []
    for dimension, value in zip(ledger.dimensions, key, strict=True):
        text = str(value)
        if dimension.to is not None and isinstance(value, int):
            form = submission.catalogue.forms[dimension.to]
            rows = await load.rows(transaction, submission.schema, form, [value])
            text = str(rows[value].get(form.title_field)) if value in rows else "-"
        if text:
            found.append((dimension.title, dimension.values.get(text) or same(text)))
    return tuple(found)


def place(submission: Submission, moved: list[Movement]) -> Path:
    """The row of the document the movement comes from, when it was the commanded one."""
    for one in moved:
        row = submission.writes.rows.get((one.form.id, one.record))
        if row is not None and row.commanded:
            lines = [line for rows in row.lines.values() for line in rows if line.id == one.line]
            return path_of(lines[0]) if lines else ()
    return ()
