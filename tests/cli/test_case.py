"""`jingwei mrp run` and `jingwei bom explode`: a case file in, one JSON object out, bad rows named."""

import gzip
import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from jingwei.cli.case import COMMANDS
from jingwei.cli.program import main

CASE: dict[str, Any] = {
    "start": "2026-11-23",
    "days": 60,
    "settings": {"scrap": "divide"},
    "calendars": {"five": {"week": [1, 1, 1, 1, 1, 0, 0], "holidays": ["2026-12-11"], "workdays": ["2026-12-13"]}},
    "items": [
        {"item": "TABLE", "made": True, "lead_time": 3, "calendar": "five"},
        {"item": "TOP", "made": True, "lead_time": 2, "calendar": "five", "by_project": True},
        {"item": "BOARD", "step": "0.01", "lead_time": 5, "calendar": "five", "rule": "period", "period": 7, "multiple": 2.5},
        {"item": "LEG", "lead_time": 1},
        {"item": "LEG2", "lead_time": 2, "scrap": 0.05},
    ],
    "bom": [
        {"parent": "TABLE", "component": "TOP", "quantity": 1},
        {"parent": "TABLE", "component": "LEG", "quantity": 4},
        {"parent": "TOP", "component": "BOARD", "quantity": "1.26", "scrap": "0.1"},
    ],
    "replacements": [{"item": "LEG", "by": "LEG2", "kind": "successor"}],
    "stock": [{"item": "LEG", "quantity": 10}, {"item": "BOARD", "quantity": "0.5"}, {"item": "TOP", "quantity": 1}],
    "receipts": [{"id": "PO-1", "item": "BOARD", "date": "2026-12-01", "quantity": 3}],
    "demands": [
        {"id": "SO-1/1", "item": "TABLE", "date": "2026-12-14", "quantity": 5},
        {"id": "SO-2/1", "item": "TOP", "date": "2026-12-16", "quantity": 2, "project": "P7"},
    ],
}  # fmt: skip


def planned(
    capsys: pytest.CaptureFixture[str], file: Path, case: dict[str, Any], *more: str
) -> dict[str, Any]:
    file.write_text(json.dumps(case))
    assert main(["mrp", "run", str(file), "--json", *more], COMMANDS) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_a_case_is_planned_in_its_own_names_units_and_dates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = planned(capsys, tmp_path / "case.json", CASE)
    orders = [
        (one["item"], one.get("project"), one["quantity"], one["started"], one["start"], one["due"])
        for one in answer["orders"]
    ]
    # Sunday the 13th is worked instead of Friday the 11th. The table top in stock is not the project's.
    # BOARD: 4 × 1.26 ÷ 0.9 = 5.6 on the 7th, 0.5 in stock and 3 coming: 2.1 short; 2 × 1.4 on the 14th, 0.4 left.
    assert orders == [
        ("TABLE", None, "5", "5", "2026-12-09", "2026-12-14"),
        ("TOP", "P7", "2", "2", "2026-12-14", "2026-12-16"),
        ("TOP", None, "4", "4", "2026-12-07", "2026-12-09"),
        ("BOARD", None, "2.5", "2.5", "2026-11-30", "2026-12-07"),
        ("BOARD", None, "2.5", "2.5", "2026-12-07", "2026-12-14"),
        ("LEG2", None, "10", "11", "2026-12-07", "2026-12-09"),
    ]
    assert answer["conventions"]["scrap"] == "÷(1−s)"
    assert answer["replacements"][0] | {"date": ""} == {
        "replacement": 0, "item": "LEG", "date": "", "quantity": "10", "by": "LEG2", "by_quantity": "10",
    }  # fmt: skip
    assert {one["kind"] for one in answer["messages"]} == {"defer", "succeeded"}
    drawn: dict[int, float] = {}
    for peg in answer["pegging"]:
        if peg["supply"]["kind"] == "planned":
            drawn[peg["supply"]["number"]] = drawn.get(peg["supply"]["number"], 0) + float(peg["quantity"])
    assert drawn == {one["order"]: float(one["quantity"]) for one in answer["orders"]}
    assert not planned(capsys, tmp_path / "case.json", CASE, "--no-pegging")["pegging"]


def test_a_share_of_a_requirement_is_bought_as_another_item(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASE | {
        "items": [*CASE["items"], {"item": "PLYWOOD", "step": "0.1", "lead_time": 1}],
        "replacements": [
            {"item": "BOARD", "by": "PLYWOOD", "kind": "share", "share": 1, "of": 3, "quantity": 2, "from": 3}
        ],
    }
    answer = planned(capsys, tmp_path / "case.json", case)
    # Of 5.6 boards on the 7th and 2.8 on the 14th a third is plywood, two for one, to the step of a board.
    assert [(one["quantity"], one["by"], one["by_quantity"]) for one in answer["replacements"]] == [
        ("1.87", "PLYWOOD", "3.8"), ("0.93", "PLYWOOD", "1.9"),
    ]  # fmt: skip
    assert [one["quantity"] for one in answer["orders"] if one["item"] == "PLYWOOD"] == ["3.8", "1.9"]


def bad(**changes: list[Any]) -> dict[str, Any]:
    case = deepcopy(CASE)
    for part, rows in changes.items():
        case[part] = [*case.get(part, []), *rows]
    return case


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bom": [{"parent": "LEG2", "component": "LEG2", "quantity": 1}]}, "LEG2 → LEG2"),
        ({"bom": [{"parent": "BOARD", "component": "TABLE", "quantity": 1}]}, "TABLE → TOP → BOARD → TABLE"),
        ({"replacements": [{"item": "TOP", "by": "TABLE"}, {"item": "TABLE", "by": "LEG2"}, {"item": "LEG2", "by": "TOP"}]}, "circle"),
        ({"bom": [{"parent": "TABLE", "component": "GHOST", "quantity": 1}]}, "bom (TABLE): there is no item GHOST"),
        ({"bom": [{"parent": "TABLE", "component": "LEG", "quantity": 0}]}, "bom 3 (TABLE): quantity (0) must be more than 0"),
        ({"bom": [{"parent": "TABLE", "component": "LEG", "quantity": 1, "scrap": 1}]}, "scrap (1) must be less than 1"),
        ({"demands": [{"id": "SO-9", "item": "LEG", "date": 5, "quantity": 0}]}, "demands 2 (SO-9): quantity (0) must be more than 0"),
        ({"demands": [{"id": "SO-9", "item": "NIL", "date": 5, "quantity": 1}]}, "demands (SO-9): there is no item NIL"),
        ({"demands": [{"item": "LEG", "date": "soon", "quantity": 1}]}, "date ('soon') must be a date"),
        ({"demands": [{"item": "LEG", "date": 5, "quantity": "a lot"}]}, "quantity ('a lot') must be a number"),
        ({"items": [{"item": "TABLE"}]}, "Item TABLE is there twice"),
        ({"items": [{"item": "X", "lead_tmie": 3}]}, "lead_tmie (3) is not a field here"),
        ({"items": [{"item": "X", "rule": "eoq"}]}, "rule ('eoq') must be one of"),
        ({"items": [{"item": "X", "calendar": "six"}]}, "Item X: there is no calendar six"),
        ({"stock": [7]}, "stock 3: must be an object"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_the_others_are_planned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, list[Any]], said: str
) -> None:
    file = tmp_path / "case.json"
    answer = planned(capsys, file, bad(**changes))
    told = [one["en"] for one in answer["messages"] if one["kind"] == "refused"]
    assert any(said in one for one in told), told
    assert all(one["zh"] for one in answer["messages"])
    assert len(answer["orders"]) >= 5
    assert main(["mrp", "run", str(file), "--json", "--strict"], COMMANDS) == 1
    heard = capsys.readouterr()
    assert heard.out == ""
    assert "case.json" in heard.err


def test_senseless_planning_data_and_overflow_are_messages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = bad(
        items=[{"item": "SLOW", "lead_time": -4}, {"item": "DEEP", "made": True}, {"item": "HUGE"}],
        bom=[{"parent": "DEEP", "component": "HUGE", "quantity": 10**12}],
        demands=[
            {"item": "SLOW", "date": 9, "quantity": 1},
            {"item": "DEEP", "date": 9, "quantity": 10**9},
        ],
    )
    answer = planned(capsys, tmp_path / "case.json", case)
    told = {one["kind"]: one["en"] for one in answer["messages"]}
    assert told["bad_lead_time"] == "SLOW: the lead time is negative (-4); planned as 0 days."
    assert told["refused"].startswith("The quantity of item HUGE exceeds the exact range")
    assert {"SLOW", "DEEP"} <= {one["item"] for one in answer["orders"]}


@pytest.mark.parametrize("text", ["{", "[]", '{"start": "today"}', '{"start": "2026-11-23", "boms": []}', '{"days": 9}',
                                  '{"start": "2026-11-23", "days": 0}', '{"start": "2026-11-23", "items": {}}'])  # fmt: skip
def test_a_file_that_makes_no_sense_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "case.json"
    file.write_text(text)
    assert main(["mrp", "run", str(file), "--json"], COMMANDS) == 1
    heard = capsys.readouterr()
    assert heard.out == ""
    assert len(heard.err.splitlines()) == 1


def test_an_item_is_exploded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.json.gz"
    file.write_bytes(gzip.compress(json.dumps(CASE).encode()))
    assert main(["bom", "explode", str(file), "--item", "TABLE", "--quantity", "3", "--json"], COMMANDS) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["quantity"], answer["nodes"], answer["scrap"]) == ("3", 4, "÷(1−s)")
    assert answer["totals"] == [
        {"item": "LEG", "level": 1, "quantity": "12"},
        {"item": "TOP", "level": 1, "quantity": "3"},
        {"item": "BOARD", "level": 2, "quantity": "4.2"},
    ]
    assert main(["bom", "explode", str(file), "--item", "NIL", "--json"], COMMANDS) == 1
    assert "NIL" in capsys.readouterr().err


def test_the_commands_need_no_database(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE))
    command = [sys.executable, "-m", "jingwei.cli", "mrp", "run", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PATH": ""})
    assert done.stdout.splitlines()[0].split("\t") == ["start", "due", "quantity", "item", "project"]
    assert len(done.stdout.splitlines()) == 7


@pytest.mark.parametrize("more", [(), ("--constrained",)])
def test_two_processes_answer_the_same_bytes(tmp_path: Path, more: tuple[str, ...]) -> None:
    file = tmp_path / "case.json"
    steps = {
        "resources": [{"resource": "SAW", "minutes": 30}],
        "steps": [{"item": "TOP", "resource": "SAW", "minutes": 7}],
    }
    file.write_text(json.dumps(CASE | steps))
    command = [sys.executable, "-m", "jingwei.cli.case", "mrp", "run", str(file), "--json", *more]
    said = [
        subprocess.run(
            command, capture_output=True, check=True, env={"PATH": "", "PYTHONHASHSEED": seed}
        ).stdout.partition(b'"cpu_s"')[0]
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert len(said[0]) > 1000
