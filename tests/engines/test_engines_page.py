"""The examples of docs/engines.md run, and give what they say."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.engines import reference

from jingwei.engines.sampling import Severity, Verdict

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
FROM = "## Statistical process control"
PROMISING = "## Promising"
SHOWN = 15
"""Values the page shows behind an expression; what else stands there says what the value is about."""


def shown(block: str, names: dict[str, Any]) -> Iterator[str]:
    """Runs a block statement by statement; answers the values its comments begin with."""
    lines = block.split("\n")
    for node in ast.parse(block).body:
        code = ast.unparse(node)
        if not isinstance(node, ast.Expr):
            exec(code, names)
            continue
        value = eval(code, names)
        said = lines[(node.end_lineno or 1) - 1].partition("# ")[2]
        forms = [repr(value), str(value), *([" ".join(map(str, value))] if isinstance(value, tuple) else [])]
        for form in (re.sub(r"(?<=\[) +| +(?= )", "", form) for form in forms):
            if form and said.startswith(form):
                yield code
                break


def test_the_page_from_top_to_bottom_in_one_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    true = [code for block in blocks for code in shown(block, names)]
    assert len(true) == SHOWN, true
    assert names["found"].proven
    assert names["violations"](names["plan_of_a_crowd"]) == []
    drawn = (tmp_path / "gantt.svg").read_text("utf-8")
    committed = (PAGE.parent / "img" / "gantt.svg").read_text("utf-8")
    for picture in (drawn, committed):
        assert picture.count("<g>") == 36
        assert max(int(end) for end in re.findall(r"–(\d+)</title>", picture)) == 55


def test_the_reference_has_every_public_name() -> None:
    page = (PAGE.parent / "reference" / "engines.md").read_text(encoding="utf-8")

    def names(text: str) -> list[str]:
        return re.findall(r"^##+ \S+$", text, re.MULTILINE)

    again = "run: python -m tests.engines.reference > docs/reference/engines.md"
    assert names(page) == names(reference.page()), again


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
