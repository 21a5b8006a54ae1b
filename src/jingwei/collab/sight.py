"""What the reader may see of records met on the way: title and state under the policy of their form, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jingwei.base.errors import NotFound
from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Json, Place
from jingwei.query import names
from jingwei.query.frame import Frame
from jingwei.query.permission import FALSE, seen, visible
from jingwei.query.show import Joins, gated, linked_title, plain_text
from jingwei.spec.fields import type_of
from jingwei.spec.form import Form
from jingwei.store.directory import Directory

UNSEEN = Words("无权查看的单据", "A document you may not see")
"""Said in place of what goes on with a document that is not the reader's to see."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A record the reader may read; title and state are empty where those cells are hidden."""

    title: str | None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """The records that were asked for and may be read."""

    desk: Desk
    found: Mapping[Place, Seen]

    def __contains__(self, place: object) -> bool:
        return place in self.found

    def title(self, place: Place) -> str | None:
        one = self.found.get(place)
        return None if one is None else one.title

    def state(self, place: Place) -> str | None:
        """The record's state by its slug; the form tells its title and colour."""
        one = self.found.get(place)
        return None if one is None else one.state

    def ref(self, place: Place) -> Json:
        return {"id": str(place[1]), "title": self.title(place)}

    def person(self, identity: int | None) -> Json | None:
        return self._bound("person", identity)

    def department(self, identity: int | None) -> Json | None:
        return self._bound("department", identity)

    def _bound(self, role: str, identity: int | None) -> Json | None:
        form = self.desk.catalogue.by_role.get(role)
        if not identity:
            return None
        return {"id": str(identity), "title": None} if form is None else self.ref((form.id, identity))


def people(desk: Desk, ids: Iterable[int | None]) -> set[Place]:
    """Persons as places to look at."""
    return _bound_places(desk, "person", ids)


def departments(desk: Desk, ids: Iterable[int | None]) -> set[Place]:
    return _bound_places(desk, "department", ids)


def _bound_places(desk: Desk, role: str, ids: Iterable[int | None]) -> set[Place]:
    form = desk.catalogue.by_role.get(role)
    return set() if form is None else {(form.id, one) for one in ids if one}


async def see(desk: Desk, places: Iterable[Place]) -> Sight:
    """One statement for records of any number of forms."""
    wanted = {place for place in places if place[0] in desk.catalogue.by_id}
    frame, branches = desk.frame(3), []
    for number in sorted({form for form, _ in wanted}):
        form = desk.catalogue.by_id[number]
        if form.parent is None and (branch := branch_of(frame, form)) is not None:
            branches.append(branch)
    if not branches:
        return Sight(desk, {})
    listed = sorted(wanted)
    rows = await desk.transaction.fetch(
        "WITH want AS MATERIALIZED (SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS w(form, record))\n"
        + "\nUNION ALL ".join(branches),
        [form for form, _ in listed], [record for _, record in listed], *desk.arguments(frame),
    )  # fmt: skip
    return Sight(desk, {(row[0], row[1]): Seen(row[2], row[3]) for row in rows})


def branch_of(frame: Frame, form: Form) -> str | None:
    """The records of one form; None when the reader may read none of it."""
    condition = visible(frame, form, "r")
    if condition == FALSE:
        return None
    joins = Joins()
    title, state = title_sql(frame, form, "r", joins), state_sql(frame, form, "r")
    return (
        f"SELECT {form.id}::bigint, r.id, ({title})::text, ({state})::text FROM {frame.table(form)} r "
        f"{' '.join(joins.lines)} WHERE r.id IN (SELECT w.record FROM want w WHERE w.form = {form.id}) AND {condition}"
    )


def title_sql(frame: Frame, form: Form, alias: str, joins: Joins) -> str:
    """The title of a readable record, null where that cell is hidden."""
    item = form[form.title_field]
    if item.to is not None:
        return gated(seen(frame, form, alias, item.slug), linked_title(frame, form, item, alias, joins, 0))
    if not type_of(item.type).cells(item):
        return "NULL"
    return gated(seen(frame, form, alias, item.slug), plain_text(item, alias))


def state_sql(frame: Frame, form: Form, alias: str) -> str:
    if form.state is None:
        return "NULL"
    return gated(seen(frame, form, alias, form.state), names.column(form[form.state], alias)(""))


def member(directory: Directory, department: int, of: int) -> bool:
    """Whether somebody of a department belongs to another one: it is the same, or lies under it."""
    return department == of or department in directory.below.get(of, ())


async def readable(desk: Desk, place: Place) -> Sight:
    """Refuses a record that is not there or that the reader may not know of."""
    sight = await see(desk, [place])
    if place not in sight:
        words = Words("找不到该记录，或无权查看", "There is no such record, or you may not see it")
        raise NotFound("record", words)
    return sight
