"""The last plan of each workspace, kept by the worker: the next run plans only what differs, explanations are at hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from jingwei.suite.planning.columns import I64
from jingwei.suite.planning.pegs import Proposed
from jingwei.suite.planning.problem import Rules


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan with the records its orders became; `version` is the catalogue's, `inspection` what was counted as stock."""

    rules: Rules
    inspection: bool
    version: int
    proposed: Proposed
    ids: I64


@dataclass(slots=True)
class Warm:
    """By workspace; a plan of a hundred thousand items takes about a gigabyte, so only the newest is kept."""

    kept: dict[int, Kept] = field(default_factory=dict)

    def of(self, workspace: int, rules: Rules, inspection: bool, version: int) -> Kept | None:
        """The plan a run with these switches may start from."""
        found = self.kept.get(workspace)
        if found is None or (found.rules, found.inspection, found.version) != (rules, inspection, version):
            return None
        return found

    def keep(self, workspace: int, kept: Kept) -> None:
        self.kept.clear()
        self.kept[workspace] = kept
