"""Who makes a new document is not asked for what its flow or its buttons ask for later."""

from __future__ import annotations

from jingwei.spec.catalogue import Catalogue
from jingwei.web.described import later


def test_an_order_leaves_review_and_cancelling_for_later(catalogue: Catalogue) -> None:
    after = later(catalogue, catalogue.forms["sales.order"])
    assert {"planning_date", "planning_note", "promised_due", "review_result", "cancel_reason"} <= after
    assert not {"customer", "customer_po", "due", "ordered_on", "lines", "state", "note"} & after


def test_required_defaulted_and_sub_tables_are_never_left_out(catalogue: Catalogue) -> None:
    for form in catalogue.forms.values():
        for slug in later(catalogue, form):
            item = form[slug]
            assert (item.required, item.default, item.table) == (False, None, None), f"{form.slug}.{slug}"
