"""Statements of our own on a workspace whose apps are older than the program."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from jingwei.base.errors import Unavailable
from jingwei.spec.catalogue import Catalogue, build
from jingwei.suite.load import load
from jingwei.suite.planning.sources import Names


def earlier(form: str, field: str) -> Catalogue:
    """The suite before a field was added to it."""
    bundles: Any = copy.deepcopy(list(load()))
    app, _, name = form.partition(".")
    del next(one for one in bundles if one["app"] == app)["forms"][name]["fields"][field]
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
