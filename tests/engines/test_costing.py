"""Roll-up on paper, against the sum over all paths, and variances that add up to what was overspent."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.engines.costing import (
    Component,
    Elements,
    Mixed,
    Operation,
    Overhead,
    RollUp,
    ScrapRule,
    Structure,
    Use,
    converted,
    lot_size,
    mix_and_yield,
    roll_up,
)
from jingwei.engines.refusal import CycleError, InvalidInputError


def material(amount: str) -> Elements:
    return Elements(material=Decimal(amount))


def part(parent: int, component: int, quantity: str, **more: object) -> Component:
    return Component(parent, component, Fraction(quantity), **more)  # type: ignore[arg-type]


# bicycle 1 ← 2 wheels 2, 1 frame 3; wheel ← 36 spokes 4 (10 % scrap), 1 rim 5; frame ← 2.5 m tube 6, 3 kg of paint 7 a lot
BICYCLE = (
    part(1, 2, "2"), part(1, 3, "1"), part(2, 4, "36", scrap=Fraction(1, 10)), part(2, 5, "1"),
    part(3, 6, "5/2"), part(3, 7, "3", fixed=True),
)  # fmt: skip
BOUGHT = {4: material("0.15"), 5: material("22"), 6: material("12.4"), 7: material("40")}
OPERATIONS = [
    Operation(2, setup=Decimal(30), minutes=Decimal(12), labour=Decimal(60), machine=Decimal(20), overhead=Decimal(15)),
    Operation(3, minutes=Decimal(30), labour=Decimal(50), overhead=Decimal(10), piece=Decimal("1.5")),
    Operation(1, outside=Decimal("8.80")),
    Operation(1, minutes=Decimal(20), labour=Decimal(45)),
]  # fmt: skip
LOTS = {2: Decimal(100), 3: Decimal(50)}


def test_a_bicycle_on_paper() -> None:
    conversion = converted(OPERATIONS, lots=LOTS)
    # the wheel: (30/100 + 12) minutes = 0.205 h
    assert conversion[2] == Elements(
        Decimal(0), Decimal("12.3000"), Decimal("4.1000"), Decimal("3.0750"), Decimal(0)
    )
    rolled = roll_up(Structure(BICYCLE), given=BOUGHT, conversion=conversion, lots=LOTS)
    wheel, frame, bicycle = (rolled.costs[item] for item in (2, 3, 1))
    assert wheel.level.material == Decimal("28.0000")  # 36 ÷ 0.9 × 0.15 + 22
    assert wheel.total == Decimal("47.4750")
    assert frame.level.material == Decimal("33.4000")  # 2.5 × 12.4 + 3 ÷ 50 × 40
    assert frame.level.labour == Decimal("26.5000")  # half an hour and the piece wage
    assert bicycle.level.material == 2 * Decimal("47.4750") + Decimal("64.9000")
    assert bicycle.total == Decimal("183.6500")
    assert bicycle.split == Elements(
        material=Decimal("89.4"), labour=2 * Decimal("12.3") + Decimal("26.5") + 15, machine=Decimal("8.2"),
        overhead=2 * Decimal("3.075") + 5, outside=Decimal("8.8"),
    )  # fmt: skip
    assert rolled.unpriced == ()


def test_the_other_scrap_convention() -> None:
    rolled = roll_up(Structure(BICYCLE, ScrapRule.MULTIPLY), given=BOUGHT)
    assert rolled.costs[2].total == Decimal("27.9400")  # 36 × 1.1 × 0.15 + 22


def test_a_given_cost_wins_over_the_structure() -> None:
    rolled = roll_up(Structure(BICYCLE), given={**BOUGHT, 2: material("50")})
    assert rolled.costs[1].level.material == Decimal("100") + rolled.costs[3].total


def test_what_nobody_priced_is_named_and_stops_nothing() -> None:
    rolled = roll_up(Structure(BICYCLE), given={4: material("0.15"), 6: material("12.4")})
    assert rolled.unpriced == (5, 7)
    assert rolled.costs[2].total == Decimal("6.0000")


def test_low_level_codes_order_a_component_used_on_two_levels() -> None:
    lines = (part(1, 2, "1"), part(1, 3, "1"), part(2, 3, "2"))
    structure = Structure(lines)
    assert structure.level == {1: 0, 2: 1, 3: 2}
    assert roll_up(structure, given={3: material("5")}).costs[1].total == Decimal("15.0000")


def test_a_cycle_is_refused_with_its_path() -> None:
    with pytest.raises(CycleError, match="contains itself") as refused:
        Structure((part(9, 1, "1"), part(1, 2, "1"), part(2, 3, "1"), part(3, 1, "1"), part(3, 4, "1")))
    path = refused.value.items
    assert path[0] == path[-1]
    assert set(path) == {1, 2, 3}
    assert all((a, b) in {(1, 2), (2, 3), (3, 1)} for a, b in pairwise(path))


@st.composite
def structures(draw: st.DrawFn) -> tuple[Component, ...]:
    """Items 0 … 9 where each is made of later ones, so without cycles."""
    lines = []
    for parent in range(9):
        for component in draw(st.lists(st.integers(parent + 1, 9), max_size=3, unique=True)):
            quantity = Fraction(draw(st.integers(0, 5000)), draw(st.sampled_from([1, 3, 8, 1000])))
            scrap = Fraction(draw(st.integers(0, 99)), 100)
            lines.append(Component(parent, component, quantity, scrap, draw(st.booleans())))
    return tuple(lines)


prices = st.decimals("0", "1000", places=4)


@given(
    structures(),
    st.lists(prices, min_size=10, max_size=10),
    st.lists(st.tuples(prices, prices), min_size=10, max_size=10),
)
def test_every_level_adds_up(
    lines: tuple[Component, ...], bought: list[Decimal], own: list[tuple[Decimal, Decimal]]
) -> None:
    structure = Structure(lines)
    lots = {item: Decimal(item + 1) for item in range(10)}
    given = {
        item: Elements(material=price) for item, price in enumerate(bought) if item not in structure.below
    }
    conversion = {
        item: Elements(labour=a, machine=b) for item, (a, b) in enumerate(own) if item in structure.below
    }
    costs = roll_up(structure, given=given, conversion=conversion, lots=lots).costs
    for item, below in structure.below.items():
        exact = sum(
            (line.quantity / (item + 1 if line.fixed else 1) / (1 - line.scrap) * Fraction(costs[line.component].total)
             for line in below), Fraction(0),
        )  # fmt: skip
        assert abs(Fraction(costs[item].level.material) - exact) <= Fraction(1, 20000)
        assert costs[item].level.labour == own[item][0]
    for cost in costs.values():
        assert cost.split.total == cost.level.total == cost.total


@given(structures(), st.lists(prices, min_size=10, max_size=10), st.integers(0, 9), prices)
def test_a_dearer_part_makes_nothing_cheaper(
    lines: tuple[Component, ...], bought: list[Decimal], item: int, rise: Decimal
) -> None:
    structure = Structure(lines)
    before = {i: Elements(material=price) for i, price in enumerate(bought) if i not in structure.below}
    after = {i: Elements(material=c.material + (rise if i == item else 0)) for i, c in before.items()}
    cheap, dear = (roll_up(structure, given=one).costs for one in (before, after))
    assert all(dear[i].total >= cheap[i].total for i in cheap)


def test_thirty_thousand_items_in_seconds() -> None:
    lines = tuple(
        Component(parent, min(29_999, 3 * parent + 1 + k), Fraction(k + 1, 1000), Fraction(2, 100))
        for parent in range(10_000)
        for k in range(10)
    )
    begun = process_time()
    rolled: RollUp = roll_up(
        Structure(lines), given={item: material("1.25") for item in range(10_000, 30_000)}
    )
    assert process_time() - begun < 8
    assert len(rolled.costs) == 30_000


def test_prices_and_usage() -> None:
    # 1,000 units at 2 kg × 5.00; used 2,100 kg at 4.80
    steel = Use(Decimal(2000), Decimal(5), Decimal(2100), Decimal("4.80"))
    assert (steel.price, steel.quantity, steel.total) == (Decimal("-420.00"), Decimal(500), Decimal("80.00"))


def test_mix_and_yield_as_horngren_has_them() -> None:
    # Cost Accounting, ch. 7: allowed 6,400 t as 50/30/20 %, used 6,500 t in all, prices as planned
    tomatoes = [
        Use(Decimal(3200), Decimal(70), Decimal(3250), Decimal(70)),
        Use(Decimal(1920), Decimal(80), Decimal(1175), Decimal(80)),
        Use(Decimal(1280), Decimal(90), Decimal(2075), Decimal(90)),
    ]
    assert mix_and_yield(tomatoes) == Mixed(Decimal(7750), Decimal(7700))
    assert sum(use.quantity for use in tomatoes) == 7750 + 7700


def test_overhead_of_a_slack_month() -> None:
    # 1,000 planned hours, budget 20,000 fixed (20/h), 5/h variable; 900 worked, 850 allowed, 25,300 spent
    month = Overhead(*map(Decimal, ("25300", "20000", "5", "20", "900", "850")))
    assert [month.spending, month.efficiency, month.volume] == [Decimal(800), Decimal(250), Decimal(3000)]
    assert month.total == Decimal(25300) - 25 * 850


def test_small_lots_leave_set_ups_unabsorbed() -> None:
    assert lot_size(Decimal(120), lots=Decimal(5), standard_lot=Decimal(100), made=Decimal(300)) == 240
    assert lot_size(Decimal(120), lots=Decimal(1), standard_lot=Decimal(100), made=Decimal(300)) == -240


amounts = st.decimals("0", "100000", places=3)


@given(amounts, amounts, amounts, amounts)
def test_parts_are_the_whole(allowed: Decimal, standard: Decimal, used: Decimal, actual: Decimal) -> None:
    use = Use(allowed, standard, used, actual)
    assert Fraction(use.total) == Fraction(used) * Fraction(actual) - Fraction(allowed) * Fraction(standard)


@given(amounts, amounts, amounts, amounts, amounts, amounts)
def test_overhead_parts_are_what_was_not_absorbed(
    spent: Decimal, budget: Decimal, variable: Decimal, fixed: Decimal, worked: Decimal, allowed: Decimal
) -> None:
    month = Overhead(spent, budget, variable, fixed, worked, allowed)
    absorbed = (Fraction(variable) + Fraction(fixed)) * Fraction(allowed)
    assert Fraction(month.total) == Fraction(spent) - absorbed


@pytest.mark.parametrize(
    ("ask", "says", "place"),
    [
        (lambda: Structure((part(1, 2, "-1"),)), "item 2 in 1.*below 0", ("components", 0, "quantity")),
        (lambda: Structure((part(1, 2, "1", scrap=Fraction(1)),)), "item 2 in 1.*below 1", ("components", 0, "scrap")),
        (lambda: converted([Operation(7, minutes=Decimal(-1))]), "Operation 0 .item 7.", ("operations", 0, "minutes")),
        (lambda: roll_up(Structure((part(1, 2, "1"),)), given={}, lots={1: Decimal(0)}), "Item 1: the lot", ("lots", 1)),
        (lambda: Elements(labour=Decimal("NaN")), "labour is not finite", ("labour",)),
        (lambda: mix_and_yield([]), "no standard mix", ("uses",)),
        (lambda: lot_size(Decimal(1), Decimal(1), Decimal(0), Decimal(1)), "standard lot 0", ("standard_lot",)),
    ],
)  # fmt: skip
def test_refusals_name_the_item(ask: object, says: str, place: tuple[str | int, ...]) -> None:
    assert callable(ask)
    with pytest.raises(InvalidInputError, match=says) as refused:
        ask()
    assert refused.value.place == place
