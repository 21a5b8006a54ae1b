"""What a formula is once it is read: constants, names and calls; operators are calls too."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from jingwei.spec.functions.types import Value


@dataclass(frozen=True, slots=True)
class Constant:
    value: Value
    at: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A field, or a path such as `customer.credit_limit` or `lines.amount`."""

    name: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator by its name in the tuple of functions."""

    function: str
    args: "tuple[Node, ...]"
    at: int = 0


Node: TypeAlias = Constant | Name | Call


@dataclass(frozen=True, slots=True)
class Tree:
    """A formula that has been read; `text` is what the designer wrote."""

    text: str
    root: Node = field(
        hash=False
    )  # the text decides; hashing the nodes each time would cost more than running them

    def nodes(self) -> Iterator[Node]:
        open_nodes = [self.root]
        while open_nodes:
            node = open_nodes.pop()
            yield node
            if isinstance(node, Call):
                open_nodes.extend(node.args)
