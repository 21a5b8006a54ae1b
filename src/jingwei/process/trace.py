"""Whose order is it: traces between documents, closed into the orders every document serves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from jingwei.process.writeset import Row, Traced, WriteSet
from jingwei.store.ids import Fresh
from jingwei.store.statement import Statement


def link(edge: Traced, quantity: str | None) -> Traced:
    """The edge with its quantity."""
    return replace(edge, quantity=None if quantity is None else Decimal(quantity))


async def traces(statement: Statement, writes: WriteSet, ids: Fresh, heads: list[Row], now: datetime) -> None:
    """Adds the parts that write traces, withdraw those of void documents, and let an order be its own."""
    schema, edges = writes.schema, writes.traces
    orders = [row for row in heads if row.new and row.form.order]
    if writes.untraced:
        rows = statement.rows([{"f": r.form.id, "r": r.id} for r in writes.untraced], "f bigint, r bigint")
        statement.add(
            f"DELETE FROM {schema}.trace t USING {rows} WHERE t.to_form = r.f AND t.to_record = r.r"
        )
    if orders:
        rows = statement.rows([{"f": r.form.id, "r": r.id} for r in orders], "f bigint, r bigint")
        statement.add(
            f"INSERT INTO {schema}.order_object SELECT f, r, f, r FROM {rows} ON CONFLICT DO NOTHING"
        )
    if edges:
        fresh = await ids.take(len(edges))
        fields = (
            "from_form",
            "from_record",
            "from_line",
            "to_form",
            "to_record",
            "to_line",
            "kind",
            "quantity",
        )
        values = [
            {"id": i, "at": now, **{name: getattr(t, name) for name in fields}}
            for i, t in zip(fresh, edges, strict=True)
        ]
        typed = "id bigint, at timestamptz, from_form bigint, from_record bigint, from_line bigint, to_form bigint, to_record bigint, to_line bigint, kind text, quantity numeric"
        listed = ", ".join(("id", "at", *fields))
        statement.add(
            f"INSERT INTO {schema}.trace ({listed}) SELECT {listed} FROM {statement.rows(values, typed)}"
        )


async def closure(writes: WriteSet) -> None:
    """Lets every document below the new traces serve the orders of those above."""
    edges = sorted({(t.from_form, t.from_record) for t in writes.traces})
    if edges:
        sql = CLOSE.replace("{s}", writes.schema)
        await writes.transaction.execute(sql, [e[0] for e in edges], [e[1] for e in edges])


CLOSE = """
WITH RECURSIVE start AS (SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS s(form, record)),
owned AS (SELECT o.order_form, o.order_record, s.form, s.record FROM start s
          JOIN {s}.order_object o ON o.form = s.form AND o.record = s.record),
down AS (SELECT order_form, order_record, form, record FROM owned
         UNION SELECT d.order_form, d.order_record, t.to_form, t.to_record FROM down d
               JOIN {s}.trace t ON t.from_form = d.form AND t.from_record = d.record)
INSERT INTO {s}.order_object SELECT order_form, order_record, form, record FROM down ON CONFLICT DO NOTHING
"""
"""Every document below those the new traces leave from; the chain is followed in one statement."""
