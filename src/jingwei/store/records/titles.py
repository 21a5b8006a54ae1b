"""Names of records for messages, tasks and timelines; whoever shows them has already judged who may see the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction

Place = tuple[str, int]


async def titles(
    transaction: Transaction, schema: str, catalogue: Catalogue, places: Iterable[Place]
) -> dict[Place, str]:
    """(form, id) → title; a title field that is a link shows the title of its target."""
    by_form: dict[str, list[int]] = defaultdict(list)
    for place, identity in places:
        by_form[place].append(identity)
    found: dict[Place, str] = {}
    for slug, ids in by_form.items():
        form = catalogue.forms[slug]
        rows = await transaction.fetch(
            f"SELECT t.id, {expression(schema, catalogue, form)} FROM {schema}.{names.table(form)} t "
            "WHERE t.id = ANY($1::bigint[])",
            sorted(set(ids)),
        )
        found |= {(slug, row[0]): row[1] for row in rows if row[1] is not None}
    return found


def expression(schema: str, catalogue: Catalogue, form: Form, alias: str = "t", hops: int = 3) -> str:
    """The SQL of a record's title."""
    item = form.by_slug[form.title_field]
    column = f"{alias}.{names.column(item)}"
    if item.to is None or hops == 0:
        return f"{column}::text"
    target = catalogue.forms[item.to]
    inner = expression(schema, catalogue, target, f"{alias}x", hops - 1)
    return f"(SELECT {inner} FROM {schema}.{names.table(target)} {alias}x WHERE {alias}x.id = {column})"
