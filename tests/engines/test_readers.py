"""Published texts as problems: what each says, which of them a text is, and what is wrong with a broken one."""

import pytest
from tests.engines.test_search import FT06

from jingwei.engines import schedule
from jingwei.engines.refusal import EngineError
from jingwei.engines.schedule import FORMATS, Aim, Budget, format_of, solve

TAILLARD = """Nb of jobs, Nb of Machines, Time seed, Machine seed, Upper bound, Lower bound
           2           3   11 12 13 14
Times
 54 83 15
 71 77 36
Machines
 3 1 2
 2 3 1
"""
FLEXIBLE = "2 2 1.5\n2  1 1 3  2 1 4 2 2\n1  2 1 5 2 3\n"
PROJECT = """****************************************
jobs (incl. supersource/sink ):  6
****************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          3           2   3   4
   2        1          1           5
   3        1          1           6
   4        1          1           6
   5        1          1           6
   6        1          0
****************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
----------------------------------------
  1      1     0       0    0
  2      1     4       2    0
  3      1     3       2    1
  4      1     5       1    1
  5      1     2       0    2
  6      1     0       0    0
****************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
   3    2
****************************************
"""
"""Two of the first resource and the other two of the second are busy at once for nine minutes at least (by hand)."""
TEXTS = {
    "jsplib": FT06,
    "taillard": TAILLARD,
    "fjsplib": FLEXIBLE,
    "psplib": PROJECT,
    "factory": ' {"jobs": []}',
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_says_which_it_is(name: str) -> None:
    assert set(TEXTS) == set(FORMATS)
    assert format_of(TEXTS[name]) == name


def test_the_text_of_taillard() -> None:
    problem = schedule.from_taillard(TAILLARD)
    assert problem.mode_machine.tolist() == [2, 0, 1, 1, 2, 0]
    assert problem.mode_minutes.tolist() == [54, 83, 15, 71, 77, 36]
    assert problem.job_first.tolist() == [0, 3, 6]


def test_jobs_may_end_with_a_mark_once_or_twice() -> None:
    marked = "2 2\r\n0 3 1 2 -1 -1\r\n1 4 0 1 -1\r\n"
    assert schedule.from_job_shop(marked).mode_minutes.tolist() == [3, 2, 4, 1]


def test_a_step_of_no_minutes_is_none() -> None:
    """orb07 of Applegate and Cook (1991) ends its last job with one."""
    assert schedule.from_job_shop("2 2\n0 3 1 2\n1 4 0 0\n").job_first.tolist() == [0, 2, 3]
    with pytest.raises(EngineError, match="holds no operation"):
        schedule.from_job_shop("1 1\n0 0\n")


def test_a_project_takes_its_units_and_its_turns() -> None:
    problem = schedule.from_project(PROJECT)
    assert problem.operations == 4
    found = solve(problem, Budget(None, 20_000), aim=Aim.MAKESPAN)
    assert schedule.violations(found.schedule) == []
    assert found.value == 9
    start, end = found.schedule.start, found.schedule.end
    assert start[3] >= end[0]  # the fifth activity follows the second
    for minute in range(9):
        there = [one for one in range(4) if start[one] <= minute < end[one]]
        assert sum((2, 2, 1, 0)[one] for one in there) <= 3
        assert sum((0, 1, 1, 2)[one] for one in there) <= 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TAILLARD.replace("Machines\n", ""), "Times 和 Machines"),
        (TAILLARD.replace(" 2 3 1\n", ""), "Times 有 2 行，Machines 有 1 行"),
        (TAILLARD.replace(" 2 3 1\n", " 2 3\n"), "第 8 行：应有 3 台设备"),
        (TAILLARD.replace("77", "-77"), "-77"),
        (TAILLARD.replace("77", "x"), "第 5 行不是数字"),
    ],
)
def test_what_is_wrong_with_a_text_of_taillard(text: str, says: str) -> None:
    with pytest.raises(EngineError) as raised:
        schedule.from_taillard(text)
    assert says in raised.value.zh


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (PROJECT.replace("REQUESTS/DURATIONS", "x"), "缺少 REQUESTS/DURATIONS"),
        (PROJECT.replace("   2        1          1           5", "   2        1          1           9"), "没有活动 9"),
        (PROJECT.replace("   2        1          1 ", "   2        3          1 "), "活动 2 有多种模式"),
        (PROJECT.replace("   3    2\n", "   1    2\n"), "活动 2 需要的资源多于现有"),
        (PROJECT.replace("   3    2\n", ""), "RESOURCEAVAILABILITIES 一段没有内容"),
        (PROJECT.replace("   5        1          1           6", "   5        1          1           2"), "成环"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_project(text: str, says: str) -> None:
    with pytest.raises(EngineError) as raised:
        schedule.from_project(text)
    assert says in raised.value.zh
