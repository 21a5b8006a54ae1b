"""What an import wants to stand in the workspace afterwards: records by key, in stages that build on each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jingwei.base.errors import Path
from jingwei.base.words import Words

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Named:
    """A link to a record by a text field other than the key of its form, such as its external key."""

    form: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sub-table and where in the source it comes from."""

    values: Values
    origin: Path


@dataclass(frozen=True, slots=True)
class Settle:
    """The action that brings a record into its state, pressed while its field `state` still has one of `before`.

    Once settled a document is under way: with `locks` the import leaves it as it is.
    """

    action: str
    state: str = "state"
    before: frozenset[str] = frozenset({"draft"})
    values: Values = field(default_factory=dict)
    locks: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """One record as the door takes it; `once` fields are given at its creation and then left alone."""

    key: str
    values: Values
    origin: Path
    tables: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    once: frozenset[str] = frozenset()
    settle: Settle | None = None

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("A wanted record needs its key.")

    @property
    def weight(self) -> int:
        return 1 + sum(len(rows) for rows in self.tables.values())


@dataclass(frozen=True, slots=True)
class Stage:
    """Records of one form. They are found by `key_field`, else by `adopt` among those that have no key yet.

    `matched_by` names the fields by which a row of a sub-table is found again; `only_new` never changes records.
    """

    title: Words
    form: str
    key_field: str
    wanted: Sequence[Wanted]
    adopt: str | None = None
    matched_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_new: bool = False

    def __post_init__(self) -> None:
        keys = [one.key for one in self.wanted]
        if self.whole and len(keys) != len(set(keys)):
            raise ValueError(f"{self.title.en}: a key stands twice.")

    @property
    def whole(self) -> bool:
        """Whether every record comes in one piece; one with many rows may come in several."""
        return not self.matched_by

    def batches(self, most: int, rows: int) -> Iterator[list[Wanted]]:
        """Pieces small enough for one submission; the same record never stands twice in one."""
        batch: list[Wanted] = []
        weight, keys = 0, set[str]()
        for one in self.wanted:
            if batch and (len(batch) >= most or weight + one.weight > rows or one.key in keys):
                yield batch
                batch, weight, keys = [], 0, set()
            batch.append(one)
            weight += one.weight
            keys.add(one.key)
        if batch:
            yield batch
