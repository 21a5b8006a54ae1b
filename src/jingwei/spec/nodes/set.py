"""Write fields: nothing but the `set` that every node may carry."""

from __future__ import annotations

from typing import Self

from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.node_type import Head, Node, one_way


class SetFieldsNode(Node):
    """Writes and passes."""

    kind = "set"
    name = Words("写入字段", "Set fields")

    @classmethod
    def read(cls, drawn: Drawn, head: Head) -> Self:
        if not head.settings:
            drawn.fault("missing", Words("缺少 set", "`set` is missing"), "set")
        return cls(head=head, ways=one_way(drawn))
