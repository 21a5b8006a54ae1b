"""How long a search may take, how it tells how far it is, and how it is stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias

from jingwei.engines.refusal import InvalidInputError


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds on the clock, or moves, with which the same seed gives the same plan on every machine."""

    seconds: float | None = 10.0
    moves: int | None = None

    def __post_init__(self) -> None:
        if (self.seconds is None) == (self.moves is None):
            raise InvalidInputError("请给出时间或步数之一。", "Give seconds or moves, not both.", ("budget",))
        if not (self.seconds or self.moves or 0) > 0:
            raise InvalidInputError("时间或步数必须为正数。", "The budget must be positive.", ("budget",))

    def expected(self, pace: int) -> float:
        """The moves it allows at a pace of so many a second."""
        return self.moves if self.moves is not None else pace * (self.seconds or 0.0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: share of its budget, the best value found, what nothing is better than, and when."""

    share: float
    value: int
    bound: int
    seconds: float
    moves: int


Tell: TypeAlias = Callable[[Progress], None]
Stop: TypeAlias = Callable[[], bool]


def never() -> bool:
    """Nobody stops the search."""
    return False


def silently(progress: Progress) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class Clock:
    """A budget being used up."""

    budget: Budget
    began: float
    moves: int = 0

    @classmethod
    def started(cls, budget: Budget) -> "Clock":
        return cls(budget, perf_counter())

    @property
    def seconds(self) -> float:
        return perf_counter() - self.began

    @property
    def share(self) -> float:
        """0 at the beginning, 1 when it is used up."""
        if self.budget.moves is not None:
            return min(1.0, self.moves / self.budget.moves)
        return min(1.0, self.seconds / (self.budget.seconds or 1.0))
