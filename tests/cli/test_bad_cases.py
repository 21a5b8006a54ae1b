"""Broken case files: each mistake is one clear sentence in both languages, and nothing else is stopped by it."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_case import CASE

from jingwei.cli.case import COMMANDS
from jingwei.cli.program import main
from jingwei.engines import case
from jingwei.engines.case.sentences import SENTENCES
from jingwei.engines.mrp import MessageKind

X = {"item": "X", "lead_time": 2}
WANTED = {"id": "SO-X", "item": "X", "date": 9, "quantity": 1}


def broken(parts: dict[str, Any]) -> dict[str, Any]:
    """The good case with more rows, more named things, or another setting."""
    case = deepcopy(CASE)
    for part, more in parts.items():
        if isinstance(more, list):
            case[part] = [*case.get(part, []), *more]
        else:
            case[part] = case[part] | more if isinstance(more, dict) else more
    return case


def heard(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, *command: str
) -> tuple[int, dict[str, Any], str]:
    """Exit code, answer and error output of a command on a file of this text."""
    file = tmp_path / "case.json"
    file.write_text(text)
    code = main([str(file) if part == "FILE" else part for part in command], COMMANDS)
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out else {}, said.err


def orders(answer: dict[str, Any]) -> list[tuple[str, ...]]:
    """The planned orders without those of X."""
    names = ("item", "project", "quantity", "started", "start", "due")
    return [tuple(str(one.get(name)) for name in names) for one in answer["orders"] if one["item"] != "X"]


MRP = ("mrp", "run", "FILE", "--json", "--no-pegging")
LEFT_OUT: list[tuple[dict[str, Any], str]] = [
    # what contains itself, with its path
    ({"bom": [{"parent": "LEG2", "component": "LEG2", "quantity": 1}]}, "closes a circle and was left out: LEG2 → LEG2"),
    ({"bom": [{"parent": "BOARD", "component": "TABLE", "quantity": 1}]}, "left out: TABLE → TOP → BOARD → TABLE"),
    ({"outputs": [{"parent": "BOARD", "item": "TABLE", "quantity": 1}]}, "outputs BOARD → TABLE closes a circle"),
    ({"replacements": [{"item": "LEG2", "by": "LEG2"}]}, "replacements (LEG2 → LEG2): an item does not replace itself"),
    # numbers below what makes sense
    ({"bom": [{"parent": "TABLE", "component": "LEG", "quantity": 0}]}, "bom 3 (TABLE): quantity (0) must be more than 0"),
    ({"bom": [{"parent": "TABLE", "component": "LEG", "quantity": 1, "per": 0}]}, "bom 3 (TABLE): per (0) must be more than 0"),
    ({"bom": [{"parent": "TABLE", "component": "LEG", "quantity": -4}]}, "quantity (-4) must be more than 0"),
    ({"demands": [WANTED | {"item": "LEG", "quantity": 0}]}, "demands 2 (SO-X): quantity (0) must be more than 0"),
    ({"receipts": [WANTED | {"item": "LEG", "quantity": -1}]}, "receipts 1 (SO-X): quantity (-1) must be more than 0"),
    ({"items": [X | {"minimum": -1}]}, "items 5 (X): minimum (-1) must not be less than 0"),
    ({"items": [X | {"step": 0}]}, "items 5 (X): step (0) must be more than 0"),
    ({"items": [X | {"scrap": 1}]}, "items 5 (X): scrap (1) must be less than 1"),
    # names nobody knows
    ({"bom": [{"parent": "TABLE", "component": "GHOST", "quantity": 1}]}, "bom (TABLE): there is no item GHOST"),
    ({"demands": [WANTED]}, "demands (SO-X): there is no item X"),
    ({"stock": [{"item": "X", "quantity": 1}]}, "stock (X): there is no item X"),
    ({"items": [X | {"calendar": "six"}], "demands": [WANTED]}, "Item X: there is no calendar six; planned as working every day"),
    # calendars
    ({"calendars": {"dead": {"week": [0] * 7}}}, "calendars dead: week ([0, 0, 0, 0, 0, 0, 0]) leaves no working day"),
    ({"calendars": {"dead": {"week": [1, 1]}}}, "calendars dead: week ([1, 1]) must be 7 times 0 or 1"),
    ({"calendars": {"dead": {"holidays": ["never"]}}}, "calendars dead: holidays ('never') must be a date"),
    ({"calendars": {"dead": 7}}, "calendars dead: must be an object"),
    # past the exact range
    ({"bom": [{"parent": "TABLE", "component": "LEG2", "quantity": "1e39"}]}, "bom (TABLE → LEG2): the quantity exceeds"),
    ({"bom": [{"parent": "TABLE", "component": "LEG2", "quantity": 1, "fixed": "1e30"}]}, "bom (TABLE → LEG2): the quantity exceeds"),
    ({"demands": [WANTED | {"item": "LEG", "quantity": "1e30"}]}, "demands (SO-X → LEG): the quantity exceeds"),
    ({"receipts": [WANTED | {"item": "LEG", "quantity": 10**30}]}, "receipts (SO-X → LEG): the quantity exceeds"),
    ({"items": [X], "stock": [{"item": "X", "quantity": 10**18}] * 2}, "stock (X): the quantity exceeds"),
    ({"items": [X | {"minimum": "1e30"}]}, "Item X: its planning data exceeds the exact range"),
    ({"items": [X | {"order_cost": "1e30", "holding_cost": 1}]}, "Item X: its planning data exceeds the exact range"),
    ({"items": [X | {"step": "1e-30"}], "demands": [WANTED]}, "demands (SO-X → X): the quantity exceeds"),
    # what is no number, no text, no date
    *(({"demands": [WANTED | {"item": "LEG", "quantity": value}]}, f"demands 2 (SO-X): quantity ({shown}) must be a number")
      for value, shown in ((float("nan"), "NaN"), (float("inf"), "Infinity"), ("1e400", "'1e400'"), ("many", "'many'"),
                           (True, "True"), (None, "None"), ([1], "[1]"), ("9" * 5000, "'" + "9" * 56 + "…"))),
    ({"demands": [WANTED | {"item": ["LEG"]}]}, "demands 2 (SO-X): item (['LEG']) must be a text"),
    ({"items": [X | {"item": ""}]}, "items 5: item ('') must be a text"),
    ({"items": [X | {"made": "yes"}]}, "items 5 (X): made ('yes') must be true or false"),
    ({"items": [X | {"lead_time": 1.5}]}, "items 5 (X): lead_time (1.5) must be a whole number"),
    ({"items": [X | {"rule": {"fixed": 1}}]}, "items 5 (X): rule ({'fixed': 1}) must be one of"),
    ({"items": [X | {"lead_tmie": 1}]}, "items 5 (X): lead_tmie (1) is not a field here"),
    ({"demands": [7]}, "demands 2: must be an object"),
    ({"demands": [WANTED | {"item": "LEG", "date": "2026-02-30"}]}, "demands 2 (SO-X): date ('2026-02-30') must be a date"),
    ({"demands": [WANTED | {"item": "LEG", "date": 10**7}]}, "demands 2 (SO-X): date (10000000) must be a date"),
    # what contradicts itself or another row
    ({"bom": [{"parent": "TABLE", "component": "LEG", "quantity": 1, "from": "2026-12-10", "to": "2026-12-01"}]},
     "bom 3 (TABLE): to ('2026-12-01') must be after from"),
    ({"items": [{"item": "TABLE", "lead_time": 9}]}, "Item TABLE is there twice"),
    ({"replacements": [{"item": "LEG", "by": "LEG2"}]}, "replacements (LEG → LEG2): is there twice"),
    ({"replacements": [{"item": "LEG", "by": "BOARD", "kind": "successor"}]}, "LEG has a successor already"),
    ({"replacements": [{"item": "BOARD", "by": "LEG2", "kind": "share", "share": "1.1"}]}, "replacements (BOARD → LEG2): the shares of BOARD come to more than 1"),
    ({"replacements": [{"item": "BOARD", "by": "LEG2", "kind": "share", "share": "0.0000000001"}]}, "(BOARD → LEG2): the share is too fine"),
    ({"replacements": [{"item": "BOARD", "by": "LEG2", "kind": "share"}]}, "replacements 1 (BOARD): share must be a number"),
    ({"replacements": [{"item": "BOARD", "by": "LEG2", "share": "0.5"}]}, "share ('0.5') is for kind: share only"),
    ({"items": [X | {"phantom": True}], "replacements": [{"item": "X", "by": "LEG2"}]}, "replacements (X → LEG2): a phantom has no stock"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "said"), LEFT_OUT)
def test_what_is_left_out_is_named_and_everything_else_is_planned_as_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], parts: dict[str, Any], said: str
) -> None:
    _, good, _ = heard(capsys, tmp_path, json.dumps(CASE), *MRP)
    code, answer, errors = heard(capsys, tmp_path, json.dumps(broken(parts)), *MRP)
    told = [one for one in answer["messages"] if one["kind"] == "refused"]
    assert (code, errors) == (0, "")
    assert any(said in one["en"] for one in told), told
    assert all(one["zh"].endswith("。") and one["en"].endswith(".") for one in told)
    assert orders(answer) == orders(good)
    command = ("bom", "explode", "FILE", "--item", "TABLE", "--json")
    _, whole, _ = heard(capsys, tmp_path, json.dumps(CASE), *command)
    code, exploded, _ = heard(capsys, tmp_path, json.dumps(broken(parts)), *command)
    assert code == 0
    assert exploded["totals"] == whole["totals"]
    assert any(said in one["en"] for one in exploded["messages"])
    code, answer, errors = heard(capsys, tmp_path, json.dumps(broken(parts)), *MRP, "--strict")
    assert (code, answer) == (1, {})
    assert len(errors.splitlines()) == len(told)


TOLD: list[tuple[dict[str, Any], str, str]] = [
    ({"items": [X | {"lead_time": -4}], "demands": [WANTED]}, "bad_lead_time", "X: the lead time is negative (-4); planned as 0 days."),
    ({"items": [{"item": "X"}], "demands": [WANTED]}, "no_lead_time", "X: no lead time is kept; planned as 0 days."),
    ({"items": [X | {"made": True}], "demands": [WANTED]}, "no_bom", "X: made here without a bill of materials; what it takes is not planned."),
    ({"items": [X | {"maximum": 5, "multiple": 7}], "demands": [WANTED]}, "bad_lot_rule", "X: the lot rule lacks its sizes or contradicts itself; planned lot for lot."),
    ({"items": [X | {"rule": "fixed"}], "demands": [WANTED]}, "bad_lot_rule", "X: the lot rule lacks its sizes or contradicts itself; planned lot for lot."),
    ({"items": [X | {"fence": -1}]}, "bad_fence", "X: a fence, the days of safety or of consumption are negative; all planned as 0."),
    ({"items": [X], "stock": [{"item": "X", "quantity": -3}]}, "negative_stock", "X: 3 less than nothing on hand; made up as a debt."),
    ({"items": [X | {"phantom": True}], "stock": [{"item": "X", "quantity": 3}]}, "phantom_stock", "X: a phantom with stock or receipts, which the plan does not use."),
    ({"items": [X], "demands": [WANTED | {"date": "9999-12-31"}]}, "demand_beyond_horizon", "X: demand SO-X for 1 on 9999-12-31 lies after the end of the plan and was left out."),
    ({"items": [X], "demands": [WANTED | {"date": -1}]}, "demand_past_due", "X: demand SO-X for 1 was due 2026-11-22 and is overdue."),
    ({"items": [X], "receipts": [WANTED | {"date": "2027-06-01"}]}, "receipt_beyond_horizon", "X: receipt SO-X of 1 on 2027-06-01 comes after the plan ends and was left out."),
    ({"items": [X], "receipts": [WANTED | {"date": "0001-01-01"}]}, "receipt_past_due", "X: receipt SO-X of 1 was due 0001-01-01 and is overdue."),
    ({"items": [X, X | {"item": "HUGE"}], "demands": [WANTED], "bom": [{"parent": "X", "component": "HUGE", "quantity": 4 * 10**18}] * 2},
     "refused", "The quantity of item HUGE exceeds the exact range; its use and demand were left out."),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "kind", "said"), TOLD)
def test_what_is_planned_all_the_same_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], parts: dict[str, Any], kind: str, said: str
) -> None:
    _, good, _ = heard(capsys, tmp_path, json.dumps(CASE), *MRP)
    code, answer, errors = heard(capsys, tmp_path, json.dumps(broken(parts)), *MRP)
    assert (code, errors) == (0, "")
    assert said in [one["en"] for one in answer["messages"] if one["kind"] == kind]
    assert all(one["zh"].endswith("。") for one in answer["messages"])
    assert orders(answer) == orders(good)


def test_every_kind_of_message_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(MessageKind)
    assert all(zh.startswith("{item}：") and en.startswith("{item}: ") for zh, en in SENTENCES.values())


@pytest.mark.parametrize(("parts", "kind", "said"), [one for one in TOLD if one[1] in case.WRONG_DATA])
def test_planning_data_that_makes_no_sense_stops_a_strict_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], parts: dict[str, Any], kind: str, said: str
) -> None:
    for command in (MRP, (*MRP, "--constrained")):
        code, answer, errors = heard(capsys, tmp_path, json.dumps(broken(parts)), *command, "--strict")
        assert (code, answer, len(errors.splitlines())) == (1, {}, 1), kind
        assert ".items.X: X：" in errors, said


@pytest.mark.parametrize("part", ["demands", "bom", "receipts"])
def test_the_same_row_twice_counts_twice_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str
) -> None:
    twice = broken({part: CASE[part][:1]})
    _, answer, _ = heard(capsys, tmp_path, json.dumps(twice), *MRP)
    told = [one["en"] for one in answer["messages"] if one["kind"] == "refused"]
    assert len(told) == 1
    assert told[0].endswith("two rows are the same; both count.")
    _, good, _ = heard(capsys, tmp_path, json.dumps(CASE), *MRP)
    assert orders(answer) != orders(good)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "不是有效的 JSON"), ("[" * 100_000, "不是有效的 JSON"), ("[]", "文件必须是一个 JSON 对象"),
        ('{"start": "2026-11-23", "days": 60, "days": 90}', "同一个对象里“days”出现两次"),
        ('{"start": "9999-12-01"}', "必须在 1900 到 9000 年之间"), ('{"start": "0001-01-01"}', "必须在 1900 到 9000 年之间"),
        ('{"start": "2026-11-23", "days": 10000000}', "必须在 1 到 3660 之间"),
        ('{"start": "2026-11-23", "settings": {"pull_within": -1}}', "必须在 0 到 1000000000 之间"),
        ('{"start": "2026-11-23", "settings": {"scrap": "add"}}', "必须是 divide、multiply 之一"),
        ('{"start": "2026-11-23", "items": {}}', "items 必须是一个列表"),
        ('{"start": "2026-11-23", "calendars": []}', "calendars 必须是一个对象"),
        ('{"start": "2026-11-23", "demand": []}', "没有名为 demand 的部分"),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_as_a_whole_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    for command in (
        MRP,
        ("bom", "explode", "FILE", "--item", "TABLE", "--json"),
        ("promise", "FILE", "--json"),
    ):
        code, answer, errors = heard(capsys, tmp_path, text, *command)
        assert (code, answer) == (1, {})
        assert said in errors
        assert len(errors.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--item", "NIL"), "没有物料 NIL"),
        (("--item", "TABLE", "--quantity", "0"), "数量必须大于 0"),
        (("--item", "TABLE", "--quantity", "-1"), "数量必须大于 0"),
        (("--item", "TABLE", "--quantity", "NaN"), "数量“NaN”必须是数字"),
        (("--item", "TABLE", "--quantity", "1e400"), "数量“1e400”必须是数字"),
        (("--item", "TABLE", "--quantity", "1/3"), "数量“1/3”必须是数字"),
        (("--item", "TABLE", "--quantity", "1e30"), "TABLE 展开后，物料 LEG 的数量超出可精确计算的范围"),
        (("--item", "TABLE", "--date", "tomorrow"), "日期“tomorrow”必须写成"),
    ],
)
def test_an_explosion_that_cannot_be_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    code, answer, errors = heard(
        capsys, tmp_path, json.dumps(CASE), "bom", "explode", "FILE", "--json", *words
    )
    assert (code, answer) == (1, {})
    assert said in errors
    assert len(errors.splitlines()) == 1


def test_a_file_with_the_mark_of_windows_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer, _ = heard(capsys, tmp_path, "\ufeff" + json.dumps(CASE), *MRP)
    assert code == 0
    assert answer["orders"]
