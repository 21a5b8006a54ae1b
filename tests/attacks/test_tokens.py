"""What was narrowed stays narrow: the job a request begins, the key a submission was sent under; see docs/reference/attacks.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.process.lab import Lab

from jingwei.base.errors import Forbidden
from jingwei.exchange.jobs import actor, handlers
from jingwei.process.commands import Create
from jingwei.store import people
from jingwei.store.files import Files
from jingwei.store.queue.jobs import Job
from jingwei.store.transaction import Transaction, run


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
    await account(lab, "both")
    found = (await actor(lab.doors, begun(lab, "both", roles, False))).viewer
    assert found.roles == held
    assert not found.admin


def begun(lab: Lab, who: str, roles: list[str], admin: bool) -> Job:
    args: dict[str, object] = {"roles": roles, "admin": admin}
    return Job(1, "csv", lab.workspace, args, lab.persons[who], 1, lab.pool)


async def account(lab: Lab, who: str, admin: bool = False) -> int:
    """The account of a person, made when there is none, with or without the workspace in its hands."""

    async def work(transaction: Transaction) -> int:
        known = await people.credentials(transaction, who)
        one = known.account if known else await people.create_account(transaction, who, "no password")
        await people.join(transaction, one.id, lab.workspace.id, lab.persons[who], admin=admin)
        return one.id

    return await run(lab.pool, work)


@pytest.mark.parametrize(
    ("who", "asked", "member", "held"),
    [
        ("seller", True, True, True),
        ("seller", True, False, False),  # administrator when the job began, no longer when it runs
        ("seller", False, True, False),  # begun with a token that was none
        ("admin", True, False, True),  # by a role in the workspace
    ],
)
async def test_a_job_is_an_administrators_only_while_its_person_is_one(
    lab: Lab, who: str, asked: bool, member: bool, held: bool
) -> None:
    await account(lab, who, admin=member)
    assert (await actor(lab.doors, begun(lab, who, [], asked))).viewer.admin is held


async def test_a_job_of_a_closed_account_is_not_carried_out(lab: Lab) -> None:
    """Disabled, or no longer a member: what was begun before is refused when it runs."""
    number = await account(lab, "rival")
    await run(lab.pool, lambda t: people.disable(t, number))
    with pytest.raises(Forbidden):
        await actor(lab.doors, begun(lab, "rival", ["lab.seller"], False))
    with pytest.raises(Forbidden):
        await actor(lab.doors, begun(lab, "keeper", ["lab.keeper"], False))


async def test_a_whole_data_set_is_not_brought_in_for_who_is_no_administrator_any_more(
    lab: Lab, tmp_path: Path
) -> None:
    await account(lab, "boss")
    with pytest.raises(Forbidden) as refused:
        await handlers(lab.doors, Files(tmp_path))["import.inventree"](begun(lab, "boss", [], True))
    assert refused.value.code == "admin_only"


async def test_a_key_answers_its_own_sender_only(lab: Lab) -> None:
    """Whoever guesses the key of somebody else's submission is not told what came of it."""
    command = Create("lab.quote", {"note": "sent under a key"})
    first = await lab.submit("seller", command, key="a guessed key")
    again = await lab.submit("seller", command, key="a guessed key")
    other = await lab.submit("rival", command, key="a guessed key")
    assert again == first
    assert other.asked[0].id != first.asked[0].id
