"""The two conventions for scrap."""

from enum import Enum


class ScrapRule(Enum):
    """How a scrap share s enlarges a quantity; both are in use, so a factory chooses one and prints it."""

    DIVIDE = "÷(1−s)"
    MULTIPLY = "×(1+s)"
