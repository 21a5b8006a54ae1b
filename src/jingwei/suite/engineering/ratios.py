"""Substitutes by share: the lines of a group that name a ratio stand in for one another in these parts, the whole every day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from jingwei.base.decimals import plain
from jingwei.base.errors import Faults
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.engineering.structure import within

HUNDRED = Decimal(100)
ALONE = Words(
    "使用比例只用于替代组：请先填本行的替代组",
    "A ratio is for lines of a substitute group; name the group first",
)
UNTOLD = Words(
    "替代组“{g}”的各行要么都填使用比例，要么都不填（按优先级替代）",
    'Either every line of the substitute group "{g}" names a ratio or none does (then they go by priority)',
)  # fmt: skip
PART = Words(
    "替代组“{g}”的使用比例合计为 {n}%，应为 100%",
    'The ratios of the substitute group "{g}" come to {n}%, not to 100%',
)
PART_SINCE = Words(
    "替代组“{g}”从 {d} 起的使用比例合计为 {n}%，应为 100%",
    'From {d} on the ratios of the substitute group "{g}" come to {n}%, not to 100%',
)
TWICE = Words(
    "替代组“{g}”里同一天有两行是同一个组件，请合并比例",
    'Two lines of the substitute group "{g}" name the same component on one day; put their ratios together',
)
UNLIKE = Words(
    "替代组“{g}”按比例使用，各行须同为固定用量或同为单件用量",
    'The substitute group "{g}" goes by ratio; its lines are all fixed per order, or none is',
)
PHANTOM = Words(
    "虚拟件没有自己的库存，不能按比例使用；请把比例写在它的组件上",
    "A phantom has no stock of its own and cannot have a ratio; give its components the ratios",
)
Line = tuple[int, Row]


def by_share(line: Row) -> bool:
    """Whether a line of a group is used for a part of the requirement."""
    return bool(line.cells.get("substitute_group")) and line.cells.get("ratio") is not None


async def check_ratios(room: Room, row: Row, faults: Faults) -> None:
    """Every group with a ratio comes to the whole on every day on which any of its lines holds."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for index, line in enumerate(row.lines["lines"]):
        if line.removed:
            continue
        if line.cells.get("substitute_group"):
            groups[str(line.cells["substitute_group"])].append((index, line))
        elif line.cells.get("ratio") is not None:
            faults.add((*row.at, "lines", index, "ratio"), "ratio_alone", ALONE)
    for name, lines in groups.items():
        if any(by_share(line) for _, line in lines):
            for index, field, words in faults_of(name, lines):
                faults.add((*row.at, "lines", index, field), "ratio", words)
            await refuse_phantoms(room, row, lines, faults)


def faults_of(group: str, lines: Sequence[Line]) -> Iterator[tuple[int, str, Words]]:
    untold = [index for index, line in lines if line.cells.get("ratio") is None]
    if untold:
        yield from ((index, "ratio", UNTOLD.fill(g=group)) for index in untold)
        return
    first = bool(lines[0][1].cells.get("fixed"))
    yield from (
        (index, "fixed", UNLIKE.fill(g=group))
        for index, line in lines
        if bool(line.cells.get("fixed")) is not first
    )
    for day in changes(lines):
        valid = [(index, line) for index, line in lines if within(line, day)]
        total = sum((share(line) for _, line in valid), Decimal(0))
        if valid and total != 1:
            words = PART if day == date.min else PART_SINCE
            yield valid[0][0], "ratio", words.fill(g=group, n=plain(total * HUNDRED), d=day.isoformat())
            return
        named = [line.cells["component"] for _, line in valid]
        if len(set(named)) < len(named):
            yield valid[-1][0], "component", TWICE.fill(g=group)
            return


def changes(lines: Sequence[Line]) -> list[date]:
    """The days from which other lines hold than before."""
    ends = (line.cells.get(slug) for _, line in lines for slug in ("valid_from", "valid_to"))
    return [date.min, *sorted({day for day in ends if isinstance(day, date)})]


def share(line: Row) -> Decimal:
    found = line.cells["ratio"]
    assert isinstance(found, Decimal)
    return found


async def refuse_phantoms(room: Room, row: Row, lines: Sequence[Line], faults: Faults) -> None:
    parts = {
        one.id: one
        for one in await room.open(
            "engineering.item", [int(str(line.cells["component"])) for _, line in lines]
        )
    }
    for index, line in lines:
        if parts[int(str(line.cells["component"]))].cells.get("phantom") is True:
            faults.add((*row.at, "lines", index, "component"), "ratio_phantom", PHANTOM)
