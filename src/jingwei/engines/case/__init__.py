"""Planning problems as plain JSON: read a case, plan it or explode an item, answer in its own names and units."""

from jingwei.engines.case.answer import exploded, planned
from jingwei.engines.case.cells import Fault
from jingwei.engines.case.encode import Case, encoded, run
from jingwei.engines.case.promising import answered, constrained, planned_within
from jingwei.engines.case.rows import File, read
from jingwei.engines.case.sentences import WRONG_DATA

__all__ = [
    "WRONG_DATA", "Case", "Fault", "File", "answered", "constrained", "encoded", "exploded", "planned", "planned_within", "read", "run",
]  # fmt: skip
