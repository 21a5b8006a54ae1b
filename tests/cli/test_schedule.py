"""`jingwei schedule solve`: files in, one JSON object out; what cannot be solved is one sentence."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.engines.test_search import FT06

from jingwei.cli.program import main
from jingwei.cli.schedule import COMMANDS

FLEXIBLE = "2 2 1.5\n2  1 1 3  2 1 4 2 2\n1  2 1 5 2 3\n"
FACTORY: dict[str, Any] = {
    "n_machines": 2,
    "groups": [[0], [1]],
    "machine_calendar": [0, 0],
    "calendars": [[[0, 480], [1440, 1920]]],
    "setups": [[[0, 10], [10, 0]], [[0, 0], [0, 0]]],
    "jobs": [
        {
            "release": 0, "due": 200, "weight": 2,
            "ops": [{"fam": 0, "modes": [[0, 100]]}, {"fam": 0, "modes": [[1, 60]]}],
        },
        {"release": 0, "due": 100, "weight": 1, "ops": [{"fam": 1, "modes": [[0, 90]]}]},
    ],
}  # fmt: skip


def solved(capsys: pytest.CaptureFixture[str], file: Path, kind: str, *more: str) -> dict[str, Any]:
    code = main(
        ["schedule", "solve", str(file), "--format", kind, "--moves", "20000", "--json", *more], COMMANDS
    )
    assert code == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_each_format_is_solved_and_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "problem"
    file.write_text(FT06)
    ft06 = solved(capsys, file, "jsplib", "--seed", "2")
    assert (ft06["objective"], ft06["makespan"], ft06["valid"]) == (55, 55, True)
    assert set(ft06) >= {"bound", "first_solution_ms", "cpu_s", "tardy_jobs"}
    file.write_text(FLEXIBLE)
    assert solved(capsys, file, "fjsplib")["objective"] == 5
    file.write_bytes(gzip.compress(json.dumps(FACTORY).encode()))
    # The second job first is 0 late and makes the first 60 × 2 late; the other way round it is 100 late.
    factory = solved(capsys, file, "factory", "--plan")
    assert (factory["objective"], factory["tardy_jobs"], factory["proven"]) == (100, 1, True)
    assert [one["start"] for one in factory["operations"]] == [0, 100, 110]
    assert (factory["in_progress_minutes"], factory["early_minutes"]) == (160 + 90, 40)
    due = solved(capsys, file, "factory", "--plan", "--later", "due")
    assert [one["start"] for one in due["operations"]] == [0, 140, 110]
    assert (due["objective"], due["early_minutes"], due["valid"]) == (100, 0, True)


@pytest.mark.parametrize("then", [["--sooner"], ["--later", "wip"], ["--later", "due"]])
@pytest.mark.parametrize("aim", ["tardiness", "makespan"])
def test_the_objective_is_that_of_the_plan_that_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], aim: str, then: list[str]
) -> None:
    """Jobs of three families, due long after they could be done: ending when they are due makes the plan longer."""
    jobs = [
        {"due": 400 + job, "ops": [{"fam": family, "modes": [[0, 30]]}]}
        for job, family in enumerate((0, 1, 2, 0, 1, 2))
    ]
    setups = [[[0, 10, 25], [20, 0, 15], [10, 30, 0]]] * 2
    file = tmp_path / "factory.json"
    file.write_text(json.dumps({**FACTORY, "setups": setups, "jobs": jobs}))
    answer = solved(capsys, file, "factory", "--aim", aim, "--setup-cost", "2", *then)
    worth = answer["weighted_tardiness"] + 2 * answer["setup_minutes"]
    assert answer["objective"] == (answer["makespan"] if aim == "makespan" else worth)
    assert not answer["proven"] or answer["objective"] == answer["bound"]


def test_a_shorter_plan_is_looked_for_where_nobody_is_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nine jobs of three colours, in time with room to spare; with two changeovers they would take 333 + 10 + 10."""
    rows = [
        (0, 25, 229), (1, 39, 270), (0, 48, 318), (1, 25, 422), (0, 41, 444), (2, 25, 544), (1, 59, 596),
        (0, 34, 621), (1, 37, 729),
    ]  # fmt: skip
    jobs = [{"due": due, "ops": [{"fam": family, "modes": [[0, time]]}]} for family, time, due in rows]
    setups = [[[0, 10, 25], [20, 0, 15], [10, 30, 0]]] * 2
    file = tmp_path / "factory.json"
    file.write_text(json.dumps({**FACTORY, "calendars": [[[0, 900]]], "setups": setups, "jobs": jobs}))
    usual, shorter = solved(capsys, file, "factory"), solved(capsys, file, "factory", "--sooner")
    assert (usual["objective"], shorter["objective"], shorter["valid"]) == (0, 0, True)
    assert shorter["makespan"] == 353 < usual["makespan"]


@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_routes_and_overtime_are_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], strict: list[str]
) -> None:
    """The second job may go to the other machine, where it is done by 90; nobody is called in for the morning."""
    first, second = FACTORY["jobs"]
    other = {**second, "routes": [[{"fam": 1, "modes": [[1, 90]]}]]}
    morning = {"calendar": 0, "start": 600, "end": 700, "cost": 5}
    file = tmp_path / "factory.json"
    file.write_text(json.dumps({**FACTORY, "jobs": [first, other], "overtime": [morning]}))
    answer = solved(capsys, file, "factory", "--plan", *strict)
    assert answer["routes"] == [{"job": 1, "route": 1}]
    assert (answer["overtime"], answer["overtime_cost"]) == ([], 0)
    assert (answer["objective"], answer["proven"], answer["valid"]) == (0, True, True)
    assert [one["machine"] for one in answer["operations"]] == [0, 1, 1]
    # For the makespan nothing is decided: the usual route.
    assert "routes" not in solved(capsys, file, "factory", "--aim", "makespan", *strict)


def test_a_factory_with_people_waiting_and_ovens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One welder for two machines; half a lot goes on; the oven takes two at once, drying is done outside."""
    file = tmp_path / "problem"
    welded = {"modes": [[0, 60], [1, 60]], "needs": [{"units": [0]}]}
    half = {"modes": [[2, 60]], "after": [{"share": [1, 2], "lag": 10}]}
    baked = {"modes": [[3, 400]], "size": 2, "after": [{"most": 400}]}
    dried = {"modes": [[4, 30]]}
    job = {"release": 0, "due": 0, "weight": 1, "ops": [welded, half, baked, dried]}
    factory = {
        "n_machines": 5, "groups": [[0, 1], [2, 3, 4]], "machine_calendar": [0] * 5,
        "calendars": [[[0, 2000]], [[0, 100], [200, 2000]]], "setups": [[[0]], [[0]]],
        "units": [1], "unlimited": [4], "ovens": {"3": 4}, "jobs": [job, job],
    }  # fmt: skip
    file.write_text(json.dumps(factory))
    answer = solved(capsys, file, "factory", "--plan")
    assert answer["valid"]
    start = {(one["job"], one["step"]): one["start"] for one in answer["operations"]}
    # The welder goes home after 100 minutes: the second lot is welded from 60 to 100 and from 200 to 220.
    assert sorted((start[0, 0], start[1, 0])) == [0, 60]
    assert sorted((start[0, 1], start[1, 1])) == [40, 200]
    assert start[0, 2] == start[1, 2] == 260


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("jsplib", "2 2\n0 3 1 x\n", "第 2 行不是数字"),
        ("jsplib", "5 5\n0 1\n", "文件不完整"),
        ("jsplib", "1 1\n0 -3\n", "-3"),
        ("fjsplib", "1 1 1\n2 1 1 3\n", "第 2 行"),
        ("factory", "{", "JSON"),
        ("factory", "[]", "对象"),
        ("factory", json.dumps({**FACTORY, "machine_calendar": [0]}), "设备"),
        ("factory", json.dumps({key: FACTORY[key] for key in FACTORY if key != "jobs"}), "jobs"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_never_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, text: str, says: str
) -> None:
    file = tmp_path / "problem"
    file.write_text(text)
    assert main(["schedule", "solve", str(file), "--format", kind, "--moves", "10", "--json"], COMMANDS) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "solve", str(tmp_path / "none"), "--format", "jsplib"], COMMANDS) == 1
    assert "无法读取文件" in capsys.readouterr().err


def test_the_command_line_hands_over_and_loads_no_engine_itself(tmp_path: Path) -> None:
    file = tmp_path / "problem"
    file.write_text(FT06)
    told = subprocess.run(
        [sys.executable, "-m", "jingwei.cli", "schedule", "solve", str(file), "--format", "jsplib", "--moves", "9", "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(told.stdout)["valid"] is True
    look = "import sys, jingwei.cli.__main__; print([name for name in ('numba', 'jingwei.engines.schedule') if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


@pytest.mark.parametrize("strict", [False, True])
def test_a_split_job_is_planned_in_lots(
    strict: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    split = {**FACTORY["jobs"][0], "split": {"quantity": 10, "lots": 2}}
    file = tmp_path / "split.json"
    file.write_text(json.dumps({**FACTORY, "jobs": [split, FACTORY["jobs"][1]]}))
    answer = solved(capsys, file, "factory", "--plan", *(["--strict"] if strict else []))
    assert answer["valid"]
    who = [(one["job"], one.get("lot"), one["step"]) for one in answer["operations"]]
    assert who == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (1, None, 0)]
    assert [one["end"] - one["start"] for one in answer["operations"]] == [50, 30, 50, 30, 90]
