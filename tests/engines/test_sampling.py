"""Plans of GB/T 2828.1-2012 cell by cell, switching told lot by lot, operating characteristics as printed."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.engines import sampling
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.sampling import Level, Lot, Plan, Scheme, Severity, Stage, Standing, Verdict

LETTERS = "ABCDEFGHJKLMNPQR"
# Tables 2-A, 2-B, 2-C as printed, arrows followed: "letter Ac" for the 26 AQLs from 0.010 to 1000.
PRINTED = {
    (Severity.NORMAL, "A"): "Q0 P0 N0 M0 L0 K0 J0 H0 G0 F0 E0 D0 C0 B0 A0 C1 B1 A1 A2 A3 A5 A7 A10 A14 A21 A30",
    (Severity.NORMAL, "D"): "Q0 P0 N0 M0 L0 K0 J0 H0 G0 F0 E0 D0 C0 E1 D1 D2 D3 D5 D7 D10 D14 D21 D30 D44 C44 B44",
    (Severity.NORMAL, "F"): "Q0 P0 N0 M0 L0 K0 J0 H0 G0 F0 E0 G1 F1 F2 F3 F5 F7 F10 F14 F21 E21 E30 E44 D44 C44 B44",
    (Severity.NORMAL, "L"): "Q0 P0 N0 M0 L0 K0 M1 L1 L2 L3 L5 L7 L10 L14 L21 K21 J21 H21 G21 F21 E21 E30 E44 D44 C44 B44",
    (Severity.NORMAL, "R"): "Q0 P0 R1 R2 R3 R5 R7 R10 R14 R21 Q21 P21 N21 M21 L21 K21 J21 H21 G21 F21 E21 E30 E44 D44 C44 B44",
    (Severity.TIGHTENED, "A"): "R0 Q0 P0 N0 M0 L0 K0 J0 H0 G0 F0 E0 D0 C0 B0 A0 C1 B1 A1 A2 A3 A5 A8 A12 A18 A27",
    (Severity.TIGHTENED, "C"): "R0 Q0 P0 N0 M0 L0 K0 J0 H0 G0 F0 E0 D0 C0 E1 D1 C1 C2 C3 C5 C8 C12 C18 C27 C41 B41",
    (Severity.TIGHTENED, "K"): "R0 Q0 P0 N0 M0 L0 K0 M1 L1 K1 K2 K3 K5 K8 K12 K18 J18 H18 G18 F18 E18 E27 E41 D41 C41 B41",
    (Severity.TIGHTENED, "R"): "R0 Q0 S1 R1 R2 R3 R5 R8 R12 R18 Q18 P18 N18 M18 L18 K18 J18 H18 G18 F18 E18 E27 E41 D41 C41 B41",
    (Severity.REDUCED, "A"): "Q0 P0 N0 M0 L0 K0 J0 H0 G0 F0 E0 D0 C0 B0 A0 D1 C1 A1 A2 A3 A5 A7 A10 A14 A21 A30",
    (Severity.REDUCED, "B"): "Q0 P0 N0 M0 L0 K0 J0 H0 G0 F0 E0 D0 C0 B0 A0 D1 C1 B1 B2 B3 B5 B7 B10 B14 B21 B30",
    (Severity.REDUCED, "C"): "Q0 P0 N0 M0 L0 K0 J0 H0 G0 F0 E0 D0 C0 B0 E1 D1 C1 C2 C3 C5 C6 C8 C10 C14 C21 B30",
    (Severity.REDUCED, "E"): "Q0 P0 N0 M0 L0 K0 J0 H0 G0 F0 E0 D0 G1 F1 E1 E2 E3 E5 E6 E8 E10 E14 E21 D21 C21 B30",
    (Severity.REDUCED, "K"): "Q0 P0 N0 M0 L0 K0 J0 M1 L1 K1 K2 K3 K5 K6 K8 K10 J10 H10 G10 F10 E10 E14 E21 D21 C21 B30",
    (Severity.REDUCED, "Q"): "Q0 P0 N0 R1 Q1 Q2 Q3 Q5 Q6 Q8 Q10 P10 N10 M10 L10 K10 J10 H10 G10 F10 E10 E14 E21 D21 C21 B30",
}  # fmt: skip
SIZES = {
    Severity.NORMAL: dict(zip(LETTERS, (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000), strict=True)),
    Severity.TIGHTENED: dict(zip(LETTERS + "S", (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150), strict=True)),
    Severity.REDUCED: dict(zip(LETTERS, (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800), strict=True)),
}  # fmt: skip
aqls = st.sampled_from(sampling.AQLS)
severities = st.sampled_from(Severity)


@pytest.mark.parametrize(("row", "printed"), PRINTED.items(), ids=lambda key: str(key)[:40])
def test_single_plans_as_printed(row: tuple[Severity, str], printed: str) -> None:
    severity, letter = row
    for aql, cell in zip(sampling.AQLS, printed.split(), strict=True):
        accept = int(cell[1:])
        stage = Stage(SIZES[severity][cell[0]], accept, accept + 1)
        assert sampling.by_letter(letter, aql, severity=severity) == Plan(cell[0], (stage,)), aql


@pytest.mark.parametrize(
    ("lot", "letters"),
    [(8, "AAAAAAB"), (25, "AABBBCD"), (150, "BBCDDFG"), (500, "BCDEFHJ"), (1201, "CDEGHKL"), (10_000, "CDFGJLM"),
     (500_000, "DEGJMPQ"), (500_001, "DEHKNQR")],
)  # fmt: skip
def test_code_letters_as_printed(lot: int, letters: str) -> None:
    assert "".join(sampling.code_letter(lot, level) for level in Level) == letters


def test_the_plans_everybody_knows() -> None:
    assert sampling.plan(5000, "1.5") == Plan("L", (Stage(200, 7, 8),))
    assert sampling.plan(2000, "1.0", severity=Severity.TIGHTENED) == Plan("K", (Stage(125, 2, 3),))
    assert sampling.plan(2000, "1.0", severity=Severity.REDUCED) == Plan("K", (Stage(50, 2, 3),))
    assert sampling.plan(150, "1.0") == Plan("E", (Stage(13, 0, 1),))  # F's arrow points up
    assert sampling.plan(200, "1.0") == Plan("H", (Stage(50, 1, 2),))  # G's arrow points down
    assert sampling.plan(8, "0.65") == Plan("F", (Stage(8, 0, 1),), whole_lot=True)


def test_double_plans() -> None:
    normal = sampling.plan(5000, "1.5", double=True)
    assert normal == Plan("L", (Stage(125, 3, 6), Stage(125, 9, 10)))
    tightened = sampling.plan(5000, "1.5", severity=Severity.TIGHTENED, double=True)
    assert tightened == Plan("L", (Stage(125, 2, 5), Stage(125, 6, 7)))
    reduced = sampling.plan(5000, "1.5", severity=Severity.REDUCED, double=True)
    assert reduced == Plan("L", (Stage(50, 2, 5), Stage(50, 6, 7)))
    assert sampling.plan(150, "1.0", double=True) == sampling.plan(150, "1.0"), "no double plan for Ac 0"
    assert sampling.by_letter("A", "40", double=True) == sampling.by_letter("A", "40"), "none for A"


@pytest.mark.parametrize("severity", Severity)
def test_a_double_plan_protects_like_its_single_one_and_inspects_less(severity: Severity) -> None:
    """Tables 3-A … 3-C were made to match 2-A … 2-C; so the numbers can be checked without the print."""
    poisson, compared = sampling.Model.POISSON, set()
    for letter in LETTERS[:8]:
        for aql in sampling.AQLS:
            single = sampling.by_letter(letter, aql, severity=severity)
            double = sampling.by_letter(letter, aql, severity=severity, double=True)
            assert double.letter == single.letter
            if len(double.stages) == 1:
                assert double == single
                continue
            first, last = double.stages
            assert first.accept < first.reject <= last.reject == last.accept + 1
            assert first.size == last.size
            for share in (0.5, 0.1):
                wanted = sampling.quality_at(single, share, model=poisson)
                assert sampling.quality_at(double, share, model=poisson) == pytest.approx(wanted, rel=0.14)
            good = sampling.quality_at(single, 0.99, model=poisson)
            assert sampling.average_sample(double, good, model=poisson) < 0.85 * single.size
            compared.add(single.stages[0].accept)
    assert len(compared) == {Severity.NORMAL: 10, Severity.TIGHTENED: 9, Severity.REDUCED: 9}[severity]


def test_the_second_edition_inspects_less_than_the_first() -> None:
    first_edition = Plan("L", (Stage(125, 3, 7), Stage(125, 8, 9)))  # as in MIL-STD-105E
    second = sampling.plan(5000, "1.5", double=True)
    for quality in (0.01, 0.02, 0.03, 0.05):
        assert sampling.average_sample(second, quality) < sampling.average_sample(first_edition, quality)


def test_tightened_protects_the_consumer_better_than_normal_and_reduced_less() -> None:
    """In every cell but one: at letter A and AQL 10 the arrows of the standard lead from normal to a larger sample."""
    poisson = sampling.Model.POISSON
    weaker = set()
    for letter, aql in product(LETTERS, sampling.AQLS):
        tightened, normal, reduced = (
            sampling.by_letter(letter, aql, severity=one)
            for one in (Severity.TIGHTENED, Severity.NORMAL, Severity.REDUCED)
        )
        bad = sampling.quality_at(normal, 0.1, model=poisson)
        if sampling.acceptance(tightened, bad, model=poisson) > 0.1 + 1e-9:
            weaker.add((letter, aql))
        assert sampling.acceptance(reduced, bad, model=poisson) >= 0.1 - 1e-9
    assert weaker == {("A", Decimal(10))}


def test_operating_characteristic_as_printed() -> None:
    # Table 10-L, AQL 1.5: quality in percent accepted with 99, 95, 90, 75, 50, 25, 10, 5 and 1 percent probability
    printed = [1.45, 1.99, 2.33, 2.98, 3.84, 4.84, 5.89, 6.57, 8.00]
    shares = [0.99, 0.95, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05, 0.01]
    single = sampling.plan(5000, "1.5")
    found = [100 * sampling.quality_at(single, share, model=sampling.Model.POISSON) for share in shares]
    assert found == pytest.approx(printed, abs=0.006)


def test_operating_characteristic_by_hand() -> None:
    alone = Plan("E", (Stage(13, 0, 1),))
    assert sampling.acceptance(alone, 0.01) == pytest.approx(0.99**13)
    assert sampling.acceptance_of_lot(alone, 100, 2) == pytest.approx((87 * 86) / (100 * 99))
    pair = Plan("A", (Stage(2, 0, 2), Stage(2, 1, 2)))
    assert sampling.acceptance(pair, 0.5) == pytest.approx(0.25 + 0.5 * 0.25)
    assert sampling.average_sample(pair, 0.5) == pytest.approx(2 + 2 * 0.5)
    assert sampling.outgoing(alone, 130, 0.01) == pytest.approx(0.99**13 * 0.01 * 0.9)


@given(st.sampled_from(LETTERS[:12]), aqls, severities, st.booleans(), st.floats(0, 1), st.floats(0, 1))
def test_worse_lots_are_never_likelier_accepted(
    letter: str, aql: Decimal, severity: Severity, double: bool, a: float, b: float
) -> None:
    plan = sampling.by_letter(letter, aql, severity=severity, double=double)
    better, worse = sorted((a, b))
    assert sampling.acceptance(plan, better) >= sampling.acceptance(plan, worse) - 1e-9


@given(st.integers(2, 2_000_000), aqls, st.sampled_from(Level), severities, st.booleans())
def test_no_sample_exceeds_its_lot(
    lot: int, aql: Decimal, level: Level, severity: Severity, double: bool
) -> None:
    plan = sampling.plan(lot, aql, level=level, severity=severity, double=double)
    assert plan.size <= lot
    assert plan.whole_lot == (plan.size == lot)


def test_verdicts() -> None:
    double = sampling.plan(5000, "1.5", double=True)
    cases = {(3,): Verdict.ACCEPTED, (4,): Verdict.OPEN, (6,): Verdict.REJECTED, (5, 4): Verdict.ACCEPTED, (5, 5): Verdict.REJECTED}  # fmt: skip
    assert {found: sampling.judge(double, found) for found in cases} == cases
    with pytest.raises(InvalidInputError, match="already decides"):
        sampling.judge(double, (3, 0))


SCHEME = Scheme(
    Decimal("1.0")
)  # lots of 2000: normal 125/3, tightened 125/2, reduced 50/2; one step tighter 125/2


def after(*found: int, standing: Standing | None = None) -> list[Standing]:
    lots = [Lot(2000, (number,)) for number in found]
    return [one.standing for one in sampling.inspect(SCHEME, lots, standing)]


def test_ten_good_lots_lead_to_reduced_inspection_and_one_failure_back() -> None:
    steps = after(*[0] * 10, 1, 3)
    assert [one.score for one in steps[:9]] == [3, 6, 9, 12, 15, 18, 21, 24, 27]
    assert [one.severity for one in steps[9:]] == [Severity.REDUCED, Severity.REDUCED, Severity.NORMAL]
    assert steps[-1] == Standing(), "the score begins anew"


def test_a_lot_a_tighter_limit_would_have_refused_costs_the_score() -> None:
    assert [one.score for one in after(2, 3, 2)] == [3, 0, 3]


def test_with_acceptance_number_one_or_none_two_points_are_earned() -> None:
    lots = [Lot(120, (0,))] * 15  # AQL 1.0: 13 items, Ac 0
    done = sampling.inspect(SCHEME, lots)
    assert [one.standing.score for one in done[:3]] == [2, 4, 6]
    assert done[-1].standing.severity is Severity.REDUCED


def test_a_double_plan_earns_only_by_its_first_sample() -> None:
    lots = [Lot(5000, (2,)), Lot(5000, (5, 1)), Lot(5000, (1,))]
    done = sampling.inspect(Scheme(Decimal("1.5"), double=True), lots)
    assert [one.standing.score for one in done] == [3, 0, 3]


def test_two_failures_in_five_lots_tighten_and_five_good_ones_relax() -> None:
    assert after(4, 0, 0, 0, 4)[-1] == Standing(Severity.TIGHTENED)
    assert after(4, 0, 0, 0, 0, 4)[-1].severity is Severity.NORMAL, "the first failure is six lots back"
    steps = after(4, 4, 2, 2, 2, 2, 2)
    assert [one.severity for one in steps[1:]] == [Severity.TIGHTENED] * 5 + [Severity.NORMAL]


def test_five_failures_on_tightened_inspection_stop_it_until_corrected() -> None:
    tightened = Standing(Severity.TIGHTENED)
    steps = after(3, 0, 3, 3, 0, 3, 3, standing=tightened)
    assert [one.failed for one in steps] == [1, 1, 2, 3, 3, 4, 5]
    assert steps[-1].stopped
    with pytest.raises(sampling.StoppedError, match="Lot 0"):
        sampling.inspect(SCHEME, [Lot(2000, (0,))], steps[-1])
    again = sampling.inspect(SCHEME, [Lot(2000, (0,), corrected=True)], steps[-1])[0]
    assert again.standing == Standing(Severity.TIGHTENED, recent=(True,))


def test_reduced_needs_agreement_and_steady_production() -> None:
    unwanted = [Lot(2000, (0,), agreed=False)] * 12
    done = sampling.inspect(SCHEME, unwanted)
    assert done[-1].standing == Standing(score=36, recent=(True,) * 5)
    reduced = Standing(Severity.REDUCED)
    halted = sampling.inspect(SCHEME, [Lot(2000, (0,), steady=False)], reduced)[0]
    assert halted.verdict is Verdict.ACCEPTED
    assert halted.standing == Standing()


def test_lots_presented_again_do_not_count() -> None:
    lots = [Lot(2000, (4,)), Lot(2000, (4,), again=True), Lot(2000, (0,))]
    assert sampling.inspect(SCHEME, lots)[-1].standing == Standing(score=3, recent=(False, True))


@given(st.lists(st.integers(0, 5), max_size=60), st.integers(0, 60))
def test_the_standing_is_a_function_of_the_lots_before(found: list[int], cut: int) -> None:
    lots = [Lot(2000, (number,), corrected=True) for number in found]
    at_once = sampling.inspect(SCHEME, lots)
    first = sampling.inspect(SCHEME, lots[:cut])
    rest = sampling.inspect(SCHEME, lots[cut:], first[-1].standing if first else None)
    assert first + rest == at_once


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: sampling.plan(1, "1.0"), "too small"),
        (lambda: sampling.plan(100, "1.2"), "AQL 1.2 is not a preferred value"),
        (lambda: sampling.plan(100, "rough"), "AQL rough"),
        (lambda: sampling.by_letter("I", "1.0"), "no code letter I"),
        (lambda: sampling.judge(sampling.plan(100, "1.0"), (-1,)), "below 0"),
        (lambda: sampling.judge(sampling.plan(100, "1.0"), ()), "0 results"),
        (lambda: sampling.acceptance(sampling.plan(100, "1.0"), 1.5), "out of range"),
    ],
)  # fmt: skip
def test_refusals(ask: object, says: str) -> None:
    assert callable(ask)
    with pytest.raises(InvalidInputError, match=says):
        ask()


@pytest.mark.parametrize(
    ("severity", "printed"),
    [
        (Severity.NORMAL, "0-2/1-2 0-3/3-4 1-3/4-5 2-5/6-7 3-6/9-10 5-9/12-13 7-11/18-19 11-16/26-27"),
        (Severity.TIGHTENED, "0-2/1-2 0-3/3-4 1-3/4-5 2-5/6-7 4-7/10-11 6-10/15-16 9-14/23-24"),
        (Severity.REDUCED, "0-2/1-2 0-3/3-4 1-3/4-5 2-5/6-7 3-6/7-8 4-7/10-11 5-9/12-13"),
    ],
)
def test_double_plans_of_letter_k_as_printed(severity: Severity, printed: str) -> None:
    """Tables 3-A, 3-B, 3-C from the first AQL with a plan of its own at K to the last."""
    found: list[str] = []
    for aql in sampling.AQLS:
        plan = sampling.by_letter("K", aql, severity=severity, double=True)
        if plan.letter == "K" and len(plan.stages) == 2:
            found.append("/".join(f"{stage.accept}-{stage.reject}" for stage in plan.stages))
    assert " ".join(found) == printed
