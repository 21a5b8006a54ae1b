"""Control charts, capability and gauge studies against published examples."""

from decimal import Decimal
from itertools import pairwise
from math import pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.engines import spc
from jingwei.engines.refusal import InvalidInputError

# Inside diameters of forged piston rings, 25 samples of 5 (Montgomery; as shipped with R's qcc): mm − 74, in µm.
RINGS = 74 + np.array(
    [
        [30, 2, 19, -8, 8], [-5, -8, 1, 11, 4], [-12, 24, 21, 5, 2], [2, -4, -7, 15, 9], [-8, 7, 15, -11, 14],
        [9, -6, -3, -15, -7], [-5, 6, -6, 0, 5], [-15, 3, -7, 15, -12], [8, -5, 9, 5, 4], [-2, 0, -10, 7, -5],
        [-6, -2, -6, -5, -10], [4, 0, 7, 0, -4], [-17, 2, -2, -3, 12], [6, -33, -6, 0, -16], [12, 14, -2, -1, 7],
        [0, -16, 5, -2, -4], [-6, 12, -14, 5, 7], [6, 10, 18, 3, 0], [-16, 2, 3, 5, -3], [0, 10, 13, 20, 3],
        [-12, 1, 9, 5, -4], [4, -1, -10, 6, 9], [10, -11, -10, 9, 14], [15, 8, -7, 0, 10], [-18, -16, -5, 17, 13],
    ]
) / 1000  # fmt: skip
# The 15 samples that followed: the process had moved.
LATER = 74 + np.array(
    [
        [12, 15, 30, -14, 0], [-5, 10, -10, 15, 1], [-13, -1, -15, 0, -10], [8, 10, 3, -9, 6], [3, 0, 1, -14, -3],
        [-6, 3, 15, 20, 4], [8, 2, 18, -5, 5], [1, 4, -10, -4, -2], [15, 0, 16, 25, 0], [30, 5, 0, 16, 12],
        [1, -10, -5, 10, 24], [15, 20, 24, 5, 19], [35, 10, 12, 15, 26], [17, 13, 36, 25, 26], [10, 5, 29, 0, 20],
    ]
) / 1000  # fmt: skip
# Bottle volumes with limits 740 … 760 (R package SixSigma).
VOLUMES = [
    755.81, 750.54, 751.05, 749.52, 749.21, 748.38, 748.11, 753.07, 749.56, 750.08,
    747.16, 747.53, 749.22, 746.76, 747.64, 750.46, 749.27, 750.33, 750.26, 751.29,
]  # fmt: skip
# Speed of light, Michelson 1879 (NIST StRD "Michelso"), 10⁻² thousand km/s above 299: certified to 15 digits.
MICHELSON = [
    85, 74, 90, 107, 93, 85, 95, 98, 98, 88, 100, 98, 93, 65, 76, 81, 100, 100, 96, 96, 96, 94, 96, 94, 88,
    80, 85, 88, 90, 84, 83, 79, 81, 88, 88, 83, 80, 79, 76, 80, 88, 88, 88, 86, 72, 72, 62, 86, 97, 95,
    88, 91, 85, 87, 84, 84, 85, 84, 84, 84, 89, 81, 81, 82, 80, 77, 76, 74, 75, 76, 91, 92, 89, 86, 88,
    72, 84, 85, 85, 78, 89, 84, 78, 81, 76, 81, 79, 81, 82, 85, 87, 87, 81, 74, 81, 94, 95, 80, 81, 87,
]  # fmt: skip
JUICE = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]
# AIAG MSA 4th ed., table III-B 6a: 3 appraisers × 3 trials × 10 parts.
AIAG = np.array(
    [
        [29, -56, 134, 47, -80, 2, 59, -31, 226, -136], [41, -68, 117, 50, -92, -11, 75, -20, 199, -125],
        [64, -58, 127, 64, -84, -21, 66, -17, 201, -131], [8, -47, 119, 1, -56, -20, 47, -63, 180, -168],
        [25, -122, 94, 103, -120, 22, 55, 8, 212, -162], [7, -68, 134, 20, -128, 6, 83, -34, 219, -150],
        [4, -138, 88, 14, -146, -29, 2, -46, 177, -149], [-11, -113, 109, 20, -107, -67, 1, -56, 145, -177],
        [-15, -96, 67, 11, -145, -49, 21, -49, 187, -216],
    ]
).reshape(3, 3, 10).transpose(2, 0, 1) / 100  # fmt: skip

# The constants as every textbook prints them: n, d2, d3, c4.
PRINTED = [
    (2, 1.128, 0.853, 0.7979), (3, 1.693, 0.888, 0.8862), (4, 2.059, 0.880, 0.9213), (5, 2.326, 0.864, 0.9400),
    (6, 2.534, 0.848, 0.9515), (7, 2.704, 0.833, 0.9594), (10, 3.078, 0.797, 0.9727), (25, 3.931, 0.708, 0.9896),
]  # fmt: skip


@pytest.mark.parametrize(("size", "d2", "d3", "c4"), PRINTED)
def test_constants_as_printed(size: int, d2: float, d3: float, c4: float) -> None:
    known = spc.constants(size)
    assert (known.d2, known.d3, known.c4) == pytest.approx((d2, d3, c4), abs=6e-4)


def test_constants_of_pairs_are_closed_forms() -> None:
    pair = spc.constants(2)
    assert pair.d2 == pytest.approx(2 / sqrt(pi), abs=1e-12)
    assert pair.d3 == pytest.approx(sqrt(2 - 4 / pi), abs=1e-12)
    assert pair.c4 == pytest.approx(sqrt(2 / pi), abs=1e-14)


def test_piston_rings() -> None:
    chart = spc.xbar_r(RINGS)
    assert chart.centre == pytest.approx(74.001176, abs=1e-9)
    assert chart.location.lower[0] == pytest.approx(73.98805, abs=5e-6)
    assert chart.location.upper[0] == pytest.approx(74.01430, abs=5e-6)
    assert chart.stable
    assert spc.violations(chart.location, spc.WESTERN_ELECTRIC) == ()
    able = spc.of_subgroups(RINGS, spc.Limits(73.95, 74.05, target=74))
    assert able.within.both is not None
    assert able.within.both.value == pytest.approx(1.7032, abs=5e-5)
    assert able.within.worst.value == pytest.approx(1.6631, abs=1e-4)
    assert able.within.both.low < able.within.both.value < able.within.both.high


def test_later_rings_judged_by_frozen_limits_are_out_where_qcc_says() -> None:
    trial = spc.xbar_r(RINGS)
    assert trial.sigma is not None
    later = spc.xbar_r(LATER, frozen=spc.Frozen(trial.centre, trial.sigma))
    assert later.centre == trial.centre
    assert np.flatnonzero(later.location.beyond).tolist() == [11, 12, 13]  # samples 37, 38, 39
    with pytest.raises(spc.UnstableProcessError, match="point"):
        spc.of_subgroups(np.vstack([RINGS, LATER]), spc.Limits(73.95, 74.05))


def test_a_jump_within_the_limits_is_a_process_out_of_control_too() -> None:
    """Every value lies within its limits; the last jump of 1.37 beyond that of the moving ranges."""
    values = [9.99, 10.22, 9.37, 9.17, 9.68, 9.85, 9.67, 10.43, 10.55, 10.55, 10.48, 9.11]
    chart = spc.i_mr(values)
    assert not chart.location.beyond.any()
    assert not chart.stable
    with pytest.raises(spc.UnstableProcessError, match="point 11"):
        spc.of_values(values, spc.Limits(5, 15))
    assert spc.of_values(values, spc.Limits(5, 15), unstable=True).count == 12


def test_bottle_volumes_perform_as_sixsigma_says() -> None:
    able = spc.of_values(VOLUMES, spc.Limits(740, 760), unstable=True)
    assert able.overall.both is not None
    assert able.overall.both.value == pytest.approx(1.58413633507089, abs=1e-12)
    assert able.overall.worst.value == pytest.approx(1.54651309711296, abs=1e-12)


def test_nist_reference_data() -> None:
    speeds = [299 + value / 100 for value in MICHELSON]
    able = spc.of_values(speeds, spc.Limits(299.6, 300.1), unstable=True)
    assert able.mean == pytest.approx(299.852400000000, abs=1e-12)
    assert able.overall.sigma.value == pytest.approx(0.0790105478190518, abs=1e-12)
    far = spc.of_values([10000001, 10000003, 10000002], spc.Limits(9999999, 10000005))  # StRD NumAcc1
    assert (far.mean, far.overall.sigma.value) == (10000002, 1)
    for whole in (1_000_000, 10_000_000):  # StRD NumAcc3 and NumAcc4
        values = [whole + 0.2, *[whole + 0.1, whole + 0.3] * 500]
        flat = spc.of_values(values, spc.Limits(whole, whole + 1), unstable=True)
        assert flat.mean == pytest.approx(whole + 0.2, rel=1e-15)
        assert flat.overall.sigma.value == pytest.approx(0.1, abs=1e-8)


def test_pooled_and_mean_deviation_of_the_rings() -> None:
    limits = spc.Limits(73.95, 74.05)
    pooled = spc.of_subgroups(RINGS, limits, method=spc.Within.POOLED).within.sigma
    assert pooled.degrees == 100
    assert pooled.value == pytest.approx(sqrt(RINGS.var(axis=1, ddof=1).mean()) / spc.constants(101).c4)
    mean = spc.of_subgroups(RINGS, limits, method=spc.Within.DEVIATION).within.sigma
    assert mean.value == pytest.approx(RINGS.std(axis=1, ddof=1).mean() / spc.constants(5).c4)
    assert mean.degrees == pytest.approx(0.943 * 100, abs=2)  # Bissell: f_n k (n − 1)


def test_capability_intervals_of_a_worked_example() -> None:
    # shewhart 0.1.1, tests/validation_cases.json, "capability-hand-001"
    able = spc.of_values([10, 12, 11, 13, 12], spc.Limits(6, 16))
    short, long = able.within, able.overall
    assert short.both is not None
    assert long.both is not None
    assert (short.both.low, short.both.value, short.both.high) == pytest.approx(
        (0.2703628317047268, 1.2537546301061249, 2.3009503054077562), abs=1e-9
    )
    assert (short.worst.low, short.worst.value, short.worst.high) == pytest.approx(
        (0.08933464464779221, 1.10330407449339, 2.117273504338988), abs=1e-9
    )
    assert (long.both.low, long.worst.low, long.worst.high) == pytest.approx(
        (0.5086949938175186, 0.3483091715678718, 2.2243943517327476), abs=1e-9
    )
    assert (short.outside_ppm, long.outside_ppm) == pytest.approx((479.2476878431, 57.3649481315), abs=1e-6)


def test_one_sided_limits_have_no_cp() -> None:
    able = spc.of_values([10, 12, 11, 13, 12], spc.Limits(lower=6))
    assert able.within.both is None
    assert able.within.above is None
    assert able.within.worst.value == able.within.below


def test_single_values_and_pairs_by_hand() -> None:
    chart = spc.i_mr([10, 12, 11, 13, 12])
    assert chart.spread is not None
    assert (chart.centre, chart.sigma) == pytest.approx((11.6, 0.75 * sqrt(pi)), abs=1e-12)
    assert chart.location.upper[0] == pytest.approx(15.588021164537412, abs=1e-9)
    assert chart.spread.upper[0] == pytest.approx(4.89979787893309, abs=1e-9)
    pairs = [[10, 12], [11, 13], [9, 11], [12, 14], [10, 12]]
    for drawn, upper in ((spc.xbar_r(pairs), 6.533063838577454), (spc.xbar_s(pairs), 4.619573742182559)):
        assert drawn.spread is not None
        assert (drawn.centre, drawn.sigma) == pytest.approx((11.4, sqrt(pi)), abs=1e-9)
        assert drawn.location.lower[0] == pytest.approx(7.6400575880535, abs=1e-9)
        assert (drawn.spread.lower[0], drawn.spread.upper[0]) == pytest.approx((0, upper), abs=1e-9)


def test_decimals_of_a_document_are_measurements() -> None:
    assert spc.i_mr([Decimal("10"), Decimal("12.5"), Decimal("11")]).centre == pytest.approx(33.5 / 3)


def test_a_gauge_that_never_differs_tells_any_number_of_classes() -> None:
    study = np.arange(5.0)[:, None, None] + np.zeros((5, 2, 2))
    assert spc.analysis_of_variance(study).categories is None


def test_subgroups_of_different_size_have_limits_of_their_own() -> None:
    rows = [[10, 12, 11], [11, 13], [9, 11, 12, 10]]
    chart = spc.xbar_s(rows)
    assert chart.sigma is not None
    half = chart.location.upper - chart.centre
    assert half.tolist() == pytest.approx([3 * chart.sigma / sqrt(size) for size in (3, 2, 4)])


def test_orange_juice_cans() -> None:
    share = spc.p(JUICE, 50)  # Montgomery, table 7.1
    assert share.centre == pytest.approx(347 / 1500)
    assert (share.location.lower[0], share.location.upper[0]) == pytest.approx((0.0524, 0.4102), abs=5e-5)
    assert np.flatnonzero(share.location.beyond).tolist() == [14, 22]  # samples 15 and 23
    number = spc.np_(JUICE, 50)
    assert number.location.upper[0] == pytest.approx(50 * share.location.upper[0])
    assert number.location.beyond.tolist() == share.location.beyond.tolist()


def test_counts_of_nonconformities() -> None:
    found = spc.c([3, 2, 4, 1, 3])
    assert (found.centre, found.location.lower[0]) == (2.6, 0)
    assert found.location.upper[0] == pytest.approx(7.437354648979131)
    cloth = spc.u([14, 12, 20, 11, 7, 10, 21, 16, 19, 23], [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5])
    assert cloth.centre == pytest.approx(153 / 107.5)  # Montgomery, table 7.11: 1.4233 per 50 m²
    assert cloth.location.upper[:2].tolist() == pytest.approx([2.55, 2.69], abs=0.01)


def test_ewma_of_the_nist_handbook() -> None:
    values = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]  # fmt: skip
    chart = spc.ewma(values, weight=0.3, frozen=spc.Frozen(50, 2.0539), steady=True)
    assert (chart.location.lower[0], chart.location.upper[0]) == pytest.approx((47.4115, 52.5884), abs=2e-4)
    printed = [50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99]  # fmt: skip
    assert chart.location.value.tolist() == pytest.approx(printed, abs=0.006)
    begun = spc.ewma(values, weight=0.3, frozen=spc.Frozen(50, 2.0539)).location
    assert begun.upper[0] == pytest.approx(50 + 3 * 2.0539 * 0.3)
    assert begun.upper[-1] == pytest.approx(chart.location.upper[0], abs=1e-3)


def test_cusum_of_the_nist_handbook() -> None:
    # e-Handbook 6.3.2.3: target 325, k = 0.3175, h = 4.1959 in units of the means themselves
    means = [324.93, 324.68, 324.73, 324.35, 325.35, 325.23, 324.13, 324.53, 325.23, 324.60, 324.63, 325.15, 328.33, 327.25, 327.83, 328.50, 326.68, 327.78, 326.88, 328.35]  # fmt: skip
    sums = spc.cusum(means, slack=0.3175, decision=4.1959, frozen=spc.Frozen(325, 1))
    assert sums.upper[11:16].tolist() == pytest.approx([0.00, 3.01, 4.94, 7.45, 10.63], abs=0.01)
    assert int(np.flatnonzero(sums.beyond)[0]) == 13
    assert sums.upper_run[13] == 2, "the shift began with the thirteenth mean"


def test_a_head_start_signals_sooner() -> None:
    values = [11.0] * 12
    plain = spc.cusum(values, frozen=spc.Frozen(10, 1))
    ready = spc.cusum(values, frozen=spc.Frozen(10, 1), head_start=2.5)
    assert np.flatnonzero(ready.beyond)[0] < np.flatnonzero(plain.beyond)[0]


def chart_of(heights: list[float]) -> spc.Series:
    """A chart whose zones are the given heights."""
    return spc.i_mr(heights, frozen=spc.Frozen(0, 1)).location


PATTERNS: list[tuple[str, list[float], list[tuple[int, ...]]]] = [
    ("N1", [0, 3.1, 0, -3.2], [(1,), (3,)]),
    ("N2", [-1, *[0.5] * 10], [tuple(range(1, 10)), tuple(range(2, 11))]),
    ("N3", [0, -2.5, -2, -1, 0, 1, 2.5, 2], [(1, 2, 3, 4, 5, 6)]),
    ("N3", [2, 1, 1, 0.5, 0, -0.5, -1, -0.9], []),  # equal neighbours end a fall
    ("N4", [0, 1] * 7, [tuple(range(14))]),
    ("N5", [2.1, 0, 2.2, 0, 0, -2.5, 2.5], [(0, 2)]),
    ("N6", [1.1, 1.2, -3, 1.3, 1.4, 0], [(0, 1, 3, 4)]),
    ("N7", [2, *[0.3, -0.3] * 7, 0.4], [tuple(range(1, 16))]),
    ("N8", [1.5, -1.5] * 4, [tuple(range(8))]),
    ("WE4", [0.5] * 8, [tuple(range(8))]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "heights", "points"), PATTERNS)
def test_each_rule_names_its_points(name: str, heights: list[float], points: list[tuple[int, ...]]) -> None:
    rules = {rule.name: rule for rule in (*spc.NELSON, *spc.WESTERN_ELECTRIC)}
    found = spc.violations(chart_of(heights), (rules[name],))
    assert [one.points for one in found] == points


@given(st.lists(st.floats(-4, 4, allow_nan=False), min_size=16, max_size=40))
def test_rules_agree_with_their_plain_wording(heights: list[float]) -> None:
    """The rules read off window by window, as the text of the standard puts them."""
    chart = chart_of(heights)

    def windows(size: int) -> list[tuple[int, list[float]]]:
        return [(end, heights[end - size + 1 : end + 1]) for end in range(size - 1, len(heights))]

    def at(name: str) -> set[int]:
        rules = {rule.name: rule for rule in (*spc.NELSON, *spc.WESTERN_ELECTRIC)}
        return {one.at for one in spc.violations(chart, (rules[name],))}

    def steps(window: list[float]) -> list[float]:
        return [float(np.sign(b - a)) for a, b in pairwise(window)]

    assert at("N1") == {i for i, z in enumerate(heights) if abs(z) > 3}
    assert at("N2") == {e for e, w in windows(9) if min(w) > 0 or max(w) < 0}
    assert at("N3") == {e for e, w in windows(6) if set(steps(w)) in ({1.0}, {-1.0})}
    assert at("N4") == {e for e, w in windows(14) if all(a * b == -1 for a, b in pairwise(steps(w)))}  # fmt: skip
    assert at("N7") == {e for e, w in windows(15) if max(map(abs, w)) < 1}
    assert at("N8") == {e for e, w in windows(8) if min(map(abs, w)) > 1}
    for name, size, count, edge in (("N5", 3, 2, 2), ("N6", 5, 4, 1)):
        expected = {
            e
            for e in range(len(heights))
            for side in (1, -1)
            if side * heights[e] > edge
            and sum(side * z > edge for z in heights[max(0, e - size + 1) : e + 1]) >= count
        }
        assert at(name) == expected


def test_gauge_study_by_analysis_of_variance_as_aiag_prints_it() -> None:
    gauge = spc.analysis_of_variance(AIAG, tolerance=8)
    printed = {"repeatability": 0.199933, "reproducibility": 0.226838, "gauge": 0.302373, "part": 1.042327, "total": 1.0852}  # fmt: skip
    for name, deviation in printed.items():
        assert getattr(gauge, name).deviation == pytest.approx(deviation, abs=1.1e-4), name
    assert gauge.pooled, "the interaction is not significant (F = 0.434, p = 0.974)"
    assert (gauge.interaction.variance, gauge.categories) == (0, 4)
    part, appraiser = gauge.table[:2]
    assert (part.f, appraiser.f) == pytest.approx((245.614, 39.617), abs=1e-3)
    assert gauge.gauge.study == pytest.approx(0.2786, abs=1e-4)
    assert gauge.gauge.contribution == pytest.approx(0.0776, abs=1e-4)
    kept = spc.analysis_of_variance(AIAG, pooling=1)
    assert [one.degrees for one in kept.table] == [9, 2, 18, 60, 89]
    assert kept.table[2].f == pytest.approx(0.434, abs=1e-3)
    assert kept.table[2].p == pytest.approx(0.974, abs=1e-3)


def test_gauge_study_by_average_and_range_as_aiag_prints_it() -> None:
    gauge = spc.average_and_range(AIAG)
    printed = {"repeatability": 0.20188, "reproducibility": 0.22963, "gauge": 0.30575, "part": 1.10460, "total": 1.14610}  # fmt: skip
    for name, deviation in printed.items():
        assert getattr(gauge, name).deviation == pytest.approx(deviation, abs=2e-4), name
    assert (round(100 * gauge.gauge.study, 2), gauge.categories) == (26.68, 5)


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 4), st.integers(2, 4))
def test_sums_of_squares_and_components_add_up(seed: int, parts: int, people: int, trials: int) -> None:
    study = np.random.default_rng(seed).normal(size=(parts, people, trials)) + np.arange(parts)[:, None, None]
    gauge = spc.analysis_of_variance(study)
    *sources, total = gauge.table
    assert sum(one.squares for one in sources) == pytest.approx(total.squares)
    assert sum(one.degrees for one in sources) == total.degrees
    assert gauge.repeatability.variance + gauge.reproducibility.variance == pytest.approx(
        gauge.gauge.variance
    )
    assert gauge.gauge.contribution + gauge.part.contribution == pytest.approx(1)


@given(st.integers(0, 2**32 - 1), st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_shifting_and_stretching_moves_limits_along(seed: int, shift: float, stretch: float) -> None:
    rows = np.random.default_rng(seed).normal(size=(12, 4))
    for draw in (spc.xbar_r, spc.xbar_s):
        plain, moved = draw(rows), draw(rows * stretch + shift)
        assert moved.location.upper == pytest.approx(
            plain.location.upper * stretch + shift, rel=1e-9, abs=1e-9
        )
        assert plain.spread is not None
        assert moved.spread is not None
        assert moved.spread.upper == pytest.approx(plain.spread.upper * stretch, rel=1e-9)


REFUSED = [
    (lambda: spc.xbar_r([[1, 2], [3]]), "Subgroup 1 has 1 values", ("subgroups", 1)),
    (lambda: spc.xbar_r([[1, 2], [3, float("nan")]]), "value 1 is missing", ("subgroups", 1, 1)),
    (lambda: spc.i_mr([Decimal("5.01"), None, Decimal("5.02")]), "value 1 is missing", ("values", 1)),
    (lambda: spc.i_mr([None, "wide"]), "one row of numbers", ("values",)),
    (lambda: spc.xbar_r([]), "no subgroups", ("subgroups",)),
    (lambda: spc.i_mr([5, 5, 5]), "do not vary", ("sigma",)),
    (lambda: spc.i_mr([5]), "only 1 values", ("values",)),
    (lambda: spc.p([3, 60], 50), "Sample 1 has 60", ("nonconforming", 1)),
    (lambda: spc.p([3, 2.5], 50), "value 1: 2.5", ("nonconforming", 1)),
    (lambda: spc.np_([3, 2], [50, 60]), "use a p chart", ("size",)),
    (lambda: spc.u([3, 2], [1, 0]), "value 1: 0 is not above 0", ("size", 1)),
    (lambda: spc.u([3, 2], [1, 2, 3]), "3 values where 2", ("size",)),
    (lambda: spc.ewma([1, 2], weight=0), "weight", ("weight",)),
    (lambda: spc.Limits(), "one side at least", ("limits",)),
    (lambda: spc.Limits(3, 2), "lower < upper", ("limits",)),
    (lambda: spc.analysis_of_variance([[1, 2], [3, 4]]), "parts × appraisers × trials", ("measured",)),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "says", "place"), REFUSED)
def test_refusals_name_the_value(ask: object, says: str, place: tuple[str | int, ...]) -> None:
    assert callable(ask)
    with pytest.raises(InvalidInputError, match=says) as refused:
        ask()
    assert refused.value.place == place
    assert any("\u4e00" <= sign <= "\u9fff" for sign in refused.value.zh)


@pytest.mark.parametrize(
    ("name", "heights"),
    [
        ("WE1", [2.9, -2.9]), ("WE2", [2.1, 0, 0, 2.1, -2.1]), ("WE3", [1.1, 1.1, 1.1, 0, 0, 1.1, -1.1]),
        ("WE4", [1] * 7 + [-1] * 7), ("N1", [2.9, -2.9]), ("N2", [0.5] * 8 + [-0.5] * 8),
        ("N3", [0, 1, 2, 3, 4, 4, 5]), ("N4", [1, -1] * 6 + [1, 1]), ("N5", [2.1, 0, 0, 2.1, -2.1]),
        ("N6", [1.1, 1.1, 1.1, 0, 0, 1.1, -1.1]), ("N7", [0.5] * 14 + [1.5]), ("N8", [1.5, -1.5] * 3 + [1.5, 0.5]),
    ],
)  # fmt: skip
def test_each_rule_is_quiet_one_short_of_its_pattern(name: str, heights: list[float]) -> None:
    [rule] = [one for one in (*spc.WESTERN_ELECTRIC, *spc.NELSON) if one.name == name]
    k = len(heights)
    line = spc.Series(np.array(heights, float), np.zeros(k), np.full(k, -3.0), np.full(k, 3.0), np.ones(k))
    assert list(rule.broken(line)) == []
