"""When the judgement over a record as it was may stand for the record as it will be."""

import pytest

from jingwei.process.allow import stays
from jingwei.process.writeset import Row
from jingwei.query.frame import Rights
from jingwei.query.judge import judge
from jingwei.spec.catalogue import build
from jingwei.spec.policy import Viewer

OWN_OR_TEAM = {"lot": [{"rows": "own", "do": ["update"]}, {"rows": "departments", "do": ["update"]}]}
CATALOGUE = build(
    (
        {
            "app": "mill",
            "title": "Mill",
            "forms": {
                "lot": {"title": "Lot", "fields": {"good": {"type": "number", "title": "Good"}}},
            },
            "roles": {
                "hand": {"title": "Hand", "grants": OWN_OR_TEAM},
                "grader": {
                    "title": "Grader",
                    "grants": {"lot": {"rows": {"when": "good > 5"}, "do": ["update"]}},
                },
            },
        },
    )
)
BEFORE: dict[str, object] = {"owner": 7, "dept": 3, "good": 1}


@pytest.mark.parametrize(
    ("role", "before", "now", "expected"),
    [
        ("hand", BEFORE, BEFORE | {"good": 9}, True),
        ("hand", BEFORE, BEFORE | {"owner": 8}, False),
        ("hand", BEFORE, BEFORE | {"dept": 4}, False),
        ("hand", None, BEFORE, False),
        ("grader", BEFORE, BEFORE | {"good": 9}, False),
    ],
    ids=["other fields", "another owner", "another department", "new", "a condition"],
)
def test_only_rules_over_own_columns_that_do_not_change(
    role: str, before: dict[str, object] | None, now: dict[str, object], expected: bool
) -> None:
    form = CATALOGUE.form("mill.lot")
    rights = Rights.of(Viewer(7, 3, (3,), frozenset({f"mill.{role}"})))
    asked = judge(CATALOGUE, "w1", rights, form, "update", 2)
    assert stays(Row(form, 1, before, dict(now)), asked) is expected
