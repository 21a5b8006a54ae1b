"""The operating characteristic: how likely a plan accepts a lot of given quality, and how much it inspects."""

from collections.abc import Callable
from enum import Enum
from math import comb, exp, lgamma, log, log1p

from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.sampling.plan import Plan

_STEPS = 100


class Model(Enum):
    """What the quality of a lot is a share of."""

    BINOMIAL = "nonconforming items of a long series"
    POISSON = "nonconformities per item"


def acceptance(judged_by: Plan, quality: float, *, model: Model = Model.BINOMIAL) -> float:
    """P(accept) at `quality`: nonconforming items (or nonconformities) per item, as a fraction."""
    return _acceptance(judged_by, _drawn(quality, model))


def acceptance_of_lot(judged_by: Plan, lot: int, nonconforming: int) -> float:
    """P(accept) for one lot of known composition, sampled without replacement (hypergeometric)."""
    if not 0 <= nonconforming <= lot or judged_by.size > lot:
        raise InvalidInputError(
            f"批量 {lot} 与不合格品数 {nonconforming} 或样本量 {judged_by.size} 不符。",
            f"A lot of {lot} does not fit {nonconforming} nonconforming or a sample of {judged_by.size}.",
            ("lot",),
        )
    first, *rest = judged_by.stages
    total = 0.0
    for found in range(min(nonconforming, first.size, first.reject - 1) + 1):
        likely = _hypergeometric(found, first.size, nonconforming, lot)
        if found <= first.accept:
            total += likely
        elif rest:
            left, items = nonconforming - found, lot - first.size
            allowed = range(min(rest[0].accept - found, left, rest[0].size) + 1)
            total += likely * sum(_hypergeometric(k, rest[0].size, left, items) for k in allowed)
    return min(1.0, total)


def average_sample(judged_by: Plan, quality: float, *, model: Model = Model.BINOMIAL) -> float:
    """Items inspected on average (ASN); samples once begun are finished."""
    first, *rest = judged_by.stages
    if not rest:
        return float(first.size)
    drawn = _drawn(quality, model)
    undecided = sum(drawn(found, first.size) for found in range(first.accept + 1, first.reject))
    return first.size + rest[0].size * undecided


def outgoing(judged_by: Plan, lot: int, quality: float) -> float:
    """The average outgoing quality where rejected lots are sorted and every nonconforming item is replaced."""
    share = acceptance(judged_by, quality)
    return share * quality * (1 - min(judged_by.size, lot) / lot)


def quality_at(judged_by: Plan, share: float, *, model: Model = Model.BINOMIAL) -> float:
    """The quality accepted with probability `share`: 0.95 gives the producer's point, 0.10 the consumer's."""
    if not 0 < share < 1:
        raise InvalidInputError(
            f"接收概率 {share} 应在 0 与 1 之间。",
            f"The probability {share} must lie between 0 and 1.",
            ("share",),
        )
    low, high = 0.0, 1.0
    while model is Model.POISSON and acceptance(judged_by, high, model=model) > share:
        low, high = high, 2 * high
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if acceptance(judged_by, middle, model=model) > share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _acceptance(judged_by: Plan, drawn: Callable[[int, int], float]) -> float:
    first, *rest = judged_by.stages
    total = sum(drawn(found, first.size) for found in range(first.accept + 1))
    for found in range(first.accept + 1, first.reject) if rest else ():
        second = range(rest[0].accept - found + 1)
        total += drawn(found, first.size) * sum(drawn(k, rest[0].size) for k in second)
    return min(1.0, total)


def _drawn(quality: float, model: Model) -> Callable[[int, int], float]:
    """P(k found among n) at this quality."""
    if not quality >= 0 or (model is Model.BINOMIAL and quality > 1):
        raise InvalidInputError(
            f"质量水平 {quality} 超出范围。", f"The quality {quality} is out of range.", ("quality",)
        )

    def binomial(found: int, size: int) -> float:
        if quality in (0, 1) or found > size:
            return float(found == size * quality)
        ways = lgamma(size + 1) - lgamma(found + 1) - lgamma(size - found + 1)
        return exp(ways + found * log(quality) + (size - found) * log1p(-quality))

    def poisson(found: int, size: int) -> float:
        mean = size * quality
        return exp(found * log(mean) - mean - lgamma(found + 1)) if mean > 0 else float(found == 0)

    return binomial if model is Model.BINOMIAL else poisson


def _hypergeometric(found: int, size: int, nonconforming: int, lot: int) -> float:
    if found > nonconforming or size - found > lot - nonconforming:
        return 0.0
    return comb(nonconforming, found) * comb(lot - nonconforming, size - found) / comb(lot, size)
