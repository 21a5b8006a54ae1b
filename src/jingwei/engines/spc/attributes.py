"""Shewhart charts of counts: p, np, c and u (GB/T 17989.2 = ISO 7870-2), limits per point where sizes differ."""

import numpy as np
import numpy.typing as npt

from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.spc.chart import SIGMAS, Chart, panel
from jingwei.engines.spc.samples import F64, counts, enough, sizes


def p(
    nonconforming: npt.ArrayLike, size: npt.ArrayLike, *, centre: float | None = None, sigmas: float = SIGMAS
) -> Chart:
    """Shares of nonconforming units: counts[k] out of `size` (one number, or one per sample)."""
    found, inspected = _units(nonconforming, size)
    share = _share(centre, found, inspected)
    error = np.sqrt(share * (1 - share) / inspected)
    return Chart(panel(found / inspected, share, error, sigmas, 0.0, 1.0), None, share, None)


def np_(
    nonconforming: npt.ArrayLike, size: npt.ArrayLike, *, centre: float | None = None, sigmas: float = SIGMAS
) -> Chart:
    """Numbers of nonconforming units; `centre` is the share. All samples must have one size."""
    found, inspected = _units(nonconforming, size)
    if inspected.min() != inspected.max():
        raise InvalidInputError(
            "np 图要求样本量相同，样本量不同时请用 p 图。",
            "An np chart needs samples of one size; use a p chart where they differ.",
            ("size",),
        )
    share = _share(centre, found, inspected)
    middle = share * inspected
    error = np.sqrt(middle * (1 - share))
    return Chart(panel(found, middle, error, sigmas, 0.0, float(inspected[0])), None, float(middle[0]), None)


def c(nonconformities: npt.ArrayLike, *, centre: float | None = None, sigmas: float = SIGMAS) -> Chart:
    """Numbers of nonconformities in samples of one size."""
    found = enough("nonconformities", counts("nonconformities", nonconformities), 1)
    middle = _rate(float(found.mean()) if centre is None else centre)
    return Chart(panel(found, middle, np.sqrt(middle), sigmas, 0.0), None, middle, None)


def u(
    nonconformities: npt.ArrayLike,
    size: npt.ArrayLike,
    *,
    centre: float | None = None,
    sigmas: float = SIGMAS,
) -> Chart:
    """Nonconformities per unit: counts[k] over `size` units, metres, m² … which need not be whole."""
    found = enough("nonconformities", counts("nonconformities", nonconformities), 1)
    inspected = sizes("size", size, len(found))
    middle = _rate(float(found.sum() / inspected.sum()) if centre is None else centre)
    return Chart(
        panel(found / inspected, middle, np.sqrt(middle / inspected), sigmas, 0.0), None, middle, None
    )


def _units(nonconforming: npt.ArrayLike, size: npt.ArrayLike) -> tuple[F64, F64]:
    found = enough("nonconforming", counts("nonconforming", nonconforming), 1)
    inspected = sizes("size", size, len(found))
    wrong = np.flatnonzero(found > inspected)
    if wrong.size:
        at = int(wrong[0])
        raise InvalidInputError(
            f"第 {at} 个样本的不合格品数 {found[at]:g} 大于样本量 {inspected[at]:g}。",
            f"Sample {at} has {found[at]:g} nonconforming units out of {inspected[at]:g}.",
            ("nonconforming", at),
        )
    return found, inspected


def _share(centre: float | None, found: F64, inspected: F64) -> float:
    share = float(found.sum() / inspected.sum()) if centre is None else centre
    if not 0 <= share <= 1:
        raise InvalidInputError(
            f"不合格品率 {share} 不在 0 到 1 之间。",
            f"The share {share} is not between 0 and 1.",
            ("centre",),
        )
    return share


def _rate(rate: float) -> float:
    if not rate >= 0:
        raise InvalidInputError(f"不合格数 {rate} 不能小于 0。", f"The rate {rate} is below 0.", ("centre",))
    return rate
