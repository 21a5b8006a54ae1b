"""What is wrong with a formula, and where in its text."""

from jingwei.base.errors import Fault, Invalid, Problem
from jingwei.base.words import Language, Words


class FormulaError(Invalid):
    """A formula that cannot be read, has the wrong types or cannot run where it is asked to."""

    def __init__(self, code: str, message: Words, at: int = 0) -> None:
        super().__init__((Fault((), code, message),))
        self.position = at

    def extras(self, language: Language) -> Problem:
        return {"position": self.position}
