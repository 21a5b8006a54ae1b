"""What the arrows mean for tokens: places, blocks from split to join, and what stands beside what.

A place is (node, number): number 0 of a node where a token rests, or one of the incoming branches of a join.
Arrows into a join share a place if they exclude each other: the nearest node both come from takes one way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from jingwei.spec.node_type import Node

Place: TypeAlias = tuple[str, int]
Arrow: TypeAlias = tuple[str, int]
Vertex: TypeAlias = tuple[str, int]
"""A node is (slug, -1), an arrow is (slug, index of the way)."""


@dataclass(slots=True)
class Block:
    """From a split to the joins that gather its branches; a mask says which branches lead to a place."""

    split: str
    full: int
    masks: dict[Place, int] = field(default_factory=dict)
    joins: tuple[Place, ...] = ()
    size: int = 0


class Net:
    """Made once per flow; arrows that point nowhere are left out, so a faulty drawing can be shown too."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.nodes = nodes
        self.start = next((slug for slug, node in nodes.items() if node.kind == "start"), "")
        self.arrows: dict[Arrow, str] = {
            (slug, index): way.to
            for slug, node in nodes.items()
            for index, way in enumerate(node.ways)
            if way.to in nodes
        }
        self.jumps = frozenset(a for a, to in self.arrows.items() if _jumps(nodes, a, to))
        self.drawn = self._drawn()
        self._after: dict[Vertex, tuple[Vertex, ...]] = {
            (slug, -1): tuple(arrows) for slug, arrows in self.drawn.items()
        }
        self._after.update({arrow: ((to, -1),) for arrow, to in self.arrows.items()})
        self.reached = frozenset(slug for slug, k in self._forward(((self.start, -1),), None) if k == -1)
        self._dominated = {s: self._below(s) for s in self.reached if self._fan(s) > 1}
        self.groups: dict[str, tuple[tuple[Arrow, ...], ...]] = {}
        for slug in nodes:
            if nodes[slug].gate in ("all", "some"):
                groups = self._grouped(slug)
                if len(groups) > 1:
                    self.groups[slug] = groups
        self.target: dict[Arrow, Place] = {arrow: (to, 0) for arrow, to in self.arrows.items()}
        for slug, groups in self.groups.items():
            for number, group in enumerate(groups):
                self.target.update(dict.fromkeys(group, (slug, number)))
        self.blocks = tuple(self._block(s) for s in sorted(self.reached) if self._splits(s))
        staying = {a for a in self.jumps if a in self.drawn[a[0]] and self.left_by(a) is None}
        self.jumps -= staying
        self._beside: dict[Place, frozenset[Place]] = {}

    def _drawn(self) -> dict[str, list[Arrow]]:
        """The arrows that give the drawing its shape: all but jumps to where other arrows lead."""
        out: dict[str, list[Arrow]] = {slug: [] for slug in self.nodes}
        for arrow in self.arrows:
            if arrow not in self.jumps:
                out[arrow[0]].append(arrow)
        while True:
            seen = self._nodes_from(self.start, out)
            fresh = [a for a in self.jumps if a[0] in seen and self.arrows[a] not in seen]
            if not fresh:
                return out
            behind = self.arrows[min(fresh)]
            for arrow in self._home(behind, [a for a in fresh if self.arrows[a] == behind], out):
                out[arrow[0]].append(arrow)

    def _home(self, slug: str, fresh: list[Arrow], out: Mapping[str, list[Arrow]]) -> list[Arrow]:
        """Rework belongs to the branch it leads back to; what leads nowhere back to all who reject to it."""
        order = {one: index for index, one in enumerate(self._nodes_from(slug, out))}
        back = [a for a in fresh if a[0] in order]
        return [min(back, key=lambda a: (order[a[0]], a))] if back else sorted(fresh)

    def _nodes_from(self, slug: str, out: Mapping[str, list[Arrow]]) -> dict[str, None]:
        """Nodes in the order of their distance."""
        seen = {slug: None}
        todo = deque(seen)
        while todo:
            for arrow in out.get(todo.popleft(), ()):
                if self.arrows[arrow] not in seen:
                    seen[self.arrows[arrow]] = None
                    todo.append(self.arrows[arrow])
        return seen

    def _forward(self, begin: Iterable[Vertex], wall: str | None) -> set[Vertex]:
        """Nodes and arrows reached from `begin` without stepping on the node `wall`."""
        seen = set(begin)
        todo = list(seen)
        barred = (wall, -1)
        while todo:
            for vertex in self._after.get(todo.pop(), ()):
                if vertex not in seen and vertex != barred:
                    seen.add(vertex)
                    todo.append(vertex)
        return seen

    def _fan(self, slug: str) -> int:
        return len(self.drawn[slug])

    def _splits(self, slug: str) -> bool:
        return self.nodes[slug].gate in ("all", "some") and self._fan(slug) > 1

    def _below(self, slug: str) -> frozenset[Vertex]:
        """What can only be reached through the node."""
        if slug == self.start:
            return frozenset(self._forward(((slug, -1),), None))
        around = self._forward(((self.start, -1),), slug)
        return frozenset(self._forward(((slug, -1),), None) - around)

    def _arriving(self, slug: str) -> list[Arrow]:
        return sorted(a for s in self.reached for a in self.drawn[s] if self.arrows[a] == slug)

    def _grouped(self, slug: str) -> tuple[tuple[Arrow, ...], ...]:
        """The incoming arrows of a gateway, those that exclude each other together."""
        arriving = self._arriving(slug)
        again = self._below(slug) if len(arriving) > 1 else frozenset()
        alike = {
            a: {b for b in arriving if a == b or a in again or b in again or self._exclude(a, b)}
            for a in arriving
        }
        if any(alike[a] != alike[b] for a in arriving for b in alike[a]):
            return tuple((a,) for a in arriving)
        return tuple(dict.fromkeys(tuple(sorted(alike[a])) for a in arriving))

    def _exclude(self, a: Arrow, b: Arrow) -> bool:
        """Whether the nearest node from which both come takes only one of its ways."""
        common = [s for s, below in self._dominated.items() if a in below and b in below]
        if not common:
            return False
        nearest = min(common, key=lambda s: (len(self._dominated[s]), s))
        return self.nodes[nearest].gate == "one"

    def _block(self, split: str) -> Block:
        below = self._dominated[split]
        masks: dict[Vertex, int] = {}
        for bit, arrow in enumerate(self.drawn[split]):
            for vertex in self._forward((arrow,), split):
                masks[vertex] = masks.get(vertex, 0) | 1 << bit
        block = Block(split, (1 << self._fan(split)) - 1, size=len(below))
        doors = {
            (slug, number): sum_masks(masks[arrow] for arrow in group)
            for slug, groups in self.groups.items()
            for number, group in enumerate(groups)
            if slug != split and below.issuperset(group)
        }
        block.joins = tuple(sorted(d for d in doors if self._gathers(doors, d)))
        gathering = {slug for slug, _ in block.joins}
        inside = self._back_from(gathering, split)
        for (slug, way), mask in masks.items():
            if way == -1 and slug not in self.groups and (slug, -1) in below:
                block.masks[slug, 0] = mask
        block.masks.update(doors)
        if gathering:
            left = [place for place in block.masks if place[0] not in inside | gathering]
            for place in left:
                del block.masks[place]
        return block

    def _gathers(self, doors: Mapping[Place, int], door: Place) -> bool:
        """Whether another door of the same join leads from other branches of the split."""
        return any(other[0] == door[0] and not mask & doors[door] for other, mask in doors.items())

    def _back_from(self, gathering: set[str], split: str) -> set[str]:
        """Nodes from which one of these joins can still be reached without going through the split again."""
        into: dict[str, list[str]] = {}
        for slug, arrows in self.drawn.items():
            for arrow in arrows:
                into.setdefault(self.arrows[arrow], []).append(slug)
        seen: set[str] = set()
        todo = list(gathering)
        while todo:
            for slug in into.get(todo.pop(), ()):
                if slug != split and slug not in seen:
                    seen.add(slug)
                    todo.append(slug)
        return seen

    def beside(self, place: Place) -> frozenset[Place]:
        """The places that may hold a token while this one does."""
        found = self._beside.get(place)
        if found is None:
            found = frozenset(
                other
                for block in self.blocks
                if place in block.masks
                for other, mask in block.masks.items()
                if not mask & block.masks[place]
            )
            self._beside[place] = found
        return found

    def completed(self, place: Place, kept: Iterable[Place]) -> tuple[Place, ...] | None:
        """The join places to fill so that branches without a token count as done; None if there are none."""
        kept = tuple(kept)
        filled: list[Place] = []
        for block in self.blocks:
            if place not in block.masks or not block.joins:
                continue
            held = (place, *kept, *filled)
            missing = block.full & ~sum_masks(block.masks.get(one, 0) for one in held)
            for door in self._doors(block, missing):
                filled.append(door)
                missing &= ~block.masks[door]
            if missing:
                return None
        return tuple(filled)

    def _doors(self, block: Block, missing: int) -> list[Place]:
        """The doors that together stand for the missing branches, the furthest along first."""
        found: list[Place] = []
        ordered = sorted(block.joins, key=lambda door: (-block.masks[door].bit_count(), door))
        taken: dict[int, str] = {}
        for door in ordered:
            mask = block.masks[door]
            if mask & ~missing:
                continue
            overlapping = {slug for other, slug in taken.items() if other & mask}
            if not overlapping or (mask in taken and taken[mask] == door[0]):
                taken[mask] = door[0]
                found.append(door)
        return found

    @cached_property
    def structured(self) -> bool:
        """Whether joins belong to splits so plainly that a place says which others may stand beside it."""
        return all(self._nested(block) for block in self.blocks) and all(
            any(
                (slug, i) in block.joins and (slug, k) in block.joins
                and not block.masks[slug, i] & block.masks[slug, k]
                for block in self.blocks
            )
            for slug, groups in self.groups.items()
            for i in range(len(groups))
            for k in range(i)
        )  # fmt: skip

    def _nested(self, block: Block) -> bool:
        """Joins of one split follow one another whole, and never share a branch otherwise."""
        whole = {
            slug: sum_masks(block.masks[d] for d in block.joins if d[0] == slug) for slug, _ in block.joins
        }
        for one in block.joins:
            for other in block.joins:
                a, b = block.masks[one], block.masks[other]
                if not a & b or (a == b and one[0] == other[0]):
                    continue
                if one[0] == other[0] or a == b:
                    return False
                inner, outer = (one, b) if a & b == a else (other, a)
                if a & b not in (a, b) or whole[inner[0]] & ~outer:
                    return False
        return True

    def left_by(self, arrow: Arrow) -> Block | None:
        """The outermost block that a jump leaves, None when it stays inside all of its blocks."""
        source, to = (arrow[0], 0), self.target[arrow]
        left = [block for block in self.blocks if source in block.masks and to not in block.masks]
        return max(left, key=lambda block: block.size) if left else None

    @cached_property
    def skipping(self) -> dict[Arrow, Place]:
        """For each branch of an inclusive split, the place at the matching join that means "not taken"."""
        found: dict[Arrow, Place] = {}
        for block in self.blocks:
            if self.nodes[block.split].gate != "some":
                continue
            matching = {p for p in block.joins if self.nodes[p[0]].gate == "some"}
            doors = {mask: p for p in sorted(matching) if (mask := block.masks[p])}
            if len({p[0] for p in matching}) == 1:
                for bit, arrow in enumerate(self.drawn[block.split]):
                    if 1 << bit in doors:
                        found[arrow] = doors[1 << bit]
        return found


def landing(net: Net, held: set[Place], place: Place) -> tuple[frozenset[Place], tuple[Place, ...]] | None:
    """What stays and what is filled when a token jumps to the place; None where no sound marking results."""
    if not net.structured and (held or any(place in block.masks for block in net.blocks)):
        return None
    kept = frozenset(held & net.beside(place))
    filled = net.completed(place, sorted(kept))
    return None if filled is None else (kept, filled)


def _jumps(nodes: Mapping[str, Node], arrow: Arrow, to: str) -> bool:
    """A rejection drawn to a gathering gateway is an ordinary arrow: the branch counts as done."""
    gathers = nodes[to].gate in ("all", "some") and len(nodes[to].ways) == 1
    return nodes[arrow[0]].ways[arrow[1]].jump and not gathers


def sum_masks(masks: Iterable[int]) -> int:
    total = 0
    for mask in masks:
        total |= mask
    return total
