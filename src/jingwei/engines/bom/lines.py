"""The lines of a bill of materials as arrays: component steps per parent step, exactly."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import DAY_LIMIT, I64, QUANTITY_LIMIT, integers
from jingwei.engines.exact import PER_MILLION
from jingwei.engines.scrap import ScrapRule


@dataclass(frozen=True, slots=True)
class Lines:
    """Line k: one step of `parent[k]` takes numerator[k] / denominator[k] steps of `component[k]`.

    scrap_ppm     parts per million lost, 0 … 999,999
    fixed         component steps taken once per order of the parent
    valid_from/to days on which the line holds: valid_from ≤ day < valid_to
    """

    parent: I64
    component: I64
    numerator: I64
    denominator: I64
    scrap_ppm: I64
    fixed: I64
    valid_from: I64
    valid_to: I64

    def __post_init__(self) -> None:
        count = len(np.atleast_1d(self.parent))
        ranges = {
            "parent": (0, QUANTITY_LIMIT),
            "component": (0, QUANTITY_LIMIT),
            "numerator": (0, QUANTITY_LIMIT),
            "denominator": (1, QUANTITY_LIMIT),
            "scrap_ppm": (0, PER_MILLION - 1),
            "fixed": (0, QUANTITY_LIMIT),
            "valid_from": (-DAY_LIMIT, DAY_LIMIT),
            "valid_to": (-DAY_LIMIT, DAY_LIMIT),
        }
        for name, (low, high) in ranges.items():
            kept = integers(f"lines.{name}", getattr(self, name), count, low, high)
            object.__setattr__(self, name, kept)

    def __len__(self) -> int:
        return len(self.parent)


def lines(
    parent: npt.ArrayLike,
    component: npt.ArrayLike,
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike | None = None,
    *,
    scrap_ppm: npt.ArrayLike | None = None,
    fixed: npt.ArrayLike | None = None,
    valid_from: npt.ArrayLike | None = None,
    valid_to: npt.ArrayLike | None = None,
) -> Lines:
    """Lines from integer sequences; left out means whole numbers, no scrap, nothing fixed, always valid."""
    count = len(np.atleast_1d(np.asarray(parent)))

    def or_all(values: npt.ArrayLike | None, default: int) -> I64:
        return np.full(count, default, np.int64) if values is None else np.asarray(values)

    return Lines(
        parent=np.asarray(parent),
        component=np.asarray(component),
        numerator=np.asarray(numerator),
        denominator=or_all(denominator, 1),
        scrap_ppm=or_all(scrap_ppm, 0),
        fixed=or_all(fixed, 0),
        valid_from=or_all(valid_from, -DAY_LIMIT),
        valid_to=or_all(valid_to, DAY_LIMIT),
    )


def scrap_ratio(rule: ScrapRule, ppm: I64) -> tuple[I64, I64]:
    """The factor of a scrap share as a reduced numerator and denominator."""
    whole = np.full_like(ppm, PER_MILLION)
    top, bottom = (whole, whole - ppm) if rule is ScrapRule.DIVIDE else (whole + ppm, whole)
    common = np.gcd(top, bottom)
    return top // common, bottom // common
