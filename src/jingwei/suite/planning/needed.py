"""What the engine writes on a run, its planned orders and its messages: a workspace of earlier apps lacks some of it."""

from __future__ import annotations

from collections.abc import Mapping

from jingwei.spec.catalogue import Catalogue
from jingwei.suite.planning.sources import Names

RUN, PLANNED, MESSAGE = "planning.run", "planning.planned_order", "planning.message"
PEGGING = "pegging"
WRITTEN: Mapping[str, str] = {
    RUN: "orders made changed gone method items_read lines_read demands_read supplies_read seconds seconds_reading "
    "seconds_computing seconds_writing snapshot until messages note note_en state",
    PLANNED: f"run print item quantity release_on due source priority sales_order supplier explanation explanation_en state {PEGGING}",
    f"{PLANNED}.{PEGGING}": "quantity due kind forecast instead_of share order_line planned_order component",
    MESSAGE: "run print item kind urgency text text_en due proposed quantity planned_order work_order purchase_order "
    "requisition sales_order forecast state",
}
"""Fields by form."""


def refuse_behind(names: Names) -> None:
    """Before anything is written, or half of a plan would stand."""
    for form, fields in WRITTEN.items():
        source = names.form(form, "x")
        for field in fields.split():
            source[field]


def known(catalogue: Catalogue, form: str, values: Mapping[str, object]) -> dict[str, object]:
    """What of some values the workspace has fields for: an end has to be told in any case."""
    fields = catalogue.forms[form].by_slug
    return {field: value for field, value in values.items() if field in fields}
