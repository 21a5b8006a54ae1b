"""The documents a submission made, so that a page can lead on to them."""

from __future__ import annotations

from jingwei.collab.desk import at_desk
from jingwei.collab.sight import see
from jingwei.process.commands import Actor, Outcome
from jingwei.process.doors import Doors
from jingwei.store.sessions import Caller

Json = dict[str, object]


async def made(doors: Doors, caller: Caller, actor: Actor, outcome: Outcome) -> list[Json]:
    """What was made on the way, in its order; documents the caller may not read have no name."""
    catalogue = await doors.catalogue(caller.workspace)
    places = [(catalogue.forms[one.form], one.id) for one in outcome.followed if one.created]
    if not places:
        return []
    sight = await at_desk(
        doors,
        caller.workspace,
        actor,
        lambda desk: see(desk, ((form.id, identity) for form, identity in places)),
    )
    return [
        {"form": form.slug, "form_title": form.title.say(caller.language), **sight.ref((form.id, identity))}
        for form, identity in places
    ]
