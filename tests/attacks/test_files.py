"""Which files may be fetched: those named in a cell the caller sees; see docs/reference/attacks.md."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.process.lab import BUNDLE, Lab

from jingwei.base.errors import Invalid
from jingwei.process.commands import Change, Create
from jingwei.store.files import File
from jingwei.store.sessions import Caller
from jingwei.web.known import Known

ATTACHMENT = {"type": "attachment", "title": "附件"}


@pytest.fixture(scope="module")
async def quote(lab: Lab) -> int:
    """A quotation of the seller's with a file in a cell he sees, one in a cell he does not, and the same in its lines."""
    bundle: dict[str, Any] = copy.deepcopy(BUNDLE)
    fields = bundle["forms"]["quote"]["fields"]
    fields["costing"] = ATTACHMENT
    fields["lines"]["fields"] |= {"drawing": ATTACHMENT, "offer": ATTACHMENT}
    bundle["roles"]["seller"]["grants"]["quote"]["hide"] = ["cost", "costing", "lines.cost", "lines.offer"]
    await lab.doors.catalogues.publish(lab.workspace, (bundle,), (await lab.catalogue()).version)
    made = await lab.create("seller", "quote", note="with files")
    for number in range(601, 607):
        await lab.sql(
            "INSERT INTO {s}.file (id, sha256, name, size, type, by) VALUES ($1, '\\x00', 'a.pdf', 1, 'application/pdf', $2)",
            number, lab.persons["boss"],
        )  # fmt: skip
    await lab.submit(
        "boss",
        Change("lab.quote", made, {"paper": ["601", "605"], "costing": ["602"]}),
        Change("lab.quote", made, {"lines": [{"drawing": ["603"], "offer": ["604"]}]}),
    )
    await lab.change("boss", "quote", made, paper=["601"])
    return made


@pytest.mark.parametrize(
    ("who", "number", "may"),
    [
        ("seller", 601, True), ("seller", 603, True),
        ("seller", 602, False), ("seller", 604, False),  # in cells hidden from him
        ("rival", 601, False), ("rival", 603, False), ("nobody", 601, False),  # on a record out of reach
        ("seller", 605, False), ("admin", 605, True),  # taken off the record again
        ("seller", 606, False), ("admin", 606, False), ("boss", 606, True),  # loose: its uploader's
        ("boss", 602, True), ("boss", 604, True), ("admin", 604, True),
    ],
)  # fmt: skip
async def test_a_file_is_read_by_who_sees_the_cell_that_names_it(
    lab: Lab, quote: int, who: str, number: int, may: bool
) -> None:
    [row] = await lab.sql(
        "SELECT id, sha256, name, size, type, by, linked, form, record FROM {s}.file WHERE id = $1", number
    )
    caller = Caller(1, who, "zh", lab.workspace, lab.persons[who], False, "page")
    assert await Known(lab.doors).may_read_file(caller, File(*row)) is may


async def test_a_file_nobody_has_linked_cannot_be_reached_through_a_record_of_ones_own(
    lab: Lab, quote: int
) -> None:
    """Naming somebody else's file in one's own record is refused, so it does not become readable that way."""
    with pytest.raises(Invalid, match="no_such_file"):
        await lab.submit("seller", Create("lab.quote", {"note": "borrowed", "paper": ["606"]}))
