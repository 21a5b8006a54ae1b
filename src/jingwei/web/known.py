"""What the directory and the catalogue know about a caller: name, what may be heard live, which files may be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from jingwei.base.errors import JingweiError
from jingwei.collab.desk import at_desk
from jingwei.collab.sight import see
from jingwei.process.commands import Actor
from jingwei.process.doors import Doors
from jingwei.query.request import record_request
from jingwei.spec.form import Form
from jingwei.spec.policy import ALL_ROWS
from jingwei.store.files import File
from jingwei.store.queue.notifier import Event, Touched
from jingwei.store.sessions import Caller
from jingwei.web.deps import Profile, Ref

UNSAID = "other"
"""In place of the kind of an event: that an order was refused is for its readers to know; tasks may still have changed."""


@dataclass(frozen=True, slots=True)
class Known:
    """Answers the shell's questions from the workspace's own records."""

    doors: Doors

    async def profile(self, caller: Caller) -> Profile:
        """The person as the workspace knows them; an account without a person is called by its login."""
        directory = await self.doors.directory(caller.workspace)
        person = directory.persons.get(caller.person)
        if person is None:
            return Profile(Ref(caller.person, caller.login))
        department = directory.departments.get(person.department)
        where = Ref(department.id, department.name) if department is not None else None
        return Profile(Ref(person.id, person.name), where, tuple(sorted(person.roles)))

    async def heard(self, caller: Caller, event: Event) -> dict[str, object] | None:
        """What happened to which record for its readers; in which form for those of the form; else that something did.

        Of a job its number alone: how far it is, is read by whoever may.
        """
        if event.job is not None:
            return {"kind": event.kind, "job": str(event.job)}
        catalogue = await self.doors.catalogue(caller.workspace)
        actor = await self.doors.actor(caller)
        told: dict[str, object] = {"kind": UNSAID if event.objects else event.kind}
        for one in event.objects:
            form = catalogue.by_id.get(one.form)
            if form is None or form.parent is not None:
                continue
            reading = catalogue.access(actor.viewer, form.slug).may("read")
            if not reading:
                continue
            if any(grant.rows == ALL_ROWS for grant in reading) or await self._reads(caller, actor, one):
                return {"kind": event.kind, "form": form.slug, "record": str(one.record)}
            told.setdefault("form", form.slug)
        return told

    async def _reads(self, caller: Caller, actor: Actor, one: Touched) -> bool:
        """Asked for readers of some rows only: for the others it would be a statement per event and page."""
        place = (one.form, one.record)
        return place in await at_desk(self.doors, caller.workspace, actor, lambda desk: see(desk, [place]))

    async def may_read_file(self, caller: Caller, file: File) -> bool:
        """Whoever sees the cell that names the file; a loose file belongs to its uploader.

        What was taken off its record again is read by administrators only.
        """
        if file.form is None or file.record is None:
            return file.by == caller.person
        form = (await self.doors.catalogue(caller.workspace)).by_id.get(file.form)
        if form is None:
            return False
        actor = await self.doors.actor(caller)
        try:
            found = await self.doors.ask(caller.workspace, actor, record_request(form.slug, str(file.record)))
        except JingweiError:
            return False
        record = msgspec.json.decode(found.body)
        return actor.viewer.admin or str(file.id) in attached(form, record["values"])


def attached(form: Form, values: Mapping[str, object]) -> Iterator[str]:
    """The files named in the cells of a record as its reader sees it, those of its sub-tables too."""
    for item in form.fields:
        shown = values.get(item.slug)
        if not isinstance(shown, list):
            continue
        if item.type == "attachment":
            yield from (str(one) for one in shown)
        elif item.table is not None:
            for row in shown:
                yield from attached(item.table, row)
