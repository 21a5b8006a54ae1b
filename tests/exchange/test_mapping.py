"""What becomes of units, codes, structures, stock and orders; all before anything is written."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from tests.exchange import small

from jingwei.base.errors import Invalid
from jingwei.exchange.inventree import models as m
from jingwei.exchange.inventree.export import take_in
from jingwei.exchange.inventree.importer import Plan, planned, planned_from
from jingwei.exchange.inventree.measure import measure
from jingwei.exchange.inventree.money import Rates
from jingwei.exchange.inventree.stock import lot_code, place
from jingwei.exchange.inventree.structure import circles
from jingwei.exchange.tally import Tally
from jingwei.exchange.wanted import Stage, Wanted


def plan(folder: Path, objects: small.Objects) -> tuple[Plan, Tally]:
    tally = Tally()
    return planned(take_in(small.written(folder, objects)), Rates.given(["USD=7"]), tally), tally


def stage(made: Plan, form: str) -> Stage:
    return next(one for one in (*made.before, made.lots, *made.after) if one.form == form)


def wanted(made: Plan, form: str, key: str) -> Wanted:
    return next(one for one in stage(made, form).wanted if one.key == key)


@pytest.fixture
def made(tmp_path: Path) -> Plan:
    return plan(tmp_path, small.export())[0]


@pytest.mark.parametrize(
    ("text", "unit", "factor"),
    [
        ("", "个", "1"), ("pcs", "个", "1"), ("m", "m", "1"), ("Metres", "m", "1"), ("litres", "L", "1"), ("ml", "mL", "1"),
        ("ft", "m", "381/1250"), ("cm", "m", "1/100"), ("lb", "kg", "45359237/100000000"), ("m^3", "L", "1000"),
    ],
)  # fmt: skip
def test_units(text: str, unit: str, factor: str) -> None:
    found = measure(text)
    assert found is not None
    assert (found.unit, found.factor) == (unit, Fraction(factor))


def test_an_unknown_unit_is_refused_at_the_part(tmp_path: Path) -> None:
    objects = small.export()
    small.field(objects, "part.part", 5)["units"] = "furlong"
    with pytest.raises(Invalid) as error:
        plan(tmp_path, objects)
    assert [(f.path, f.code) for f in error.value.faults] == [(("part.part", "5", "units"), "unknown_unit")]


def test_wrong_fields_and_what_they_come_to_are_told_together(tmp_path: Path) -> None:
    """One correction is enough: an unreadable quantity does not hide an unknown unit."""
    objects = small.export()
    small.field(objects, "part.part", 5)["units"] = "furlong"
    small.field(objects, "part.bomitem", 3)["quantity"] = "1e308"
    with pytest.raises(Invalid) as error:
        planned_from(small.written(tmp_path, objects), Rates(), Tally())
    assert {(f.path, f.code) for f in error.value.faults} == {
        (("part.part", "5", "units"), "unknown_unit"),
        (("part.bomitem", "3", "quantity"), "not_a_number"),
    }


def test_parts_without_a_number_get_their_pk_and_shared_numbers_are_told_apart(tmp_path: Path) -> None:
    made, tally = plan(tmp_path, small.export())
    codes = {one.key: one.values["code"] for one in stage(made, "engineering.item").wanted}
    assert codes["inventree:part.part:5"] == "P-5"
    assert codes["inventree:part.part:2"] == "CH.RED"
    assert codes["inventree:part.part:3"] == "CH.RED-3"
    assert ("part.part", "3", "IPN") in {one.path for one in tally.notices}


def test_an_item_in_full(made: Plan) -> None:
    leg = wanted(made, "engineering.item", "inventree:part.part:4").values
    # 20 ft are 6.096 m; 3.048 USD a foot are 10 USD = 70 CNY a metre.
    assert leg["unit"] == "m"
    assert leg["safety_stock"] == "6.096"
    assert leg["standard_cost"] == "70"
    assert (leg["source"], leg["kind"], leg["category"]) == ("buy", "raw", "家具")
    red = wanted(made, "engineering.item", "inventree:part.part:2").values
    assert (red["source"], red["kind"], red["template"]) == ("make", "finished", {"key": "P-1"})
    screw = wanted(made, "engineering.item", "inventree:part.part:5").values
    assert screw["purchase_price"] == "0.7"  # 10 USD for a pack of 100
    assert screw["supplier"] == {"key": "C-1"}
    assert "Chip Maker: M4X" in str(screw["note"])


def test_a_variant_inherits_lines_and_substitutes_are_numbered(made: Plan) -> None:
    rows = [row.values for row in made.structure.rows(2)]
    assert [(r["component"], r["priority"], r["inherited_from"]) for r in rows] == [
        ({"key": "P-6"}, "1", None),
        ({"key": "P-7"}, "2", None),
        ({"key": "P-4"}, "1", {"key": "P-1"}),
        ({"key": "P-5"}, "1", {"key": "P-1"}),
    ]
    assert rows[0]["substitute_group"] == rows[1]["substitute_group"] == "S3"
    assert rows[0]["issue"] == "none"  # consumable
    assert rows[2]["quantity"] == {"value": "1.2192", "unit": "m"}  # 4 ft
    assert made.structure.note(2) == "P-5: tighten"


def test_an_overage_of_a_share_multiplies_and_one_of_pieces_is_added_once(made: Plan) -> None:
    share = next(r.values for r in made.structure.rows(1) if r.values["component"] == {"key": "P-5"})
    assert share["scrap"] == "0.01960784"
    assert Decimal(1000) / (1 - Decimal("0.01960784")) <= 1020
    paint = [r.values for r in made.structure.rows(3) if r.values["component"] == {"key": "P-6"}]
    assert [(r["quantity"]["value"], r.get("fixed", False)) for r in paint] == [
        ("0.25", False),
        ("0.5", True),
    ]  # type: ignore[index]


def test_variants_stand_in_where_they_are_allowed_and_optional_lines_are_told(tmp_path: Path) -> None:
    made, tally = plan(tmp_path, small.export())
    rows = [(r.values["component"], r.values["priority"]) for r in made.structure.rows(8)]
    assert rows == [
        ({"key": "P-1"}, "1"),
        ({"key": "CH.RED"}, "2"),
        ({"key": "CH.RED-3"}, "3"),
        ({"key": "P-5"}, "1"),
    ]
    assert (("part.bomitem", "6", "optional"), "optional") in {(n.path, n.code) for n in tally.notices}


@pytest.mark.parametrize("text", ["2 pieces", "%", "-1", "1e9", "990000000%"])
def test_an_overage_nobody_understands_is_refused(tmp_path: Path, text: str) -> None:
    objects = small.export()
    small.field(objects, "part.bomitem", 3)["overage"] = text
    with pytest.raises(Invalid) as error:
        plan(tmp_path, objects)
    assert {f.path for f in error.value.faults} == {("part.bomitem", "3", "overage")}


def test_a_structure_that_contains_itself_is_refused_with_its_path(tmp_path: Path) -> None:
    objects = [*small.export(), small.bom(90, 4, 8)]
    with pytest.raises(Invalid) as error:
        plan(tmp_path, objects)
    fault = error.value.faults[0]
    assert fault.code == "cycle"
    assert fault.path[0] == "part.bomitem"
    assert "→" in fault.message.zh
    assert {"P-1", "P-4", "P-8"} <= set(fault.message.zh.replace("→", " ").replace("：", " ").split())


def test_every_circle_is_found_once() -> None:
    assert list(circles({1: [2, 3], 2: [3], 3: []})) == []
    assert list(circles({1: [1], 2: [3], 3: [2], 4: [1, 2]})) == [[1, 1], [2, 3, 2]]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, ("stock", "available")),
        ({"status": 50}, ("stock", "available")),
        ({"status": 55}, ("blocked", "blocked")),
        ({"status": 75}, ("blocked", "blocked")),
        ({"status": 85}, ("blocked", "inspection")),
        ({"status": 60}, ("gone", None)),
        ({"status": 70}, ("gone", None)),
        ({"status": 999}, ("blocked", "blocked")),
        ({"building": True}, ("production", None)),
        ({"inside": 4}, ("installed", None)),
        ({"customer": 2}, ("customer", None)),
        ({"consumed_by": 1}, ("consumed", None)),
        ({"quantity": Decimal(0)}, ("consumed", None)),
    ],
)
def test_where_a_stock_item_is(changed: dict[str, object], found: tuple[str, str | None]) -> None:
    plain: dict[str, object] = {
        "part": 1, "supplier_part": None, "location": 2, "inside": None, "customer": None, "consumed_by": None, "serial": "",
        "batch": "", "quantity": Decimal(3), "building": False, "status": 10, "price": None, "currency": "USD",
        "expires": None, "notes": "",
    }  # fmt: skip
    assert place(m.StockItem(**{**plain, **changed})) == found  # type: ignore[arg-type]


def test_lots_are_told_apart_by_their_pk(made: Plan) -> None:
    lots = made.ground.stock
    assert [lot_code(pk, lots[pk]) for pk in (1, 2, 4)] == ["B-7 #1", "#2", "SN1001 #4"]
    inside = wanted(made, "inventory.lot", "inventree:stock.stockitem:5").values
    assert inside["installed_in"] == {"key": "SN1001 #4"}
    assert [one.key for one in stage(made, "inventory.lot").wanted].index("inventree:stock.stockitem:5") == 8


def test_an_open_order_is_taken_over_with_what_is_open(made: Plan) -> None:
    order = wanted(made, "purchasing.order", "inventree:order.purchaseorder:1")
    (line,) = order.tables["lines"]
    # 5 packs of 100, 2 received; 10 USD a pack.
    assert line.values["quantity"] == {"value": "300", "unit": "个"}
    assert line.values["price"] == "0.7"
    assert order.settle is not None
    assert order.settle.values == {"state": "confirmed"}
    assert "200" in str(order.values["note"])
    assert wanted(made, "purchasing.order", "inventree:order.purchaseorder:2").settle is None  # still a draft


def test_a_finished_order_is_history_and_its_charge_is_told(tmp_path: Path) -> None:
    made, tally = plan(tmp_path, small.export())
    order = wanted(made, "purchasing.order", "inventree:order.purchaseorder:3")
    assert order.settle is not None
    assert order.settle.values == {"state": "closed"}
    assert "Shipping" in str(order.values["note"])
    assert "charge" in {one.code for one in tally.notices}


def test_two_orders_under_one_number_of_the_customer(made: Plan) -> None:
    numbers = [one.values["customer_po"] for one in stage(made, "sales.order").wanted]
    assert numbers == ["X-1", "X-1 (SO2)"]


def test_a_build_under_way_needs_only_the_rest(made: Plan) -> None:
    build = wanted(made, "production.order", "inventree:build.build:1")
    assert build.values["quantity"] == {"value": "6", "unit": "个"}
    rows = [(r.values["quantity"], r.values["issue"]) for r in build.tables["components"]]
    # 40 ft for 10 are 24 ft = 7.3152 m for the last 6, rounded up to the millimetre.
    assert rows == [({"value": "7.316", "unit": "m"}, "pick"), ({"value": "1.5", "unit": "L"}, "none")]


def test_the_rates_that_were_used_are_told(tmp_path: Path) -> None:
    objects = small.export()
    small.field(objects, "company.supplierpricebreak", 2)["price_currency"] = "EUR"
    told = {n.path[1]: n.message.en for n in plan(tmp_path, objects)[1].notices if n.code == "rate"}
    assert told["USD"] == "USD is converted into CNY at 7 (as given)"
    assert "built-in reference" in told["EUR"]


def test_a_currency_without_a_rate_is_refused_and_a_bad_rate_too(tmp_path: Path) -> None:
    objects = small.export()
    small.field(objects, "company.supplierpricebreak", 1)["price_currency"] = "XAU"
    with pytest.raises(Invalid) as error:
        plan(tmp_path, objects)
    assert {f.path for f in error.value.faults} == {("company.supplierpricebreak", "1", "price_currency")}
    for text in ("USD", "USD=", "USD=-1", "USD=0", "DOLLAR=7", "USD=1e3"):
        with pytest.raises(Invalid):
            Rates.given([text])
