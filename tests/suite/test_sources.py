"""Statements of our own on a workspace whose apps are older than the program."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from jingwei.base.errors import Unavailable
from jingwei.spec.catalogue import Catalogue, build
from jingwei.suite.load import load
from jingwei.suite.planning.needed import WRITTEN, refuse_behind
from jingwei.suite.planning.sources import Names


def earlier(form: str, field: str) -> Catalogue:
    """The suite before a field was added to it."""
    bundles: Any = copy.deepcopy(list(load()))
    app, _, name = form.partition(".")
    fields = next(one for one in bundles if one["app"] == app)["forms"][name]["fields"]
    del fields[field]
    for item in fields.values():
        if item.get("english") == field:
            del item["english"]
    return build(tuple(bundles))


def test_a_field_the_workspace_has_not_got_yet_is_named_with_the_way_to_it() -> None:
    run = Names(earlier("planning.run", "note_en"), "w1").form("planning.run", "r")
    assert run["note"].startswith("r.f")
    with pytest.raises(Unavailable) as refused:
        run["note_en"]
    assert "“planning.run.note_en”" in refused.value.message.zh
    assert "jingwei bundle apply" in refused.value.message.zh
    assert "jingwei bundle apply" in refused.value.message.en


def test_columns_every_record_or_row_has_are_no_fields() -> None:
    names = Names(build(tuple(load())), "w1")
    assert names.form("planning.run", "r")["deleted_at"] == "r.deleted_at"
    assert names.form("planning.planned_order.pegging", "n")["parent"] == "n.parent"


def test_a_form_the_workspace_has_not_got_yet_is_named_too() -> None:
    with pytest.raises(Unavailable, match=r"planning\.tomorrow"):
        Names(build(tuple(load())), "w1").form("planning.tomorrow", "t")


def written_by_the_engine() -> list[tuple[str, str]]:
    """Of the forms a run writes, every field that only programs fill in."""
    catalogue = build(tuple(load()))
    forms = (catalogue.forms[slug] for slug in WRITTEN)
    return [
        (form.slug, item.slug)
        for form in forms
        for item in form.fields
        if item.set_by == "flow" and item.type != "formula"
    ]


@pytest.mark.parametrize(("form", "field"), written_by_the_engine())
def test_what_a_run_writes_is_asked_for_before_it_writes(form: str, field: str) -> None:
    assert field in WRITTEN[form].split()


def test_a_run_is_refused_where_a_field_it_writes_is_missing() -> None:
    refuse_behind(Names(build(tuple(load())), "w1"))
    with pytest.raises(Unavailable, match=r"planning\.message\.text_en"):
        refuse_behind(Names(earlier("planning.message", "text_en"), "w1"))


def test_what_is_written_in_two_languages_is_read_in_that_of_the_page() -> None:
    forms = build(tuple(load())).forms
    twins = [
        (form.slug, item.slug[:-3]) for form in forms.values() for item in form.fields
        if item.slug.endswith("_en") and item.set_by == "flow" and item.slug[:-3] in form.by_slug
    ]  # fmt: skip
    assert {("planning.run", "note"), ("planning.message", "text")} <= set(twins)
    for slug, name in twins:
        assert forms[slug][name].option("english") == f"{name}_en"
