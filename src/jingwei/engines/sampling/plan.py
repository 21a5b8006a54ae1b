"""From lot size, inspection level and AQL to the sampling plan, and from what was found to the verdict."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.sampling.tables import AQLS, CODES, LETTERS, MASTERS, UP_TO, Level, Severity


class Verdict(Enum):
    """What the samples so far say of the lot."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OPEN = "open"
    """The second sample decides."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One sample: its size, and the acceptance and rejection numbers for all found up to here."""

    size: int
    accept: int
    reject: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One stage for single sampling, two for double.

    letter     the code letter whose plan this is, after the arrows
    whole_lot  the sample would be as large as the lot, so every item is inspected
    """

    letter: str
    stages: tuple[Stage, ...]
    whole_lot: bool = False

    @property
    def size(self) -> int:
        """Items inspected if every stage is needed."""
        return sum(stage.size for stage in self.stages)


def code_letter(lot: int, level: Level = Level.II) -> str:
    """The sample size code letter of table 1."""
    if lot < 2:
        raise InvalidInputError(
            f"批量 {lot} 应至少为 2。", f"A lot of {lot} is too small: 2 at least.", ("lot",)
        )
    return CODES[level][bisect_left(UP_TO, lot)]


def plan(
    lot: int,
    aql: Decimal | str,
    *,
    level: Level = Level.II,
    severity: Severity = Severity.NORMAL,
    double: bool = False,
) -> Plan:
    """The plan for a lot of `lot` items. Where no double plan exists the single one is used, as the tables say."""
    found = by_letter(code_letter(lot, level), aql, severity=severity, double=double)
    if found.size < lot:
        return found
    last = found.stages[-1]
    return Plan(found.letter, (Stage(lot, last.accept, last.reject),), whole_lot=True)


def by_letter(
    letter: str, aql: Decimal | str, *, severity: Severity = Severity.NORMAL, double: bool = False
) -> Plan:
    """The plan of a code letter, arrows followed: letter, sizes and numbers all come from where they end."""
    column = aql_column(aql)
    if letter not in LETTERS[:16]:
        raise InvalidInputError(
            f"样本量字码 {letter} 不存在。", f"There is no code letter {letter}.", ("letter",)
        )
    master = MASTERS[severity]
    row = master.resolved(LETTERS.index(letter), column)
    accept = master.number(row, column)
    assert accept is not None, "arrows end at a plan"
    half = master.halves[row]
    if double and half and accept:
        ac1, re1, ac2, re2 = master.doubles[accept]
        return Plan(LETTERS[row], (Stage(half, ac1, re1), Stage(half, ac2, re2)))
    return Plan(LETTERS[row], (Stage(master.sizes[row], accept, accept + 1),))


def aql_column(aql: Decimal | str) -> int:
    """Where an AQL stands in the tables; only the preferred values do."""
    try:
        return AQLS.index(Decimal(aql))
    except (ValueError, ArithmeticError):
        raise InvalidInputError(
            f"AQL {aql} 不是标准的优先值，可用：{'、'.join(map(str, AQLS))}。",
            f"AQL {aql} is not a preferred value; there are {', '.join(map(str, AQLS))}.",
            ("aql",),
        ) from None


def judge(found_by: Plan, found: Sequence[int]) -> Verdict:
    """The verdict from the numbers found in each sample drawn so far."""
    if not 1 <= len(found) <= len(found_by.stages):
        raise InvalidInputError(
            f"该方案有 {len(found_by.stages)} 个样本，给出了 {len(found)} 个结果。",
            f"The plan has {len(found_by.stages)} samples, {len(found)} results were given.",
            ("found",),
        )
    total = 0
    for row, (stage, number) in enumerate(zip(found_by.stages, found, strict=False)):
        if number < 0:
            raise InvalidInputError(
                f"第 {row} 个样本的不合格数 {number} 小于 0。",
                f"Sample {row}: {number} is below 0.",
                ("found", row),
            )
        total += number
        settled = total <= stage.accept or total >= stage.reject
        if settled and row < len(found) - 1:
            raise InvalidInputError(
                f"第 {row} 个样本已可判定，不应再抽样。",
                f"Sample {row} already decides; none is drawn after it.",
                ("found", row + 1),
            )
        if total <= stage.accept:
            return Verdict.ACCEPTED
        if total >= stage.reject:
            return Verdict.REJECTED
    return Verdict.OPEN
