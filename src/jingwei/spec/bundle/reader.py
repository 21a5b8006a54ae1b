"""Typed access to raw bundle text that gathers every fault instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jingwei.base.errors import Fault, Invalid, Path
from jingwei.base.words import Words, same
from jingwei.spec.formula import Tree, parse

SLUG = re.compile(r"^[a-z][a-z0-9_]{0,62}$")
Pointer = str | int


@dataclass(slots=True)
class Ids:
    """Immutable numbers for named things: kept while a name lives, retired with it, never given again."""

    known: dict[str, int]
    next: int = 1
    used: set[str] = field(default_factory=set)

    def of(self, name: str, was: str | None = None) -> int:
        """The number of `name`; a renamed thing brings its number along through `was`."""
        if name not in self.known:
            if was is not None and was in self.known and was not in self.used:
                self.known[name] = self.known.pop(was)
            else:
                self.known[name] = self.next
                self.next += 1
        self.used.add(name)
        return self.known[name]

    def living(self) -> dict[str, int]:
        """The numbers in use; names not seen this time are retired for good."""
        return {name: number for name, number in self.known.items() if name in self.used}


@dataclass(frozen=True, slots=True)
class Node:
    """One mapping of the bundle with its place in it; reading something odd is noted, not raised."""

    raw: Mapping[str, object]
    path: Path
    faults: list[Fault]

    def fault(self, code: str, message: Words, *at: Pointer) -> None:
        self.faults.append(Fault((*self.path, *at), code, message))

    def only(self, *names: str) -> None:
        """Notes every key that is not one of `names`: a misspelt key must not pass in silence."""
        for name in self.raw:
            if name not in names:
                known = Words("未知的键“{k}”，可用：{known}", 'Unknown key "{k}"; known are: {known}')
                self.fault("unknown_key", known.fill(k=name, known=", ".join(names)), name)

    def text(self, name: str, default: str | None = None) -> str | None:
        value = self.raw.get(name, default)
        if value is not None and not isinstance(value, str):
            self.fault("not_text", Words("应为文本", "This must be text"), name)
            return default
        return value

    def need(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name)
        if not value:
            self.fault("missing", Words("缺少 {n}", "{n} is missing").fill(n=name), name)
        return value or "?"

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.raw.get(name, default)
        if not isinstance(value, bool):
            self.fault("not_switch", Words("应为 true 或 false", "This must be true or false"), name)
            return default
        return value

    def words(self, name: str, default: str | None = None) -> Words:
        found = self.maybe_words(name)
        if found is None and default is None:
            self.fault("missing", Words("缺少 {n}", "{n} is missing").fill(n=name), name)
        return found or same(default or "?")

    def maybe_words(self, name: str) -> Words | None:
        if self.raw.get(name) is None:
            return None
        try:
            return Words.parse(self.raw[name])
        except ValueError:
            self.fault("bad_title", Words("应为文本或 {zh, en}", "This must be a text or {zh, en}"), name)
            return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self.raw.get(name, ())
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            self.fault("not_list", Words("应为文本列表", "This must be a list of texts"), name)
            return ()
        return tuple(value)

    def tree(self, name: str) -> Tree | None:
        """A formula; numbers and switches may stand bare."""
        value = self.raw.get(name)
        return None if value is None else self.formula(value, name)

    def formula(self, value: object, *at: Pointer) -> Tree | None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        try:
            return parse(text)
        except Invalid as error:
            self.faults.extend(fault.under(*self.path, *at) for fault in error.faults)
            return None

    def always(self, name: str) -> Tree:
        """A formula that must be there; an unreadable one is noted and stands as true."""
        if self.raw.get(name) is None:
            self.fault("missing", Words("缺少 {n}", "{n} is missing").fill(n=name), name)
        return self.tree(name) or parse("true")

    def child(self, name: str) -> Node:
        """The mapping under `name`, empty when absent."""
        return self.node(self.raw.get(name), name)

    def node(self, value: object, *at: Pointer) -> Node:
        if value is not None and not isinstance(value, Mapping):
            self.fault("not_mapping", Words("应为键值表", "This must be a mapping"), *at)
            value = None
        return Node(value or {}, (*self.path, *at), self.faults)

    def children(self, name: str) -> Iterator[tuple[str, Node]]:
        """Each named mapping under `name`; names must be slugs."""
        group = self.child(name)
        for slug in group.raw:
            if not isinstance(slug, str) or not SLUG.match(slug):
                words = Words(
                    "“{s}”应为小写字母、数字、下划线", '"{s}" must be lower-case letters, digits and _'
                )
                group.fault("bad_slug", words.fill(s=slug), str(slug))
                continue
            yield slug, group.node(group.raw[slug], slug)

    def each(self, name: str) -> Iterator[Node]:
        """Each mapping of a list; a single mapping counts as a list of one."""
        value = self.raw.get(name, ())
        items = [value] if isinstance(value, Mapping) else value
        if not isinstance(items, list | tuple):
            self.fault("not_list", Words("应为列表", "This must be a list"), name)
            return
        for index, item in enumerate(items):
            yield self.node(item, name, index)
