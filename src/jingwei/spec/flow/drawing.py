"""A flow as it is drawn: nodes and arrows bound to one form, immutable once published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from jingwei.base.words import Words
from jingwei.spec.flow.graph import Net
from jingwei.spec.form import Setting
from jingwei.spec.node_type import Node, Use, used_settings

WithdrawPolicy = Literal["before_first", "any", "never"]


@dataclass(frozen=True)
class Flow:
    """`after` maps an outcome (rejected, withdrawn, cancelled, or an end's own) to what is then written."""

    slug: str
    title: Words
    form: str
    nodes: Mapping[str, Node]
    withdraw: WithdrawPolicy = "before_first"
    after: Mapping[str, tuple[Setting, ...]] | None = None

    @cached_property
    def net(self) -> Net:
        """What the arrows mean for tokens."""
        return Net(self.nodes)

    @cached_property
    def start(self) -> str:
        return next((slug for slug, node in self.nodes.items() if node.kind == "start"), "")

    def outcome_settings(self, outcome: str) -> tuple[Setting, ...]:
        return (self.after or {}).get(outcome, ())

    def uses(self) -> Iterator[Use]:
        """Every formula and name the flow relies on, for whoever knows the form and the workspace."""
        for outcome, settings in (self.after or {}).items():
            yield from used_settings(settings, "after", outcome)
        for slug, node in self.nodes.items():
            at = ("nodes", slug)
            yield from used_settings(node.head.settings, *at, "set")
            for index, way in enumerate(node.ways):
                if way.when is not None:
                    yield Use((*at, "branches", index, "when"), "truth", way.when)
            for use in node.uses():
                yield replace(use, path=(*at, *use.path))
