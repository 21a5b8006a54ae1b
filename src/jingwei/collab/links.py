"""Documents up and down (上下游单据): one step along the traces, each document under the reader's rights."""

from __future__ import annotations

from decimal import Decimal

from jingwei.base.decimals import plain
from jingwei.collab.desk import Desk, Json, Place
from jingwei.collab.sight import Sight, see
from jingwei.spec.form import Form

UP = """
SELECT from_form AS form, from_record AS record, kind, count(from_line) AS lines, sum(quantity) AS quantity, min(id) AS first
FROM {s}.trace WHERE to_form = $1 AND to_record = $2 GROUP BY 1, 2, 3 ORDER BY first LIMIT 500
"""
DOWN = """
SELECT to_form AS form, to_record AS record, kind, count(to_line) AS lines, sum(quantity) AS quantity, min(id) AS first
FROM {s}.trace WHERE from_form = $1 AND from_record = $2 GROUP BY 1, 2, 3 ORDER BY first LIMIT 500
"""


async def links(desk: Desk, form: Form, record: int) -> Json:
    """`{up, down}`; a document one may not read is counted without its title, state and quantity."""
    rows = [
        await desk.transaction.fetch(sql.replace("{s}", desk.schema), form.id, record) for sql in (UP, DOWN)
    ]
    sight = await see(desk, {(row["form"], row["record"]) for found in rows for row in found})
    up, down = (
        [
            link(
                sight,
                (row["form"], row["record"]),
                row["kind"],
                row["quantity"] if row["lines"] <= 1 else None,
            )
            for row in found
            if row["form"] in desk.catalogue.by_id
        ]
        for found in rows
    )
    return {"up": up, "down": down}


def link(sight: Sight, place: Place, kind: str, quantity: Decimal | None) -> Json:
    """Quantities of several lines may be of different units, so only a single one is told."""
    form = sight.desk.catalogue.by_id[place[0]]
    readable = place in sight
    return {
        "form": form.slug, "form_title": sight.desk.say(form.title), "id": str(place[1]), "title": sight.title(place),
        "state": sight.state(place), "kind": kind,
        "quantity": {"value": plain(quantity), "unit": ""} if readable and quantity is not None else None,
    }  # fmt: skip
