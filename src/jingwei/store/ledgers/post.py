"""Postings at the flush: movements appended, guarded balances moved in key order under their named checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jingwei.base.decimals import ZERO, add
from jingwei.spec.form import Form
from jingwei.spec.ledger import Ledger
from jingwei.store.changelog.write import Event
from jingwei.store.statement import Statement, to_json
from jingwei.store.tables import names
from jingwei.store.transaction import Retry, Transaction

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """One posting of one line (0 = the head) by one rule: what it adds to each measure at one key."""

    id: int
    ledger: Ledger
    form: Form
    record: int
    line: int
    rule: str
    key: Key
    amounts: Mapping[str, Decimal]


def movements(statement: Statement, schema: str, event: Event, moved: Iterable[Movement]) -> None:
    """Adds the parts that append the movements, one per ledger."""
    by_ledger: dict[str, list[Movement]] = defaultdict(list)
    for one in moved:
        by_ledger[one.ledger.slug].append(one)
    for batch in by_ledger.values():
        ledger = batch[0].ledger
        rows = [{**_own(one, event), **_key(one), **_amounts(ledger, one.amounts)} for one in batch]
        columns = [
            "id",
            "at",
            "event",
            "form",
            "record",
            "line",
            "rule",
            *_dimensions(ledger),
            *_measures(ledger),
        ]
        typed = (
            "id bigint, at timestamptz, event bigint, form bigint, record bigint, line bigint, rule text, "
            + _typed(ledger)
        )
        listed = ", ".join(columns)
        statement.add(
            f"INSERT INTO {schema}.{names.movement(ledger)} ({listed}) SELECT {listed} FROM {statement.rows(rows, typed)}"
        )


async def balances(transaction: Transaction, schema: str, moved: Iterable[Movement]) -> None:
    """Moves the guarded balances, ledger by ledger and key by key; a broken check raises the database's CheckViolation."""
    sums: dict[str, dict[Key, dict[str, Decimal]]] = defaultdict(dict)
    ledgers: dict[str, Ledger] = {}
    for one in moved:
        if not one.ledger.guarded:
            continue
        ledgers[one.ledger.slug] = one.ledger
        total = sums[one.ledger.slug].setdefault(one.key, {})
        for name, amount in one.amounts.items():
            total[name] = add(total.get(name, ZERO), amount)
    for slug in sorted(ledgers, key=lambda s: ledgers[s].id):
        living = {key: total for key, total in sums[slug].items() if any(total.values())}
        if living:
            await _move(transaction, schema, ledgers[slug], living)


async def _move(
    transaction: Transaction, schema: str, ledger: Ledger, sums: Mapping[Key, Mapping[str, Decimal]]
) -> None:
    table, keys = f"{schema}.{names.balance(ledger)}", _dimensions(ledger)
    rows = [
        {**dict(zip(keys, key, strict=True)), **_amounts(ledger, total)}
        for key, total in sorted(sums.items(), key=_text)
    ]
    source = f"json_to_recordset($1::text::json) AS r({_typed(ledger)})"
    same = " AND ".join(f"b.{k} = r.{k}" for k in keys)
    order = ", ".join(f"b.{k}" for k in keys)
    listed = ", ".join(keys)
    sent = to_json(rows)
    sets = ", ".join(f"{m} = b.{m} + coalesce(r.{m}, 0)" for m in _measures(ledger))
    # The lock comes first and in key order: an UPDATE … FROM takes rows in whatever order its join finds them.
    # Nothing moves unless every balance is there, so that the statement may simply be sent again.
    move = (
        f"WITH held AS MATERIALIZED (SELECT 1 FROM {table} b JOIN {source} ON {same} ORDER BY {order} "
        f"FOR NO KEY UPDATE OF b), counted AS MATERIALIZED (SELECT count(*) AS n FROM held) "
        f"UPDATE {table} b SET {sets} FROM {source} WHERE {same} AND (SELECT n FROM counted) = $2"
    )
    if await _moved(transaction, move, sent, len(rows)):
        return
    await transaction.execute(
        f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {source} ORDER BY {listed} ON CONFLICT DO NOTHING",
        sent,
    )
    if not await _moved(transaction, move, sent, len(rows)):
        raise Retry


async def _moved(transaction: Transaction, move: str, sent: str, wanted: int) -> bool:
    tag = await transaction.execute(move, sent, wanted)
    return int(tag.split()[-1]) == wanted


async def posted(
    transaction: Transaction, schema: str, ledger: Ledger, form: Form, records: Iterable[int]
) -> list[tuple[int, int, str, Key, dict[str, Decimal]]]:
    """What stands in the ledger for these records: (record, line, rule, key, sums), zero sums left out."""
    keys, measures = _dimensions(ledger), [names.measure(m) for m in ledger.measures]
    found = await transaction.fetch(
        f"SELECT record, line, rule, {', '.join(keys)}, {', '.join(f'sum({m})' for m in measures)} "
        f"FROM {schema}.{names.movement(ledger)} WHERE form = $1 AND record = ANY($2::bigint[]) "
        f"GROUP BY record, line, rule, {', '.join(keys)}",
        form.id, sorted(set(records)),
    )  # fmt: skip
    split = 3 + len(keys)
    slugs = [m.slug for m in ledger.measures]
    return [
        (row[0], row[1], row[2], tuple(row[3:split]), dict(zip(slugs, row[split:], strict=True)))
        for row in found
        if any(row[split:])
    ]


async def held(transaction: Transaction, schema: str, ledger: Ledger, key: Key) -> dict[str, Decimal]:
    """The balance at one key, zeros when there is none."""
    keys = _dimensions(ledger)
    where = " AND ".join(f"{k} = ${i}" for i, k in enumerate(keys, 1))
    row = await transaction.fetchrow(
        f"SELECT {', '.join(_measures(ledger))} FROM {schema}.{names.balance(ledger)} WHERE {where}", *key
    )
    return {m.slug: (row[i] if row is not None else ZERO) for i, m in enumerate(ledger.measures)}


def _text(item: tuple[Key, object]) -> tuple[str, ...]:
    return tuple(str(part) for part in item[0])


def _dimensions(ledger: Ledger) -> list[str]:
    return [names.dimension(d) for d in ledger.dimensions]


def _measures(ledger: Ledger) -> list[str]:
    return [names.measure(m) for m in ledger.measures]


def _typed(ledger: Ledger) -> str:
    parts = [f"{names.dimension(d)} {d.sql}" for d in ledger.dimensions]
    return ", ".join([*parts, *(f"{names.measure(m)} numeric" for m in ledger.measures)])


def _own(one: Movement, event: Event) -> dict[str, object]:
    return {
        "id": one.id, "at": event.at, "event": event.id, "form": one.form.id, "record": one.record, "line": one.line, "rule": one.rule,
    }  # fmt: skip


def _key(one: Movement) -> dict[str, object]:
    return dict(zip(_dimensions(one.ledger), one.key, strict=True))


def _amounts(ledger: Ledger, amounts: Mapping[str, Decimal]) -> dict[str, object]:
    return {names.measure(m): amounts.get(m.slug, ZERO) for m in ledger.measures}
