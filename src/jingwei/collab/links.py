"""Documents up and down (上下游单据): one step along the traces, each document under the reader's rights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from jingwei.base.decimals import plain
from jingwei.collab.desk import Desk, Json, Place
from jingwei.collab.sight import Sight, see
from jingwei.spec.form import Form
from jingwei.store.tables import names

UP = """
SELECT from_form AS form, from_record AS record, kind, count(from_line) AS lines, sum(quantity) AS quantity,
  to_form AS counted, min(to_line) AS line, min(id) AS first
FROM {s}.trace WHERE to_form = $1 AND to_record = $2 GROUP BY 1, 2, 3, to_form ORDER BY first LIMIT 500
"""
DOWN = """
SELECT to_form AS form, to_record AS record, kind, count(to_line) AS lines, sum(quantity) AS quantity,
  to_form AS counted, min(to_line) AS line, min(id) AS first
FROM {s}.trace WHERE from_form = $1 AND from_record = $2 GROUP BY 1, 2, 3 ORDER BY first LIMIT 500
"""


async def links(desk: Desk, form: Form, record: int) -> Json:
    """`{up, down}`; a document one may not read is counted without its title, state and quantity."""
    rows = [
        await desk.transaction.fetch(sql.replace("{s}", desk.schema), form.id, record) for sql in (UP, DOWN)
    ]
    units = await counted_in(
        desk, {(row["counted"], row["line"]) for found in rows for row in found if row["line"]}
    )
    sight = await see(desk, {(row["form"], row["record"]) for found in rows for row in found})
    up, down = (
        [
            link(
                sight,
                (row["form"], row["record"]),
                row["kind"],
                row["quantity"] if row["lines"] <= 1 else None,
                units.get((row["counted"], row["line"]), ""),
            )
            for row in found
            if row["form"] in desk.catalogue.by_id
        ]
        for found in rows
    )
    return {"up": up, "down": down}


async def counted_in(desk: Desk, lines: Iterable[Place]) -> dict[Place, str]:
    """The unit in which each line, given with the form of its document, counts its quantity."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for form, line in lines:
        wanted[form].add(line)
    found: dict[Place, str] = {}
    for form, ids in wanted.items():
        known = desk.catalogue.by_id.get(form)
        for _, table in known.tables() if known is not None else ():
            amount = next((one for one in table.fields if one.type == "quantity"), None)
            if amount is None:
                continue
            rows = await desk.transaction.fetch(
                f"SELECT id, {names.column(amount, 'unit')} AS unit FROM {desk.schema}.{names.table(table)} "
                "WHERE id = ANY($1::bigint[])",
                sorted(ids),
            )
            found.update({(form, row["id"]): row["unit"] or "" for row in rows})
    return found


def link(sight: Sight, place: Place, kind: str, quantity: Decimal | None, unit: str) -> Json:
    """Quantities of several lines may be of different units, so only a single one is told."""
    form = sight.desk.catalogue.by_id[place[0]]
    readable = place in sight
    return {
        "form": form.slug, "form_title": sight.desk.say(form.title), "id": str(place[1]), "title": sight.title(place),
        "state": sight.state(place), "kind": kind,
        "quantity": {"value": plain(quantity), "unit": unit} if readable and quantity is not None else None,
    }  # fmt: skip
