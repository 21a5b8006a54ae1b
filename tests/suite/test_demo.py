"""The demo factory's data: large enough to show something; costs roll up, structures have no loop."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import yaml

from jingwei.suite.demo import install

Values = Mapping[str, object]


def steps() -> Iterator[Mapping[str, object]]:
    for path in sorted(install.HERE.glob("story-*.yaml")):
        yield from yaml.safe_load(path.read_text("utf-8"))["steps"]


def created(form: str) -> list[Values]:
    found: list[Values] = []
    for step in steps():
        if step.get("create") == form:
            rows = step.get("rows", [step.get("values")])
            assert isinstance(rows, list)
            found.extend(rows)
    return found


def rows(values: Values, table: str) -> list[Values]:
    found = values[table]
    assert isinstance(found, list)
    return found


def code(link: object) -> str:
    return str(link).removeprefix("@")


def amount(value: object) -> Decimal:
    return Decimal(str(value))


ITEMS = {str(item["code"]): item for item in created("engineering.item")}
BOMS = {code(bom["item"]): rows(bom, "lines") for bom in created("engineering.bom")}
RATES = {str(one["code"]): amount(one["rate"]) for one in created("production.work_centre")}
MAIN = [one for one in created("engineering.routing") if "priority" not in one]
"""The routings by which orders are made and costs rolled up; others only stand by."""
LOTS = {code(one["item"]): amount(one["lot"]) for one in MAIN}
ROUTINGS = {code(one["item"]): rows(one, "operations") for one in MAIN}


def main_lines(item: str) -> list[Values]:
    """The lines without substitutes of lower priority."""
    return [line for line in BOMS.get(item, []) if line.get("priority", 1) == 1]


@cache
def rolled(item: str) -> Decimal:
    """Material with scrap, piece wages and overhead with set-up, level by level, in ten-thousandths."""
    if item not in BOMS:
        return amount(ITEMS[item]["standard_cost"])
    material = sum(
        (
            amount(x["quantity"]) / (1 - amount(x.get("scrap", 0))) * rolled(code(x["component"]))
            for x in main_lines(item)
        ),
        Decimal(0),
    )
    labour = sum((amount(op["piece_rate"]) for op in ROUTINGS[item]), Decimal(0))
    overhead = (
        sum((minutes(item, op) * RATES[code(op["work_centre"])] for op in ROUTINGS[item]), Decimal(0)) / 60
    )
    parts = (material, labour, overhead)
    return sum((one.quantize(Decimal("0.0001"), ROUND_HALF_UP) for one in parts), Decimal(0))


def minutes(item: str, op: Values) -> Decimal:
    """Minutes of one piece with its share of the set-up of a lot."""
    return amount(op["minutes_per_unit"]) + amount(op.get("setup_minutes", 0)) / LOTS[item]


def depth(item: str, above: tuple[str, ...] = ()) -> int:
    assert item not in above, f"{item} contains itself"
    return 1 + max((depth(code(x["component"]), (*above, item)) for x in BOMS.get(item, [])), default=0)


def test_it_is_a_factory_worth_looking_at() -> None:
    kinds = [item["kind"] for item in ITEMS.values()]
    assert len(ITEMS) >= 60
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"raw": 38, "semi": 18, "finished": 5}
    assert len(created("people.person")) >= 10
    assert len(created("production.machine")) >= 10
    assert len({person["department"] for person in created("people.person")}) >= 9


def test_structures_are_deep_and_have_no_loop() -> None:
    assert max(depth(item) for item in BOMS) == 6
    known = set(ITEMS)
    assert {code(x["component"]) for lines in BOMS.values() for x in lines} <= known


def test_what_is_made_has_a_routing_and_a_structure_and_what_is_bought_has_a_supplier() -> None:
    for name, item in ITEMS.items():
        if item["source"] == "make" and not item.get("is_new"):
            assert name in BOMS
            assert name in ROUTINGS
        if item["source"] == "buy":
            assert item["supplier"]


def test_there_is_something_to_plan_besides_orders() -> None:
    """An item that can be made another way, a tool with a life, maintenance that looks for its place."""
    others = [one for one in created("engineering.routing") if one not in MAIN]
    assert [(code(one["item"]), one["priority"]) for one in others] == [("S-SHF-40", 2)]
    assert [one["life"] for one in created("production.tool") if "life" in one] == [80]
    assert [code(one["machine"]) for one in created("production.maintenance")] == ["HOB-1"]


def test_standard_costs_are_the_roll_up() -> None:
    for name in BOMS:
        assert amount(ITEMS[name]["standard_cost"]) == rolled(name), name


def test_there_are_substitutes_scrap_and_backflushed_lines() -> None:
    lines = [line for one in BOMS.values() for line in one]
    assert any(line.get("priority") == 2 for line in lines)
    assert any(line.get("scrap") for line in lines)
    assert any(line.get("issue") == "backflush" for line in lines)


def test_issued_at_an_operation_the_routing_has() -> None:
    for item, lines in BOMS.items():
        known = {op["op_no"] for op in ROUTINGS[item]}
        assert {line["op_no"] for line in lines} <= known, item
