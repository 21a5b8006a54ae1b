"""Orders that are followed (forms with `order: true`): their due date, customer and state under the reader's rights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jingwei.collab.desk import Desk, Json, Place
from jingwei.collab.lifecycle import open_sql
from jingwei.collab.sight import state_sql, title_sql
from jingwei.query import names
from jingwei.query.frame import Frame
from jingwei.query.permission import FALSE, seen, visible
from jingwei.query.show import Joins, gated, linked_title
from jingwei.spec.form import Field, Form

DUE = ("promised_due", "due")
"""An order is due when it was promised; before it was, when the customer asked for it."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order the reader may see."""

    place: Place
    form: str
    title: str | None
    state: str | None
    due: date | None
    customer: Json | None

    def ref(self) -> Json:
        return {"id": str(self.place[1]), "title": self.title}


def order_forms(desk: Desk) -> Iterator[Form]:
    return (form for form in desk.catalogue.heads() if form.order)


def due_fields(form: Form) -> list[Field]:
    return [form[slug] for slug in DUE if slug in form.by_slug and form[slug].type == "date"]


def customer_field(desk: Desk, form: Form) -> Field | None:
    """The link to whoever ordered."""
    bound = desk.catalogue.by_role.get("customer")
    return next((f for f in form.fields if bound is not None and f.to == bound.slug), None)


def orders_sql(desk: Desk, frame: Frame, only: str = "true", only_open: bool = True) -> str:
    """A SELECT of `form, id, title, state, due, customer, customer_title`; `only` is a condition on the row `r`.

    Which forms there are depends on the reader; with none it selects nothing.
    """
    branches = []
    for form in order_forms(desk):
        condition = visible(frame, form, "r")
        if condition == FALSE:
            continue
        joins = Joins()
        title, state = title_sql(frame, form, "r", joins), state_sql(frame, form, "r")
        shown = (gated(seen(frame, form, "r", f.slug), names.column(f, "r")("")) for f in due_fields(form))
        due = ", ".join(f"({one})::date" for one in shown)
        buyer = customer_field(desk, form)
        who = name = "NULL"
        if buyer is not None:
            who = gated(seen(frame, form, "r", buyer.slug), names.column(buyer, "r")(""))
            name = gated(seen(frame, form, "r", buyer.slug), linked_title(frame, form, buyer, "r", joins, 0))
        living = open_sql(form, "r") if only_open else "true"
        branches.append(
            f"SELECT {form.id}::bigint AS form, r.id, ({title})::text AS title, ({state})::text AS state, "
            f"coalesce({due or 'NULL'}, NULL::date) AS due, ({who})::bigint AS customer, ({name})::text AS customer_title "
            f"FROM {frame.table(form)} r {' '.join(joins.lines)} WHERE {condition} AND {living} AND {only}"
        )
    nothing = (
        "SELECT 0::bigint AS form, 0::bigint AS id, ''::text AS title, ''::text AS state, NULL::date AS due, "
        "0::bigint AS customer, ''::text AS customer_title WHERE false"
    )
    return "\nUNION ALL ".join(branches) or nothing


def order_from(desk: Desk, row: object) -> Order:
    """An order from a row of `orders_sql`."""
    form, identity, title, state, due, customer, customer_title = tuple(row)[:7]  # type: ignore[arg-type,var-annotated]
    buyer = {"id": str(customer), "title": customer_title} if customer else None
    return Order((form, identity), desk.catalogue.by_id[form].slug, title, state, due, buyer)
