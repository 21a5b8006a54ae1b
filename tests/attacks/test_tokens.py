"""What was narrowed stays narrow: the job a request begins, the key a submission was sent under; see docs/reference/attacks.md."""

from __future__ import annotations

import pytest
from tests.process.lab import Lab

from jingwei.exchange.jobs import actor
from jingwei.process.commands import Create
from jingwei.store.queue.jobs import Job


@pytest.mark.parametrize(
    ("roles", "held"),
    [
        (["lab.own_notes", "lab.costs"], {"lab.own_notes", "lab.costs"}),
        (["lab.costs"], {"lab.costs"}),  # begun with a token of one role
        ([], set()),
        (["lab.costs", "lab.boss"], {"lab.costs"}),  # a role taken away since
    ],
)
async def test_an_import_holds_no_more_roles_than_its_request_and_its_person(
    lab: Lab, roles: list[str], held: set[str]
) -> None:
    args: dict[str, object] = {"roles": roles, "admin": False}
    job = Job(1, "csv", lab.workspace, args, lab.persons["both"], 1, lab.pool)
    found = (await actor(lab.doors, job)).viewer
    assert found.roles == held
    assert not found.admin


async def test_a_key_answers_its_own_sender_only(lab: Lab) -> None:
    """Whoever guesses the key of somebody else's submission is not told what came of it."""
    command = Create("lab.quote", {"note": "sent under a key"})
    first = await lab.submit("seller", command, key="a guessed key")
    again = await lab.submit("seller", command, key="a guessed key")
    other = await lab.submit("rival", command, key="a guessed key")
    assert again == first
    assert other.asked[0].id != first.asked[0].id
