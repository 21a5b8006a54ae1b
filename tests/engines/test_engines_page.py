"""The examples of docs/engines.md run, and give what they say."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from jingwei.engines.sampling import Severity, Verdict

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
FROM = "## Statistical process control"
PROMISING = "## Promising"


def test_materials_as_the_page_shows_them() -> None:
    page = PAGE.read_text(encoding="utf-8")
    section = page.partition("## Bills of materials")[2].partition(PROMISING)[0]
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block, names)
    assert names["bom"].explode(names["structure"], 0, 10).tolist() == [10, 41, 10]
    orders = names["plan"].orders
    assert f"{orders.item} {orders.quantity} {orders.start}".replace("  ", " ").replace("[ ", "[") in section
    assert names["mrp"].explain(names["plan"], 2).en.endswith("net 21; fixed lot 25 → order 25")
    assert names["other"].changed.tolist() == [0, 2]


def test_promises_as_the_page_shows_them() -> None:
    section = PAGE.read_text(encoding="utf-8").partition(PROMISING)[2].partition(FROM)[0]
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
        exec(block, names)
    assert (names["plan"].day.tolist(), names["plan"].late.tolist()) == ([20], [0])
    assert (names["answer"].earliest, names["answer"].met) == (7, False)
    told = [(link.item, link.cause.name, link.day) for link in names["answer"].chain]
    assert str(told) in section
    assert names["kept"] == [names["answer"]]


def test_quality_and_money_as_the_page_shows_them() -> None:
    blocks = re.findall(
        r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8").partition(FROM)[2], re.DOTALL
    )
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block, names)
    assert len(blocks) == 4
    assert names["later"].sigma == names["chart"].sigma
    assert names["able"].within.worst.value < names["able"].within.both.value
    assert names["sampling"].judge(names["plan"], [6]) is Verdict.ACCEPTED
    scheme = names["sampling"].Scheme(Decimal("1.0"))
    last = names["sampling"].inspect(scheme, names["lots"])[-1]
    assert last.standing.severity is Severity.REDUCED
    assert (names["day"].whole.oee, names["day"].whole.lost) == (Fraction(19, 24), (50, 10))
    charges = names["assets"].depreciate(names["machine"], revaluations=names["raised"])
    assert [str(one.amount) for one in charges] == ["37.50"] * 3 + ["42.26"] * 20 + ["42.30"]
    costs = (
        names["costing"].roll_up(names["structure"], given=names["bought"], conversion=names["made"]).costs
    )
    assert costs[1].total == Decimal("11.0000")
