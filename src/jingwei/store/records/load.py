"""Rows as cells: what the write door reads before it computes, without locks; versions guard the flush."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from jingwei.spec.form import Field, Form
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction

Cells = dict[str, object]


@lru_cache(maxsize=4096)
def _select(schema: str, form: Form, by: str, order: str) -> tuple[str, tuple[str, ...]]:
    stored = names.cells(form)
    columns = ", ".join(cell.column for cell in stored)
    sql = (
        f"SELECT {columns} FROM {schema}.{names.table(form)} WHERE {by} = ANY($1::bigint[]) ORDER BY {order}"
    )
    return sql, tuple(cell.key for cell in stored)


@lru_cache(maxsize=4096)
def _judging(schema: str, form: Form, rules: tuple[str, ...], cells: bool) -> tuple[str, tuple[str, ...]]:
    stored = names.cells(form) if cells else ()
    columns = [
        "t.id",
        *(f"t.{cell.column}" for cell in stored),
        *(f"coalesce({rule}, false)" for rule in rules),
    ]
    sql = f"SELECT {', '.join(columns)} FROM {schema}.{names.table(form)} t WHERE t.id = ANY($1::bigint[])"
    return sql, tuple(cell.key for cell in stored)


async def rows(transaction: Transaction, schema: str, form: Form, ids: Iterable[int]) -> dict[int, Cells]:
    """The records that exist among `ids`, deleted ones included, keyed by id."""
    sql, keys = _select(schema, form, "id", "id")
    found = await transaction.fetch(sql, sorted(set(ids)))
    return {row[0]: dict(zip(keys, row, strict=True)) for row in found}


async def held(
    transaction: Transaction,
    schema: str,
    form: Form,
    ids: Iterable[int],
    rules: tuple[str, ...],
    args: Sequence[object],
) -> dict[int, tuple[bool, ...]]:
    """Which rules (SQL at alias `t`, its arguments from $2 on) hold for the records that exist, keyed by id."""
    sql, _ = _judging(schema, form, rules, False)
    return {row[0]: tuple(row[1:]) for row in await transaction.fetch(sql, sorted(set(ids)), *args)}


async def judged(
    transaction: Transaction,
    schema: str,
    form: Form,
    identity: int,
    rules: tuple[str, ...],
    args: Sequence[object],
) -> tuple[Cells, tuple[bool, ...]] | None:
    """One record and which rules hold for it, None when it does not exist."""
    sql, keys = _judging(schema, form, rules, True)
    for row in await transaction.fetch(sql, [identity], *args):
        split = 1 + len(keys)
        return dict(zip(keys, row[1:split], strict=True)), tuple(row[split:])
    return None


async def lines(transaction: Transaction, schema: str, form: Form, parents: Iterable[int]) -> list[Cells]:
    """The rows of a sub-table below these parents, in their order."""
    sql, keys = _select(schema, form, "parent", "parent, pos, id")
    return [dict(zip(keys, row, strict=True)) for row in await transaction.fetch(sql, sorted(set(parents)))]


async def alive(
    transaction: Transaction, schema: str, wanted: Mapping[Form, Iterable[int]]
) -> set[tuple[int, int]]:
    """Which of these records exist and are not deleted, as (form, id)."""
    forms = sorted(wanted, key=lambda form: form.id)
    parts = [
        f"SELECT {form.id}::bigint, id FROM {schema}.{names.table(form)} WHERE id = ANY(${n}::bigint[])"
        + (" AND deleted_at IS NULL" if form.parent is None else "")
        for n, form in enumerate(forms, 1)
    ]
    found = await transaction.fetch(" UNION ALL ".join(parts), *(sorted(set(wanted[form])) for form in forms))
    return {(row[0], row[1]) for row in found}


async def by_key(
    transaction: Transaction, schema: str, form: Form, key: Field, texts: Iterable[str]
) -> dict[str, int]:
    """The ids of living records by the text of their key field."""
    column = names.column(key)
    found = await transaction.fetch(
        f"SELECT {column}, id FROM {schema}.{names.table(form)} "
        f"WHERE {column} = ANY($1::text[]) AND deleted_at IS NULL",
        sorted(set(texts)),
    )
    return {row[0]: row[1] for row in found}


async def pushed(
    transaction: Transaction, from_form: Form, schema: str, kind: str, lines: Iterable[int]
) -> dict[int, object]:
    """How much each line has already been pushed down by the push named `kind`."""
    found = await transaction.fetch(
        f"SELECT from_line, sum(quantity) FROM {schema}.trace "
        "WHERE from_form = $1 AND kind = $2 AND from_line = ANY($3::bigint[]) GROUP BY 1",
        from_form.id, kind, sorted(set(lines)),
    )  # fmt: skip
    return {row[0]: row[1] for row in found}


async def where(transaction: Transaction, schema: str, form: Form, equals: Mapping[str, object]) -> list[int]:
    """The ids of living records whose fields have these values (a tuple means any of them)."""
    conditions, args = ["deleted_at IS NULL"], []
    for slug, value in equals.items():
        column = names.column(form[slug])
        args.append(list(value) if isinstance(value, tuple) else value)
        conditions.append(
            f"{column} = ANY(${len(args)})" if isinstance(value, tuple) else f"{column} = ${len(args)}"
        )
    found = await transaction.fetch(
        f"SELECT id FROM {schema}.{names.table(form)} WHERE {' AND '.join(conditions)} ORDER BY id", *args
    )
    return [row[0] for row in found]
