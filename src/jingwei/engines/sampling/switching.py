"""Switching between normal, tightened and reduced inspection (GB/T 2828.1-2012, 9.3 and 9.4).

The severity of the next lot is a pure function of the lots before: normal goes to tightened when 2 of 5
lots in a row fail; tightened back to normal after 5 accepted in a row, and is stopped when 5 failed in all;
normal to reduced at a switching score of 30; reduced back at the first lot that fails or when production
becomes irregular. Lots presented again do not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from jingwei.engines.refusal import EngineError
from jingwei.engines.sampling.plan import Plan, Verdict, aql_column, by_letter, judge, plan
from jingwei.engines.sampling.tables import AQLS, Level, Severity

REDUCED_AT = 30
WINDOW = 5
FAILED_OF_WINDOW = 2
ACCEPTED_IN_A_ROW = 5
STOP_AT = 5


class StoppedError(EngineError):
    """Sampling has been stopped; it goes on, tightened, once the supplier's correction has worked."""

    def __init__(self, lot: int) -> None:
        super().__init__(
            f"第 {lot} 批不能抽样：加严检验累计 {STOP_AT} 批不接收，检验已暂停。确认纠正措施有效后再恢复。",
            f"Lot {lot} cannot be sampled: {STOP_AT} lots failed on tightened inspection. "
            "Resume when the correction has worked.",
            ("lots", lot),
        )
        self.lot = lot


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot as inspected: its size and what each sample drawn found.

    again      presented again after having failed
    steady     production ran at a steady rate
    agreed     the responsible authority wants reduced inspection
    corrected  before this lot the correction after a stop was found to work
    """

    size: int
    found: tuple[int, ...]
    again: bool = False
    steady: bool = True
    agreed: bool = True
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What the next lot is inspected with, and what led there.

    score     the switching score of normal inspection
    recent    accepted or not, for the latest lots of this severity (at most 5)
    failed    lots that failed since tightened inspection began
    """

    severity: Severity = Severity.NORMAL
    score: int = 0
    recent: tuple[bool, ...] = ()
    failed: int = 0

    @property
    def stopped(self) -> bool:
        return self.failed >= STOP_AT


@dataclass(frozen=True, slots=True)
class Inspected:
    """A lot judged: by which plan, with what verdict, and how things stand after it."""

    lot: Lot
    by: Plan
    verdict: Verdict
    standing: Standing


@dataclass(frozen=True, slots=True)
class Scheme:
    """What was agreed for an item of a supplier."""

    aql: Decimal
    level: Level = Level.II
    double: bool = False

    def plan(self, lot: int, standing: Standing) -> Plan:
        return plan(lot, self.aql, level=self.level, severity=standing.severity, double=self.double)


def inspect(scheme: Scheme, lots: Iterable[Lot], standing: Standing | None = None) -> tuple[Inspected, ...]:
    """Every lot in order, each by the plan the lots before it call for."""
    now = standing or Standing()
    done: list[Inspected] = []
    for row, lot in enumerate(lots):
        if now.stopped:
            if not lot.corrected:
                raise StoppedError(row)
            now = Standing(Severity.TIGHTENED)
        by = scheme.plan(lot.size, now)
        verdict = judge(by, lot.found)
        if not lot.again and verdict is not Verdict.OPEN:
            now = switched(now, lot, by, scheme, accepted=verdict is Verdict.ACCEPTED)
        done.append(Inspected(lot, by, verdict, now))
    return tuple(done)


def switched(standing: Standing, lot: Lot, by: Plan, scheme: Scheme, *, accepted: bool) -> Standing:
    """How things stand after one lot on original inspection."""
    now = replace(standing, recent=(*standing.recent, accepted)[-WINDOW:])
    if now.severity is Severity.TIGHTENED:
        if now.recent == (True,) * ACCEPTED_IN_A_ROW:
            return Standing()
        return replace(now, failed=now.failed + (not accepted))
    if now.severity is Severity.REDUCED:
        return now if accepted and lot.steady else Standing()
    if now.recent.count(False) >= FAILED_OF_WINDOW:
        return Standing(Severity.TIGHTENED)
    now = replace(now, score=scored(now.score, lot, by, scheme, accepted=accepted))
    if now.score >= REDUCED_AT and lot.steady and lot.agreed:
        return Standing(Severity.REDUCED)
    return now


def scored(score: int, lot: Lot, by: Plan, scheme: Scheme, *, accepted: bool) -> int:
    """9.3.3.2: +3 for a lot that a tighter AQL would have accepted too (double: that its first sample did),
    +2 for an accepted lot where Ac is 0 or 1, and back to 0 for every other."""
    if not accepted:
        return 0
    if len(by.stages) > 1:
        return score + 3 if len(lot.found) == 1 else 0
    if by.stages[0].accept <= 1:
        return score + 2
    tighter = by_letter(by.letter, AQLS[aql_column(scheme.aql) - 1])
    return score + 3 if sum(lot.found) <= tighter.stages[0].accept else 0
