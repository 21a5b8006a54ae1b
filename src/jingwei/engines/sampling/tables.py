"""The master tables of GB/T 2828.1-2012 (= ISO 2859-1:1999), written as the diagonals they are.

Letters and AQLs are both steps of one geometric series, so a plan depends on letter + AQL column alone: in tables
2-A, 2-B and 2-C one acceptance number runs along each diagonal. Empty cells are arrows; they end at the nearest
plan of their column, downwards above the numbers, upwards below them.

The double plans of the second edition differ from those of ISO 2859-1:1989 = MIL-STD-105E, which have 1-4/4-5, 3-7/8-9
and 3-7/11-12 where here stand 1-3/4-5, 3-6/9-10 and 4-7/10-11, "to provide a smaller average sample size".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

LETTERS = "ABCDEFGHJKLMNPQRS"
"""Code letters; S is a row of table 2-B alone."""

_PREFERRED = """
0.010 0.015 0.025 0.040 0.065 0.10 0.15 0.25 0.40 0.65 1.0 1.5 2.5 4.0 6.5 10
15 25 40 65 100 150 250 400 650 1000
"""
AQLS = tuple(map(Decimal, _PREFERRED.split()))
"""Acceptance quality limits: percent nonconforming up to 10, nonconformities per 100 items over the whole range."""

SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)

Double: TypeAlias = tuple[int, int, int, int]


class Severity(Enum):
    """How severely lots are inspected."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


@dataclass(frozen=True, slots=True)
class Master:
    """One master table of single plans and its twin of double plans.

    sizes     sample size per letter, single
    halves    size of each of the two samples per letter; 0 where only a single plan exists
    numbers   acceptance number per diagonal (position of the letter + column of the AQL)
    wide      diagonals that exist only for letters up to E (AQLs where many nonconformities are usual)
    doubles   Ac1, Re1, Ac2, Re2 by the single acceptance number; Ac 0 has no double plan
    upward    the cell under each 0 is an arrow up; in 2-B all arrows between 0 and 1 point down
    smallest  the numbers of A and B from AQL 25 on, where these letters take the same two items
    """

    sizes: tuple[int, ...]
    halves: tuple[int, ...]
    numbers: Mapping[int, int]
    wide: Mapping[int, int]
    doubles: Mapping[int, Double]
    upward: bool = True
    smallest: tuple[int, ...] = ()

    def number(self, row: int, column: int) -> int | None:
        """The acceptance number printed in a cell, or None for an arrow."""
        diagonal = row + column
        if self.smallest and row < 2 and column >= _FROM_25:
            return self.smallest[column - _FROM_25]
        return self.wide.get(diagonal) if row <= 4 and diagonal in self.wide else self.numbers.get(diagonal)

    def resolved(self, row: int, column: int) -> int:
        """The row at which the arrows that begin in a cell end."""
        plans = [at for at in range(len(self.sizes)) if self.number(at, column) is not None]
        if row in plans:
            return row
        above = [at for at in plans if at < row]
        below = [at for at in plans if at > row]
        if above and below:
            # Between 0 and 1 lie two or three arrows.
            return above[-1] if row - above[-1] == 1 and self.upward else below[0]
        return below[0] if below else above[-1]


_FROM_25 = AQLS.index(Decimal(25))

_NORMAL = Master(
    sizes=SIZES[:16],
    halves=(0, *SIZES[:15]),
    numbers={14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21},
    wide={25: 30, 26: 44},
    doubles={
        1: (0, 2, 1, 2), 2: (0, 3, 3, 4), 3: (1, 3, 4, 5), 5: (2, 5, 6, 7), 7: (3, 6, 9, 10),
        10: (5, 9, 12, 13), 14: (7, 11, 18, 19), 21: (11, 16, 26, 27), 30: (17, 22, 37, 38), 44: (25, 31, 56, 57),
    },
)  # fmt: skip
_TIGHTENED = Master(
    sizes=SIZES,
    halves=(0, *SIZES[:16]),
    numbers={15: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18},
    wide={25: 27, 26: 41},
    doubles={
        1: (0, 2, 1, 2), 2: (0, 3, 3, 4), 3: (1, 3, 4, 5), 5: (2, 5, 6, 7), 8: (4, 7, 10, 11),
        12: (6, 10, 15, 16), 18: (9, 14, 23, 24), 27: (15, 20, 34, 35), 41: (23, 29, 52, 53),
    },
    upward=False,
)  # fmt: skip
_REDUCED = Master(
    sizes=REDUCED_SIZES,
    halves=(0, 0, 0, *REDUCED_SIZES[2:15]),
    numbers={14: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 6, 23: 8, 24: 10},
    wide={25: 14, 26: 21},
    doubles={
        1: (0, 2, 1, 2), 2: (0, 3, 3, 4), 3: (1, 3, 4, 5), 5: (2, 5, 6, 7), 6: (3, 6, 7, 8),
        8: (4, 7, 10, 11), 10: (5, 9, 12, 13), 14: (7, 11, 18, 19), 21: (11, 16, 26, 27),
    },
    smallest=(1, 2, 3, 5, 7, 10, 14, 21, 30),
)  # fmt: skip

MASTERS = {Severity.NORMAL: _NORMAL, Severity.TIGHTENED: _TIGHTENED, Severity.REDUCED: _REDUCED}


class Level(Enum):
    """Inspection levels: general I–III (II unless agreed otherwise), special S-1–S-4 for small samples."""

    S1 = "S-1"
    S2 = "S-2"
    S3 = "S-3"
    S4 = "S-4"
    I = "I"  # noqa: E741 (the standard's name)
    II = "II"
    III = "III"


UP_TO = (8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000)
"""The largest lot of each row of table 1; its last row has no end."""

CODES = {
    Level.S1: "AAAABBBBCCCCDDD",
    Level.S2: "AAABBBCCCDDDEEE",
    Level.S3: "AABBCCDDEEFFGGH",
    Level.S4: "AABCCDEEFGGHJJK",
    Level.I: "AABCCDEFGHJKLMN",
    Level.II: "ABCDEFGHJKLMNPQ",
    Level.III: "BCDEFGHJKLMNPQR",
}
"""Table 1 by columns."""
