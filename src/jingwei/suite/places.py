"""Where in the files of a bundle folder a fault stands, so that whoever wrote it can go there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from jingwei.base.errors import Fault
from jingwei.suite.load import GROUPS, files


@dataclass(frozen=True, slots=True)
class Page:
    """One file as its nodes, which know their lines; values would not."""

    name: str
    app: str
    root: yaml.MappingNode


def pages(folders: Iterable[Path]) -> tuple[Page, ...]:
    """The files of folders that could be read."""
    return tuple(page for folder in folders for path in files(folder) for page in opened(path))


def opened(path: Path) -> Iterator[Page]:
    root = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    if isinstance(root, yaml.MappingNode):
        app = next((value.value for key, value in root.value if key.value == "app"), "")
        yield Page(path.name, str(app), root)


def placed(known: tuple[Page, ...], fault: Fault) -> Fault:
    """The same fault led by `file:line`; one about another app stays as it is."""
    app, *rest = map(str, fault.path) if fault.path else ("",)
    # Some faults say "forms" before the form, some do not; the word alone is no find.
    bare = rest[:1] and rest[0] not in GROUPS
    ways = [(0, rest), *((1, [group, *rest]) for group in GROUPS if bare)]
    found = [
        (depth - spare, line, page.name)
        for page in known
        if page.app == app
        for spare, way in ways
        for depth, line in (deepest(page.root, way),)
    ]
    depth, line, name = max(found, default=(0, 0, ""))
    if depth < 1:
        return fault
    return replace(fault, path=(f"{name}:{line} {app}", *fault.path[1:]))


def deepest(node: yaml.Node, way: list[str]) -> tuple[int, int]:
    """How many words of the way lead somewhere, and the line they end at."""
    depth, line = 0, node.start_mark.line + 1
    for word in way:
        if isinstance(node, yaml.SequenceNode) and word.isdecimal() and int(word) < len(node.value):
            node = node.value[int(word)]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode) and (pair := entry(node, word)) is not None:
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif not (word == "0" and isinstance(node, yaml.MappingNode)):  # one mapping counts as a list of one
            break
        depth += 1
    return depth, line


def entry(node: yaml.MappingNode, word: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and value of a name; a form of the own app may be written without the app."""
    names = (word, word.rpartition(".")[2])
    return next((pair for name in names for pair in node.value if pair[0].value == name), None)
