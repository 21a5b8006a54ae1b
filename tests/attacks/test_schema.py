"""The apps change under the data: nothing stored is misread, lost in silence, or left half changed; see docs/reference/attacks.md."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.process.lab import BUNDLE, PLATFORM, Lab

from jingwei.base.errors import Fault, Invalid
from jingwei.process.commands import Create
from jingwei.query.request import record_request

TEXT = {"type": "text", "title": "文本"}
Change = dict[str, Any]


def form(**fields: Change) -> Change:
    return {"title": "表", "title_field": "a", "fields": {"a": TEXT, **fields}}


def bundle(**forms: Change) -> Change:
    made = copy.deepcopy(BUNDLE)
    made["forms"].update(forms)
    return made


async def publish(lab: Lab, raw: Change) -> None:
    await lab.doors.catalogues.publish(lab.workspace, (raw,), (await lab.catalogue()).version)


async def refused(lab: Lab, raw: Change) -> tuple[Fault, ...]:
    before = await lab.catalogue()
    with pytest.raises(Invalid) as error:
        await publish(lab, raw)
    assert await lab.doors.catalogues.reload(lab.workspace) is before, "the version that stood still stands"
    return error.value.faults


NUMBER, MONEY, PERCENT = ({"type": t, "title": "数"} for t in ("number", "money", "percent"))
LINK, OTHER = ({"type": "link", "to": f"lab.{to}", "title": "联"} for to in ("item", "department"))
CHOICE = {"type": "choice", "title": "选", "options": {"x": "甲", "y": "乙"}}
FORMULA, SPELT = (
    {"type": "formula", "title": "算", "formula": f, "result": r}
    for f, r in (("1 + 1", "number"), ("'two'", "text"))
)
ROWS = {"type": "table", "title": "行", "fields": {"b": TEXT}}


@pytest.mark.parametrize(
    ("was", "will", "code"),
    [
        (TEXT, NUMBER, "type_changed"), (NUMBER, TEXT, "type_changed"), (NUMBER, MONEY, "type_changed"),
        (NUMBER, PERCENT, "type_changed"),  # 13 would become 1300 %
        ({"type": "date", "title": "日"}, {"type": "datetime", "title": "时"}, "type_changed"),
        ({"type": "longtext", "title": "长"}, TEXT, "type_changed"),
        (TEXT, FORMULA, "type_changed"), (FORMULA, SPELT, "type_changed"), (ROWS, TEXT, "type_changed"),
        (TEXT, ROWS, "type_changed"), (LINK, NUMBER, "type_changed"), (LINK, OTHER, "target_changed"),
    ],
)  # fmt: skip
async def test_a_field_keeps_what_its_values_mean(lab: Lab, was: Change, will: Change, code: str) -> None:
    await publish(lab, bundle(kept=form(x=was)))
    path = ("lab", "kept", "fields", "x", "to" if code == "target_changed" else "type")
    assert [(f.path, f.code) for f in await refused(lab, bundle(kept=form(x=will)))] == [(path, code)]
    await publish(lab, copy.deepcopy(BUNDLE))


@pytest.mark.parametrize(
    ("was", "will", "value"),
    [(TEXT, {"type": "longtext", "title": "长"}, "一行"), (CHOICE, TEXT, "x"), (TEXT, CHOICE, "x")],
)
async def test_what_loses_nothing_is_allowed_and_shows_what_was_written(
    lab: Lab, was: Change, will: Change, value: str
) -> None:
    await publish(lab, bundle(freed=form(x=was)))
    made = (await lab.door.submit(PLATFORM, (Create("lab.freed", {"x": value}),))).asked[0].id
    await publish(lab, bundle(freed=form(x=will)))
    assert f'"x" : "{value}"'.encode() in await lab.ask("admin", record_request("lab.freed", str(made)))
    await publish(lab, copy.deepcopy(BUNDLE))


async def test_a_text_becomes_a_choice_only_where_nothing_else_stands_in_it(lab: Lab) -> None:
    await publish(lab, bundle(chosen=form(x=TEXT)))
    for value in ("x", "z", "甲"):
        await lab.door.submit(PLATFORM, (Create("lab.chosen", {"x": value}),))
    [fault] = await refused(lab, bundle(chosen=form(x=CHOICE)))
    assert (fault.path, fault.code) == (("lab", "chosen", "fields", "x", "options"), "not_an_option_yet")
    assert "z、甲" in fault.message.zh
    await publish(
        lab, bundle(chosen=form(x={**CHOICE, "options": {"x": "X", "z": "Z", "甲": "旧", "y": "Y"}}))
    )
    await publish(lab, copy.deepcopy(BUNDLE))


async def test_a_field_of_the_same_name_made_anew_has_none_of_the_old_values(lab: Lab) -> None:
    await publish(lab, bundle(anew=form(x=TEXT)))
    made = (await lab.door.submit(PLATFORM, (Create("lab.anew", {"x": "<b>old</b>"}),))).asked[0].id
    await publish(lab, bundle(anew=form()))
    await publish(lab, bundle(anew=form(x=NUMBER)))
    assert b"old" not in await lab.ask("admin", record_request("lab.anew", str(made)))


async def test_what_stands_twice_cannot_be_made_unique_and_is_told_at_the_field(lab: Lab) -> None:
    await publish(lab, bundle(single=form(x=TEXT)))
    for _ in range(2):
        await lab.door.submit(PLATFORM, (Create("lab.single", {"x": "same"}),))
    found = await refused(lab, bundle(single=form(x={**TEXT, "unique": True})))
    assert [(f.path, f.code) for f in found] == [(("lab", "single", "fields", "x"), "not_unique_yet")]
    group = bundle(single={**form(x=TEXT), "unique": [["a", "x"]]})
    await publish(lab, group)  # one of the two is empty, and nothing equals nothing


@pytest.mark.parametrize(
    ("where", "at"),
    [
        ("formula", ("quote", "fields", "quantity")),
        ("auto", ("quote", "fields", "big")),
        ("grant", ("quote", "fields", "cost")),
        ("flow", ("request", "fields", "answer")),
        ("posting", ("receipt", "fields", "lines")),
    ],
)
async def test_a_field_that_is_needed_elsewhere_cannot_be_taken_away(
    lab: Lab, where: str, at: tuple[str, str, str]
) -> None:
    raw = copy.deepcopy(BUNDLE)
    del raw["forms"][at[0]][at[1]][at[2]]
    assert await refused(lab, raw), where
