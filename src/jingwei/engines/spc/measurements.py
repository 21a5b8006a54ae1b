"""Shewhart charts of measurements: X̄-R, X̄-S and I-MR (GB/T 17989.2 = ISO 7870-2)."""

import numpy as np
import numpy.typing as npt

from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.spc.chart import SIGMAS, Chart, Frozen, Series, panel
from jingwei.engines.spc.constants import constants
from jingwei.engines.spc.estimate import Within, moving, within
from jingwei.engines.spc.samples import F64, Rows, Subgroups, enough, series, subgroups


def xbar_r(rows: Rows, *, frozen: Frozen | None = None, sigmas: float = SIGMAS) -> Chart:
    """Means and ranges of k subgroups (rows: k × n, or rows of different lengths), σ = R̄/d2."""
    samples = subgroups(rows)
    process = frozen or _estimated(samples, Within.RANGE)
    known = [constants(int(size)) for size in samples.size]
    spread = panel(
        samples.spread,
        np.array([one.d2 for one in known]) * process.sigma,
        np.array([one.d3 for one in known]) * process.sigma,
        sigmas,
        0.0,
    )
    return Chart(_means(samples, process, sigmas), spread, process.centre, process.sigma)


def xbar_s(rows: Rows, *, frozen: Frozen | None = None, sigmas: float = SIGMAS) -> Chart:
    """Means and standard deviations of k subgroups, σ = s̄/c4."""
    samples = subgroups(rows)
    process = frozen or _estimated(samples, Within.DEVIATION)
    known = [constants(int(size)) for size in samples.size]
    spread = panel(
        samples.deviation,
        np.array([one.c4 for one in known]) * process.sigma,
        np.array([one.c5 for one in known]) * process.sigma,
        sigmas,
        0.0,
    )
    return Chart(_means(samples, process, sigmas), spread, process.centre, process.sigma)


def i_mr(values: npt.ArrayLike, *, frozen: Frozen | None = None, sigmas: float = SIGMAS) -> Chart:
    """Single values (float[k], k ≥ 2) and the k − 1 ranges of neighbours, σ = MR̄/d2(2).

    Point i of the spread panel is the range between values i and i + 1.
    """
    kept = enough("values", series(("values",), values), 2)
    process = refuse_constant(frozen or Frozen(float(kept.mean()), moving(kept).value))
    pair = constants(2)
    ranges: F64 = np.abs(np.diff(kept))
    spread = panel(ranges, pair.d2 * process.sigma, pair.d3 * process.sigma, sigmas, 0.0)
    location = panel(kept, process.centre, process.sigma, sigmas, -np.inf)
    return Chart(location, spread, process.centre, process.sigma)


def refuse_constant(process: Frozen) -> Frozen:
    """The parameters, unless nothing varies: a chart of a constant has no limits to speak of."""
    if not process.sigma > 0:
        raise InvalidInputError(
            "数据没有变异，无法计算控制限。",
            "The data do not vary, so there are no control limits.",
            ("sigma",),
        )
    return process


def _estimated(samples: Subgroups, method: Within) -> Frozen:
    # The grand mean weighs every measurement alike, so that subgroups of different size do not bend it.
    return refuse_constant(Frozen(float(samples.values.mean()), within(samples, method).value))


def _means(samples: Subgroups, process: Frozen, sigmas: float) -> Series:
    return panel(samples.mean, process.centre, process.sigma / np.sqrt(samples.size), sigmas, -np.inf)
