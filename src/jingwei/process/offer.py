"""What a person may do with a record just now: the same rules the door will apply, asked beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from jingwei.process.allow import Allow
from jingwei.process.commands import Actor
from jingwei.process.values import Formulas
from jingwei.process.writeset import Row, WriteSet
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Grant
from jingwei.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Offer:
    """Buttons that would work, whether it may be changed or deleted, and the fields that may not."""

    actions: tuple[str, ...]
    update: bool
    delete: bool
    readonly: tuple[str, ...]


NOTHING = Offer((), False, False, ())


async def offer(
    transaction: Transaction,
    schema: str,
    catalogue: Catalogue,
    actor: Actor,
    ambient: Ambient,
    form: Form,
    identity: int,
) -> Offer:
    """Asked for one record that the caller has already been allowed to read."""
    writes = WriteSet(transaction, schema, catalogue)
    rows = await writes.open(form, [identity])
    if not rows:
        return NOTHING
    formulas = Formulas(writes, ambient)
    allow = Allow(transaction, schema, catalogue, actor, ambient)
    locked = form.locked_when is not None and await formulas.holds(form.locked_when, rows[0])
    update = () if locked else await allow.reaching(rows[0], "update")
    delete = () if locked else await allow.reaching(rows[0], "delete")
    actions = [
        action.slug
        for action in form.actions
        if await formulas.holds(action.when, rows[0]) and await allow.reaching(rows[0], action.slug)
    ]
    return Offer(tuple(actions), bool(update), bool(delete), tuple(readonly(rows[0], update)))


def readonly(row: Row, grants: tuple[Grant, ...]) -> list[str]:
    writable = frozenset[str]().union(*(grant.write for grant in grants))
    return [
        item.slug
        for item in row.form.fields
        if item.slug not in writable or item.computed or item.set_by == "flow"
    ]
