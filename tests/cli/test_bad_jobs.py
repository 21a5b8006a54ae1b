"""What is wrong with one job of a factory's file is one sentence, and the others are planned; --strict stops at it."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_schedule import FACTORY

from jingwei.cli.program import main
from jingwei.cli.schedule import COMMANDS

OTHER = {"release": 0, "due": 500, "weight": 1, "ops": [{"fam": 0, "modes": [[1, 30]]}]}
GOOD = {**FACTORY, "units": [None], "jobs": [*FACTORY["jobs"], OTHER]}


def broken(change: dict[str, Any], *, step: int | None = None) -> dict[str, Any]:
    """The factory with something else in its job 0, or in an operation of it."""
    made = copy.deepcopy(GOOD)
    (made["jobs"][0] if step is None else made["jobs"][0]["ops"][step]).update(change)
    return made


def asked(capsys: pytest.CaptureFixture[str], file: Path, document: Any, *more: str) -> dict[str, Any]:
    file.write_text(json.dumps(document))
    assert main(["schedule", "solve", str(file), "--moves", "1000", "--json", "--plan", *more], COMMANDS) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


BAD_JOBS = [
    (broken({"modes": [[0, -5]]}, step=0), "作业 0 的工序 0：加工时间 -5 必须为正整数"),
    (broken({"modes": [[0, 0]]}, step=1), "作业 0 的工序 1：加工时间 0 必须为正整数"),
    (broken({"modes": [[7, 5]]}, step=0), "作业 0 的工序 0：没有设备 7"),
    (broken({"modes": []}, step=1), "作业 0 的工序 1：没有可用设备"),
    (broken({"modes": [[0]]}, step=0), "modes 应为 [设备, 分钟]"),
    (broken({"modes": [[0, 961]]}, step=0), "作业 0 的工序 0 在日历结束前排不下"),
    (broken({"modes": [[1, 900]]}, step=1), "作业 0 的工序 1 在日历结束前排不下"),
    (broken({"fam": 2}, step=0), "作业 0 的工序 0：fam 的值 2 不在 0 到 1 之间"),
    (broken({"earliest": -1}, step=0), "作业 0 的工序 0：earliest 的值 -1"),
    (broken({"needs": [{"units": []}]}, step=0), "作业 0 的工序 0：需要的人员或工装一个也没有"),
    (broken({"needs": [{"units": [3]}]}, step=0), "作业 0 的工序 0：units 的值 3"),
    (broken({"needs": [{"units": [0], "use": "x"}]}, step=0), "use 为"),
    (broken({"after": [{"job": 9, "op": 0}]}, step=0), "作业 0 等待的作业 9 不在计划中"),
    (broken({"after": [{"job": 2, "op": 5}]}, step=0), "作业 0 等待的作业 2 没有工序 5"),
    (broken({"after": [{}]}, step=0), "作业 0 的第一道工序之前没有工序"),
    (broken({"after": [{"job": 0, "op": 1}]}, step=0), "成环：作业 0 工序 0 → 作业 0 工序 1 → 作业 0 工序 0"),
    (broken({"after": [{"share": [3, 2]}]}, step=1), "share 应为"),
    (broken({"release": -1}), "作业 0：release 的值 -1"),
    (broken({"weight": -1}), "作业 0：weight 的值 -1"),
    (broken({"due": "soon"}), "作业 0：due 应为整数"),
    (broken({"due": 10**19}), "作业 0：due 的值"),
    (broken({"due": 10**9}), "作业 0：due 的值 1000000000 不在"),
    (broken({"modes": [[0, 10**19]]}, step=0), "作业 0 的工序 0：加工时间"),
    (
        broken({"modes": [[0, 500]], "whole": True}, step=0),
        "不能中断，需要 500 分钟，而设备 0（日历 0）最长的一班只有 480 分钟",
    ),
    (broken({"needs": [{"units": [0]}, {"units": [0]}]}, step=0), "作业 0 的工序 0 同时需要的人员或工装不够"),
    (broken({"after": [{"lag": 1900}]}, step=1), "作业 0 的工序 1 在日历结束前排不下"),
    (broken({"after": [{"lag": -1}]}, step=1), "作业 0 的工序 1：lag 的值 -1"),
    (
        broken({"after": [{"most": 0, "share": [1, 2]}]}, step=1),
        "作业 0：工序 0 只能有一个限时衔接的后续工序",
    ),
    (broken({"size": -2}, step=0), "作业 0 的工序 0：size 的值 -2"),
    ({**broken({"size": 9}, step=0), "ovens": {"0": 4}}, "装炉量 9 超过设备 0 的容量 4"),
    ({**broken({"needs": [{"units": [0]}]}, step=0), "ovens": {"0": 4}}, "合炉设备 0"),
    (broken({"ops": None}), "缺少列表 ops"),
    (broken({"routes": [[]]}), "作业 0 的替代工艺路线 0 应为工序列表"),
    (broken({"routes": [[{"fam": 0, "modes": [[9, 5]]}]]}), "作业 0 的工序 0：没有设备 9"),
    (broken({"split": {"quantity": 3, "lots": 9}}), "作业 0 拆批：lots 的值 9 不在 1 到 3 之间"),
    (broken({"split": {"quantity": 3}}), "作业 0 的 split 应为"),
    ({**GOOD, "jobs": [7, *GOOD["jobs"][1:]]}, "作业 0 应为对象"),
]


@pytest.mark.parametrize(("document", "says"), BAD_JOBS)
def test_a_bad_job_is_left_out_with_a_sentence(
    document: dict[str, Any], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "factory.json"
    answer = asked(capsys, file, document)
    assert [note["job"] for note in answer["left_out"]] == [0]
    assert says in answer["left_out"][0]["zh"]
    assert not re.search(r"[一-鿿]", answer["left_out"][0]["en"])
    assert {one["job"] for one in answer["operations"]} == {1, 2}
    assert answer["valid"]
    assert main(["schedule", "solve", str(file), "--moves", "1000", "--json", "--strict"], COMMANDS) == 1
    assert capsys.readouterr().out == ""


def test_people_who_are_never_there_with_the_machine_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A welder of the night shift at a machine that works by day: 30 minutes in common, 100 needed."""
    document = broken({"needs": [{"units": [0]}]}, step=0)
    document["calendars"].append([[450, 900]])
    document["units"] = [len(document["calendars"]) - 1]
    answer = asked(capsys, tmp_path / "factory.json", document)
    assert [note["en"] for note in answer["left_out"]] == [
        "Job 0, operation 0 takes 100 minutes; machine 0 (calendar 0) and people or tools 0 (calendar 1) are there "
        "together for 30 from then on."
    ]
    assert {one["job"] for one in answer["operations"]} == {1, 2}


def test_what_finds_no_time_beside_the_others_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """960 minutes of machine 0; three jobs want 400 each, one of them is too many."""
    jobs = [{"due": 500, "ops": [{"fam": 0, "modes": [[0, 400]]}]} for _ in range(3)]
    file = tmp_path / "factory.json"
    answer = asked(capsys, file, {**GOOD, "jobs": jobs})
    (left,) = answer["left_out"]
    assert left["en"].startswith(f"Job {left['job']}, operation 0 finds no place beside the others")
    assert {one["job"] for one in answer["operations"]} == {0, 1, 2} - {left["job"]}
    assert answer["valid"]
    assert main(["schedule", "solve", str(file), "--moves", "1000", "--json", "--strict"], COMMANDS) == 1
    assert "在其他作业之外排不下" in capsys.readouterr().err


def test_another_route_on_a_machine_that_is_never_there_is_not_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = broken({"routes": [[{"fam": 0, "modes": [[1, 1]]}], [{"fam": 0, "modes": [[0, 40]]}]]})
    document["calendars"].append([])
    document["machine_calendar"][1] = 1
    document["jobs"][0]["ops"] = [{"fam": 0, "modes": [[0, 100]]}]
    document["jobs"][0]["due"] = 0
    answer = asked(capsys, tmp_path / "factory.json", document)
    assert {one["machine"] for one in answer["operations"]} == {0}
    assert answer["routes"] == [{"job": 0, "route": 2}]


def test_a_calendar_without_shifts_concerns_only_what_runs_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = copy.deepcopy(GOOD)
    document["calendars"].append([])
    document["machine_calendar"][1] = len(document["calendars"]) - 1
    document["jobs"][2]["ops"][0]["modes"].append([0, 40])
    answer = asked(capsys, tmp_path / "factory.json", document)
    assert [(note["job"], note["en"]) for note in answer["left_out"]] == [
        (0, "Job 0, operation 1: the calendar of machine 1 has no shifts.")
    ]
    assert [(note["job"], note["en"]) for note in answer["notes"]] == [
        (2, "Job 2, operation 0 is planned without machine 1, whose calendar has no shifts.")
    ]
    assert {one["machine"] for one in answer["operations"]} == {0}
    document["calendars"] = [[] for _ in document["calendars"]]
    answer = asked(capsys, tmp_path / "factory.json", document)
    assert (len(answer["left_out"]), answer["operations"], answer["valid"]) == (3, [], True)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"machine_calendar": [0, 9]}, "设备 1：没有日历 9"),
        ({"units": [9]}, "人员或工装 0：没有日历 9"),
        ({"groups": [7, [1]]}, "组 0 应为设备的列表"),
        ({"n_machines": 10**12}, "应为 1 到 100000"),
        ({"setups": [[0, 1]]}, "setups 应为每组一张表"),
        ({"calendars": [[[0, "x"]]]}, "班次应为 [开始, 结束]"),
        ({"calendars": [[[0, 10**19]]]}, "过大"),
    ],
)
def test_a_shop_that_makes_no_sense_is_one_sentence(
    change: dict[str, Any], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "factory.json"
    file.write_text(json.dumps({**GOOD, **change}))
    assert main(["schedule", "solve", str(file), "--moves", "9", "--json"], COMMANDS) == 1
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    assert says in told.err


def test_who_waits_for_a_bad_job_is_left_out_too_and_keeps_its_own_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = broken({"modes": [[0, -5]]}, step=0)
    document["jobs"][1]["ops"][0]["after"] = [{"job": 0, "op": 1}]
    document["jobs"].append({**OTHER, "ops": [{"modes": [[0, 5]], "after": [{"job": 2, "op": 0, "lag": 7}]}]})
    answer = asked(capsys, tmp_path / "factory.json", document)
    assert [note["job"] for note in answer["left_out"]] == [0, 1]
    assert "作业 1 等待的作业 0 不在计划中" in answer["left_out"][1]["zh"]
    end = {one["job"]: one["end"] for one in answer["operations"]}
    assert end == {2: 30, 3: 42}


def test_what_is_odd_is_said_and_planned_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = broken({"release": 300})
    document["jobs"][2]["ops"] = []
    answer = asked(capsys, tmp_path / "factory.json", document)
    assert answer["left_out"] == []
    assert [note["job"] for note in answer["notes"]] == [0, 2]
    assert "交期 200 早于可开工时间 300" in answer["notes"][0]["zh"]
    assert "没有工序" in answer["notes"][1]["zh"]


def test_without_a_job_there_is_nothing_to_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, tmp_path / "factory.json", {**GOOD, "jobs": []})
    assert (answer["objective"], answer["operations"], answer["valid"]) == (0, [], True)


def test_the_factory_of_the_page_is_planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).parents[2] / "docs" / "engines-formats.md"
    (block,) = re.findall(
        r"```json\n(.*?)```", page.read_text(encoding="utf-8").partition("## Factories")[2], re.DOTALL
    )
    answer = asked(capsys, tmp_path / "factory.json", json.loads(block))
    assert (answer["objective"], answer["proven"], answer["left_out"], answer["notes"]) == (100, True, [], [])
