"""When documents are over, read from the colours of the suite's own states."""

import pytest

from jingwei.collab.lifecycle import ends, is_open
from jingwei.spec.catalogue import build
from jingwei.suite.load import load

CATALOGUE = build(tuple(load()))


@pytest.mark.parametrize(
    ("form", "over"),
    [
        ("sales.order", {"closed", "cancelled"}),
        ("purchasing.order", {"received", "closed", "cancelled"}),
        ("production.order", {"finished", "closed", "cancelled"}),
        ("quality.nonconformity", {"closed"}),
        ("sales.quotation", {"won", "lost"}),
        ("production.wage", {"settled", "void"}),
    ],
)
def test_green_ends_and_red_or_grey_unless_it_begins_so(form: str, over: set[str]) -> None:
    assert set(ends(CATALOGUE.forms[form])) == over


def test_a_form_without_green_ends_in_its_last_state_that_is_not_red() -> None:
    raw = {
        "app": "a", "title": "A",
        "forms": {"note": {"title": "N", "title_field": "name", "fields": {
            "name": {"type": "text", "title": "名称"},
            "state": {"type": "choice", "title": "状态", "default": "'draft'", "options": {
                "draft": {"zh": "草稿", "en": "d", "colour": "amber"}, "here": {"zh": "到", "en": "h", "colour": "blue"},
                "void": {"zh": "废", "en": "v", "colour": "red"}}},
        }}},
    }  # fmt: skip
    form = build((raw,)).forms["a.note"]
    assert set(ends(form)) == {"here", "void"}
    assert is_open(form, "draft")


def test_every_document_of_the_suite_can_end_and_begins_open() -> None:
    for form in CATALOGUE.heads():
        if form.lane is not None and form.state is not None and form.role != "item":
            assert ends(form), form.slug
            default = form[form.state].default
            assert default is not None, form.slug
            assert is_open(form, default.text.strip("'")), form.slug


def test_a_form_without_states_is_never_under_way() -> None:
    assert not is_open(CATALOGUE.forms["people.person"], None)
