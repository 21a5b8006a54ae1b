"""A requirement divided among the members of a place in whole steps, the odd ones to whoever has had too little."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def divided(steps: int, shares: Sequence[Fraction], had: Sequence[Fraction]) -> list[int]:
    """Parts that come to `steps`; `had` is what each member got of earlier requirements, in the same steps."""
    total = steps + sum(had)
    parts = [int(steps * share) for share in shares]
    owed = [share * total - got - part for share, got, part in zip(shares, had, parts, strict=True)]
    for _ in range(steps - sum(parts)):
        at = max(range(len(owed)), key=lambda one: (owed[one], -one))
        parts[at] += 1
        owed[at] -= 1
    return parts
