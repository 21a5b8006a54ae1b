"""Handling (办理): people do something and fill fields in."""

from __future__ import annotations

from typing import ClassVar

from jingwei.base.words import Words
from jingwei.spec.nodes.human import Human


class Handle(Human):
    """Goes on when it is done; there is nothing to reject."""

    kind = "handle"
    name = Words("办理", "Handle")
    task = "handle"
    verdicts: ClassVar[frozenset[str]] = frozenset({"complete"})
