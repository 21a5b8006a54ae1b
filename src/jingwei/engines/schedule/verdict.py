"""What a judge of schedules finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a schedule breaks: what, the operation, and in a sentence how."""

    rule: str
    operation: int
    en: str
