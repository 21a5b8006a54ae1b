"""Lines of a structure that share one place: those of a substitute group with a ratio, each for its part of the requirement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines.arrays import QUANTITY_LIMIT
from jingwei.engines.exact import PER_MILLION
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.columns import EIGHT, I64, Columns, amount, chosen, joined
from jingwei.suite.planning.snapshot import Snapshot
from jingwei.suite.planning.sources import Source


async def divided(transaction: Transaction, line: Source) -> dict[int, tuple[str, Fraction]]:
    """By line with a ratio, the name of its group and its part."""
    rows = await transaction.fetch(
        f"SELECT l.id, {line['substitute_group']}, ({amount(line['ratio'])})::bigint FROM {line} "
        f"WHERE {line['substitute_group']} <> '' AND {line['ratio']} > 0"
    )
    return {row[0]: (row[1], Fraction(row[2], EIGHT)) for row in rows}


def spans(rows: Columns, parts: Mapping[int, tuple[str, Fraction]]) -> dict[str, I64]:
    """Every line with its `part` of `whole` and, where its place is shared, the number of its `place` while the same lines hold."""
    count = len(rows["line"])
    plain = {**rows, "part": np.ones(count, np.int64), "whole": np.ones(count, np.int64), "place": np.zeros(count, np.int64)}  # fmt: skip
    if not parts:
        return plain
    shared = np.isin(rows["line"], list(parts))
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at in np.flatnonzero(shared).tolist():
        groups[int(rows["bom"][at]), parts[int(rows["line"][at])][0]].append(at)
    found: list[tuple[int, int, int, int, int, int]] = []
    number = 0
    for _, lines in sorted(groups.items()):
        cuts = sorted({int(rows[edge][at]) for edge in ("from", "to") for at in lines})
        for begin, end in pairwise(cuts):
            valid = [at for at in lines if rows["from"][at] <= begin and end <= rows["to"][at]]
            number += bool(valid)
            for at in valid:
                part = parts[int(rows["line"][at])][1]
                found.append((at, begin, end, part.numerator, part.denominator, number))
    table = np.array(found, np.int64).reshape(-1, 6)
    told = {name: table[:, at] for at, name in enumerate(("from", "to", "part", "whole", "place"), start=1)}
    more = {**chosen(rows, table[:, 0]), **told}
    return joined([chosen(plain, ~shared), more])


def apportioned(rows: dict[str, I64]) -> dict[str, I64]:
    """Lines of a shared place with their part of the quantity."""
    for at in np.flatnonzero(rows["place"]).tolist():
        part = Fraction(int(rows["part"][at]), int(rows["whole"][at]))
        for num, den in (("num", "den"), ("once_num", "once_den")):
            share = Fraction(int(rows[num][at]), int(rows[den][at])) * part
            if max(share.numerator, share.denominator) > QUANTITY_LIMIT:
                words = Words(
                    "BOM 用量与使用比例相乘后超出可精确计算的范围",
                    "A quantity per and its ratio together leave the exact range",
                )
                raise Invalid.at(("bom", int(rows["parent"][at])), "too_large", words)
            rows[num][at], rows[den][at] = share.numerator, share.denominator
    return rows


@dataclass(frozen=True, slots=True)
class Member:
    """A component with its share of a place; `row` is one of its lines."""

    item: int
    share: Fraction
    row: int


@dataclass(frozen=True, slots=True)
class Place:
    """What a structure wants at one place while the same lines hold; `lines` are the rows of the first member."""

    number: int
    parent: int
    lines: tuple[int, ...]
    members: tuple[Member, ...]

    @property
    def first(self) -> Member:
        return self.members[0]

    def ratios(self, seen: Snapshot, multiply: bool) -> list[Fraction]:
        """Steps of each member, scrap included, for one step of the first."""
        takes = [taken(seen.lines, one.row, multiply) / one.share for one in self.members]
        return [each / takes[0] for each in takes]


def shared_places(seen: Snapshot) -> tuple[Place, ...]:
    """Places that are divided in whole steps, with what is left over remembered.

    Where that cannot be – a phantom, one component twice, a part of the whole missing – each line has its own part of
    the quantity, rounded up.
    """
    by_place: dict[int, list[int]] = defaultdict(list)
    for at in np.flatnonzero(seen.lines["place"]).tolist():
        by_place[int(seen.lines["place"][at])].append(at)
    found = (place_of(seen, number, rows) for number, rows in sorted(by_place.items()))
    return tuple(place for place in found if place is not None)


def place_of(seen: Snapshot, number: int, rows: list[int]) -> Place | None:
    lines = seen.lines
    one_each = {int(lines["line"][at]): at for at in reversed(rows)}
    ends = sorted(one_each.values())
    items = seen.places(lines["component"][ends]).tolist()
    shares = [Fraction(int(lines["part"][at]), int(lines["whole"][at])) for at in ends]
    alike = len({bool(lines["once_num"][at] > 0) for at in ends}) == 1
    whole = sum(shares) == 1 and len(set(items)) == len(items) > 1
    if not whole or not alike or bool((seen.items["phantom"][items] == 1).any()):
        return None
    first = tuple(at for at in rows if lines["line"][at] == lines["line"][ends[0]])
    parent = int(seen.places(lines["parent"][ends[:1]])[0])
    members = tuple(Member(*one) for one in zip(items, shares, ends, strict=True))
    return Place(number, parent, first, members)


def whole(seen: Snapshot, place: Place) -> tuple[Fraction, Fraction]:
    """What the place wants of its first member per step of the parent, and once per order."""
    lines, at = seen.lines, place.first.row
    plain = Fraction(int(lines["num"][at]), int(lines["den"][at]))
    once = Fraction(int(lines["once_num"][at]), int(lines["once_den"][at]))
    return plain / place.first.share, once / place.first.share


def taken(lines: Columns, at: int, multiply: bool) -> Fraction:
    """Steps of a line's component per step of the parent, or per order, scrap included."""
    plain = Fraction(int(lines["num"][at]), int(lines["den"][at]))
    plain += Fraction(int(lines["once_num"][at]), int(lines["once_den"][at]))
    scrap = Fraction(int(lines["scrap"][at]), PER_MILLION)
    return plain * (1 + scrap) if multiply else plain / (1 - scrap)
