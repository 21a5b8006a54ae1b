"""`jingwei mrp run --constrained` and `jingwei promise`: a case with resources and routings in, dates and reasons out."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from jingwei.cli.case import COMMANDS
from jingwei.cli.program import main

PAGE = Path(__file__).parents[2] / "docs" / "engines-formats.md"
CASE: dict[str, Any] = {
    "start": "2026-11-23",
    "days": 60,
    "calendars": {"five": {"week": [1, 1, 1, 1, 1, 0, 0]}},
    "items": [
        {"item": "TABLE", "made": True, "lead_time": 1, "calendar": "five"},
        {"item": "LEG", "made": True, "maximum": 40},
        {"item": "BLANK", "step": "0.5", "lead_time": 5, "calendar": "five"},
    ],
    "bom": [
        {"parent": "TABLE", "component": "LEG", "quantity": 4},
        {"parent": "LEG", "component": "BLANK", "quantity": 1, "per": 2},
    ],
    "resources": [
        {"resource": "LATHE", "minutes": 480, "calendar": "five", "exceptions": [{"date": "2026-12-01", "minutes": 240}]}
    ],
    "steps": [{"item": "LEG", "resource": "LATHE", "setup": 60, "minutes": "7.5"}],
    "stock": [{"item": "LEG", "quantity": 12}],
    "receipts": [{"id": "PO-1", "item": "BLANK", "date": "2026-11-25", "quantity": 15}],
    "demands": [
        {"id": "SO-1/1", "item": "TABLE", "date": "2026-12-02", "quantity": 20},
        {"id": "SO-2/1", "item": "TABLE", "date": "2026-12-24", "quantity": 5, "priority": 1},
    ],
}  # fmt: skip


def asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, case: dict[str, Any], *command: str
) -> dict[str, Any]:
    """The answer of `command`, the file put in the place of FILE."""
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case))
    assert main([str(file) if part == "FILE" else part for part in command], COMMANDS) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


RUN = ("mrp", "run", "FILE", "--constrained", "--json")
PROMISE = ("promise", "FILE", "--json")


def test_a_case_is_planned_with_its_capacity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, tmp_path, CASE, *RUN)
    # 68 legs in lots of 40 and 28 take 360 and 270 minutes once the blanks are there on Monday the 30th; Tuesday
    # has 240 minutes. The tables are ready on Thursday, a day late.
    first = [one for one in answer["orders"] if one["demand"] == "SO-1/1"]
    assert [(one["item"], one["quantity"], one["start"], one["due"]) for one in first] == [
        ("TABLE", "20", "2026-12-02", "2026-12-03"),
        ("LEG", "40", "2026-11-30", "2026-12-02"),
        ("LEG", "28", "2026-11-30", "2026-12-02"),
        ("BLANK", "19", "2026-11-23", "2026-11-30"),
    ]
    assert [(one["promised"], one["late"]) for one in answer["demands"]] == [
        ("2026-12-03", 1),
        ("2026-12-24", 0),
    ]
    assert answer["valid"] is True
    assert answer["violations"] == []
    assert [(one["date"], one["minutes"], one["available"]) for one in answer["loads"]] == [
        ("2026-11-30", 390, 480),
        ("2026-12-01", 240, 240),
        ("2026-12-22", 210, 480),
    ]


def test_lateness_says_what_it_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = deepcopy(CASE)
    case["demands"][0]["quantity"] = 40
    late, met = asked(capsys, tmp_path, case, *RUN)["demands"]
    assert (met["late"], met["why"]) == (0, [])
    assert late["late"] > 0
    causes = [(one["item"], one["cause"]) for one in late["why"]]
    assert causes == [("TABLE", "making"), ("LEG", "capacity"), ("BLANK", "purchase")]
    assert late["why"][1]["resource"] == "LATHE"
    assert late["why"][1]["zh"].startswith("LEG：资源 LATHE 到 2026-12-")
    assert late["why"][2]["en"] == "BLANK: bought in 5 working days, there on 2026-11-30 at the earliest"


def test_urgent_demands_come_first_and_consumed_forecasts_do_not_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = deepcopy(CASE)
    row = {"item": "TABLE", "date": "2026-12-02", "quantity": 20}
    case["items"][0]["consume_back"] = 5
    case["demands"] = [
        {"id": "later", **row, "priority": 2}, {"id": "urgent", **row, "priority": 1},
        {"id": "expected", **row, "forecast": True}, {"id": "beyond", **row, "date": "2027-06-01"},
    ]  # fmt: skip
    answer = asked(capsys, tmp_path, case, *RUN)
    days = {one["demand"]: one["promised"] for one in answer["demands"]}
    assert set(days) == {"later", "urgent"}
    assert days["urgent"] < days["later"]
    assert [one["demand"] for one in answer["messages"] if one["kind"] == "demand_beyond_horizon"] == [
        "beyond"
    ]


def test_a_question_gets_the_earliest_day_and_what_blocks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = CASE | {"demands": []}
    words = ("--item", "TABLE", "--quantity", "3", "--due", "2026-11-24",
             "--item", "TABLE", "--quantity", "4", "--due", "1")  # fmt: skip
    one, other = asked(capsys, tmp_path, alone, *PROMISE, *words)["answers"]
    # Twelve legs lie there; the four more of the second question wait for blanks on Wednesday and the lathe.
    assert (one["met"], one["promised"], one["used"]) == (
        True,
        "2026-11-24",
        [{"item": "LEG", "quantity": "12"}],
    )
    assert (other["met"], other["promised"], other["earliest"]) == (False, "2026-11-27", "2026-11-27")
    assert [(link["item"], link["cause"], link["date"]) for link in other["chain"]] == [
        ("TABLE", "making", "2026-11-27"), ("LEG", "making", "2026-11-26"), ("BLANK", "receipt", "2026-11-25"),
    ]  # fmt: skip
    assert other["chain"][2]["receipt"] == "PO-1"
    assert other["chain"][2]["zh"] == "BLANK：等在途 PO-1，2026-11-25 到"
    # As two lines of one order the stock is there only once.
    lines = asked(capsys, tmp_path, alone, *PROMISE, *words, "--together")["answers"]
    assert [line["promised"] for line in lines] == ["2026-11-24", "2026-11-27"]
    assert lines[1]["used"] == [{"item": "BLANK", "quantity": "8"}]


def test_the_example_of_the_page_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = PAGE.read_text(encoding="utf-8").partition("## Factories")[0]
    blocks = re.findall(r"```json\n(.*?)```", cases, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        case = json.loads(block)
        assert asked(capsys, tmp_path, case, "mrp", "run", "FILE", "--json", "--strict")["orders"]
        answer = asked(capsys, tmp_path, case, *RUN, "--strict")
        assert answer["valid"] is True
        assert answer["demands"]
        if "questions" in case:
            assert asked(capsys, tmp_path, case, *PROMISE, "--strict")["answers"][0]["chain"]


def changed(**parts: list[Any]) -> dict[str, Any]:
    case = deepcopy(CASE)
    for part, rows in parts.items():
        case[part] = [*case.get(part, []), *rows]
    return case


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"steps": [{"item": "GHOST", "resource": "LATHE", "minutes": 1}]}, "steps (GHOST): there is no item GHOST"),
        ({"steps": [{"item": "TABLE", "resource": "OVEN", "minutes": 1}]}, "steps (TABLE): there is no resource OVEN; planned without"),
        ({"steps": [{"item": "TABLE", "resource": "LATHE", "minutes": -1}]}, "steps 1 (TABLE): minutes (-1) must not be less than 0"),
        ({"steps": [{"item": "TABLE", "resource": "LATHE", "setup": -5}]}, "setup (-5) must not be less than 0"),
        ({"steps": [{"item": "TABLE", "resource": "LATHE"}]}, "minutes and setup must not both be 0"),
        ({"steps": [{"item": "TABLE", "resource": "LATHE", "minutes": "1e30"}]}, "minutes ('1e30') is too large"),
        ({"steps": [{"item": "TABLE", "resource": "LATHE", "minutes": 1, "per": "1e-30"}]}, "steps (TABLE → LATHE): the quantity exceeds"),
        ({"resources": [{"resource": "OVEN"}]}, "resources 1 (OVEN): minutes must be a whole number"),
        ({"resources": [{"resource": "OVEN", "minutes": -1}]}, "minutes (-1) must be between 0 and 1440"),
        ({"resources": [{"resource": "OVEN", "minutes": 1441}]}, "minutes (1441) must be between 0 and 1440"),
        ({"resources": [{"resource": "OVEN", "minutes": 1, "units": 0}]}, "units (0) must be between 1 and"),
        ({"resources": [{"resource": "LATHE", "minutes": 1}]}, "Resource LATHE is there twice"),
        ({"resources": [{"resource": "OVEN", "minutes": 1, "calendar": "six"}]}, "Resource OVEN: there is no calendar six"),
        ({"resources": [{"resource": "OVEN", "minutes": 0}]}, "Resource OVEN: has no minutes in the plan"),
        ({"resources": [{"resource": "OVEN", "minutes": 1, "exceptions": [{"date": "soon", "minutes": 1}]}]}, "resources 1 (OVEN): exceptions"),
        ({"resources": [{"resource": "OVEN", "minutes": 1, "exceptions": [{"date": 3, "minutes": -1}]}]}, "minutes (-1) must be between"),
        ({"bom": [{"parent": "BLANK", "component": "TABLE", "quantity": 1}]}, "TABLE → LEG → BLANK → TABLE"),
        ({"questions": [{"item": "GHOST", "quantity": 1, "due": 3}]}, "questions (GHOST): there is no item GHOST"),
        ({"questions": [{"item": "LEG", "quantity": 0, "due": 3}]}, "questions 0 (LEG): quantity (0) must be more than 0"),
        ({"questions": [{"item": "LEG", "quantity": 1, "due": "later"}]}, "questions 0 (LEG): due ('later') must be a date"),
        ({"questions": [{"item": "LEG", "quantity": 10**30, "due": 3}]}, "questions (LEG): the quantity exceeds the exact range"),
        ({"questions": [{"item": "LEG", "quantity": 10**6, "due": 3}]}, "would become more than 10000 lots"),
        ({"demands": [{"id": "SO-9", "item": "LEG", "quantity": 10**6, "date": 3}]}, "demands (SO-9): the demand for LEG and what it takes would become more than 10000 lots"),
        ({"demands": [{"id": "SO-9", "item": "LEG", "quantity": 1, "date": 3, "priority": "high"}]}, "priority ('high') must be a whole number"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_the_others_are_promised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], parts: dict[str, list[Any]], said: str
) -> None:
    good = {"item": "TABLE", "quantity": 2, "due": 20}
    case = changed(**parts)
    case["questions"] = [*case.get("questions", []), good]
    answer = asked(capsys, tmp_path, case, *PROMISE)
    told = [one["en"] for one in answer["messages"] if one["kind"] == "refused"]
    assert any(said in one for one in told), told
    assert all(one["zh"] for one in answer["messages"])
    assert answer["answers"][-1]["item"] == "TABLE"
    assert answer["valid"] is True
    if "questions" not in parts:
        planned = asked(capsys, tmp_path, case, *RUN)
        assert {"SO-1/1", "SO-2/1"} <= {one["demand"] for one in planned["demands"] if one["promised"]}
    assert main(["promise", str(tmp_path / "case.json"), "--json", "--strict"], COMMANDS) == 1
    assert capsys.readouterr().out == ""


def test_what_is_late_missing_or_not_considered_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = changed(
        items=[{"item": "NEW"}, {"item": "BARE", "made": True, "lead_time": 1}, {"item": "SLOW", "lead_time": -4}],
        demands=[{"id": at, "item": at, "date": 9, "quantity": 1} for at in ("NEW", "BARE", "SLOW")]
        + [{"id": "OLD", "item": "NEW", "date": "2026-11-01", "quantity": 1}],
        replacements=[{"item": "BLANK", "by": "NEW"}],
        questions=[{"item": "NEW", "quantity": 1, "due": "2026-11-20"}],
    )  # fmt: skip
    answer = asked(capsys, tmp_path, case, *PROMISE)
    told = {one["kind"]: one["en"] for one in answer["messages"]}
    assert told["no_lead_time"] == "NEW: no lead time is kept; planned as 0 days."
    assert told["no_bom"] == "BARE: made here without a bill of materials; what it takes is not planned."
    assert told["bad_lead_time"] == "SLOW: the lead time is negative (-4); planned as 0 days."
    assert told["demand_past_due"] == "NEW: demand OLD for 1 was due 2026-11-01 and is overdue."
    assert told["due_past"].startswith("NEW: the due date 2026-11-20 lies before the first day")
    assert told["not_considered"] == "Not considered by the constrained plan: replacements."
    assert answer["answers"][0]["met"] is False
    assert answer["answers"][0]["promised"] == "2026-11-23"


def test_without_a_question_or_with_half_of_one_there_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE))
    for words, said in (
        ([], "没有问题"), (["--item", "TABLE"], "每个问题都要有"),
        (["--item", "GHOST", "--quantity", "1", "--due", "3"], "没有物料 GHOST"),
    ):  # fmt: skip
        assert main(["promise", str(file), "--json", *words], COMMANDS) == 1
        heard = capsys.readouterr()
        assert heard.out == ""
        assert said in heard.err
        assert len(heard.err.splitlines()) == 1


def test_the_tables_are_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.json"
    file.write_text(
        json.dumps(
            CASE | {"questions": [{"item": "TABLE", "quantity": 40, "due": 3}], "stock": [], "receipts": []}
        )
    )
    assert main(["promise", str(file)], COMMANDS) == 0
    heard = capsys.readouterr()
    assert heard.out.splitlines()[0].split("\t") == ["due", "promised", "earliest", "met", "quantity", "item"]
    assert "· BLANK：采购提前期 5 个工作日，最早 2026-11-30 到" in heard.err
    assert main(["mrp", "run", str(file), "--constrained"], COMMANDS) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
