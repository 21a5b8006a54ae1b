"""What may be asked: a list, a record, a count, groups, the rows an action reaches; all within limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from jingwei.base.errors import Path
from jingwei.base.ids import parse_id
from jingwei.query.conditions import EVERYTHING, Condition, Group, read_filter, refuse
from jingwei.query.cursor import Cursor, read_cursor

MOST_ROWS = 500
USUAL_ROWS = 50
MOST_KEYS = 4
MOST_WORDS = 8
MOST_SEARCH = 200
MOST_FIELDS = 1_000
MOST_GROUPS = 1_000


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order; empty values always come last."""

    field: str
    down: bool = False


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A page of records; `fields` None means the form's own list."""

    form: str
    fields: tuple[str, ...] | None = None
    filter: Group = EVERYTHING
    sort: tuple[Sort, ...] = ()
    limit: int = USUAL_ROWS
    after: Cursor | None = None
    search: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_ROWS:
            refuse(("limit",), "bad_limit", "每页 1 到 {n} 行", "A page has 1 to {n} rows", n=MOST_ROWS)
        if len(self.sort) > MOST_KEYS or len({key.field for key in self.sort}) < len(self.sort):
            refuse(
                ("sort",),
                "bad_sort",
                "最多按 {n} 个不同字段排序",
                "Sort by at most {n} different fields",
                n=MOST_KEYS,
            )
        if self.fields is not None and not 1 <= len(self.fields) <= MOST_FIELDS:
            refuse(("fields",), "bad_fields", "字段数应为 1 到 {n}", "Ask for 1 to {n} fields", n=MOST_FIELDS)
        object.__setattr__(self, "conditions", tuple(self.filter.leaves()))

    @property
    def shape(self) -> object:
        """What the statement depends on; requests of one shape differ in arguments only."""
        after = self.after.shape if self.after is not None else None
        return (
            "list",
            self.form,
            self.fields,
            self.filter.shape,
            self.sort,
            self.limit,
            after,
            len(self.search),
        )


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """One record with its sub-tables."""

    form: str
    id: int
    search: tuple[str, ...] = field(default=(), init=False)
    conditions: tuple[Condition, ...] = field(default=(), init=False)

    @property
    def shape(self) -> object:
        return ("record", self.form)


@dataclass(frozen=True, slots=True)
class CountRequest:
    """How many records; beyond ten thousand only when `exact` is asked for."""

    form: str
    filter: Group = EVERYTHING
    search: tuple[str, ...] = ()
    exact: bool = False
    conditions: tuple[Condition, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "conditions", tuple(self.filter.leaves()))

    @property
    def shape(self) -> object:
        return ("count", self.form, self.filter.shape, len(self.search), self.exact)


@dataclass(frozen=True, slots=True)
class GroupRequest:
    """Counts and sums per value of one or more fields; values one may not see count as empty."""

    form: str
    by: tuple[str, ...]
    sums: tuple[str, ...] = ()
    filter: Group = EVERYTHING
    search: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.by) <= MOST_KEYS or len(set(self.by)) < len(self.by):
            refuse(
                ("by",),
                "bad_group",
                "按 1 到 {n} 个不同字段分组",
                "Group by 1 to {n} different fields",
                n=MOST_KEYS,
            )
        if len(self.sums) > 20 or len(set(self.sums)) < len(self.sums):
            refuse(("sum",), "bad_sum", "最多合计 20 个不同字段", "Sum at most 20 different fields")
        object.__setattr__(self, "conditions", tuple(self.filter.leaves()))

    @property
    def shape(self) -> object:
        return ("group", self.form, self.by, self.sums, self.filter.shape, len(self.search))


@dataclass(frozen=True, slots=True)
class RowsRequest:
    """Which rows of a form an action reaches, for the write door."""

    form: str
    action: str
    search: tuple[str, ...] = field(default=(), init=False)
    conditions: tuple[Condition, ...] = field(default=(), init=False)

    @property
    def shape(self) -> object:
        return ("rows", self.form, self.action)


Request: TypeAlias = ListRequest | RecordRequest | CountRequest | GroupRequest | RowsRequest


def list_request(
    form: str,
    *,
    fields: str | None = None,
    filter: str | None = None,
    sort: str | None = None,
    limit: str | None = None,
    after: str | None = None,
    q: str | None = None,
) -> ListRequest:
    """A list as the query string of the API gives it."""
    return ListRequest(
        form,
        read_names(fields, ("fields",)) if fields else None,
        read_filter(filter) if filter else EVERYTHING,
        read_sort(sort) if sort else (),
        read_limit(limit) if limit else USUAL_ROWS,
        read_cursor(after) if after else None,
        read_search(q) if q else (),
    )


def count_request(
    form: str, *, filter: str | None = None, q: str | None = None, exact: bool = False
) -> CountRequest:
    """A count as the query string of the API gives it."""
    return CountRequest(
        form, read_filter(filter) if filter else EVERYTHING, read_search(q) if q else (), exact
    )


def group_request(
    form: str, *, by: str, sum: str | None = None, filter: str | None = None, q: str | None = None
) -> GroupRequest:
    """Groups as the query string of the API gives them."""
    return GroupRequest(
        form, read_names(by, ("by",)), read_names(sum, ("sum",)) if sum else (),
        read_filter(filter) if filter else EVERYTHING, read_search(q) if q else (),
    )  # fmt: skip


def record_request(form: str, id: object) -> RecordRequest:
    """A record by the id in its address."""
    return RecordRequest(form, parse_id(id, ("id",)))


def read_names(raw: str, path: Path) -> tuple[str, ...]:
    """`a,b,c`, each name once."""
    return tuple(dict.fromkeys(name.strip() for name in raw[:100_000].split(",") if name.strip()))


def read_sort(raw: str) -> tuple[Sort, ...]:
    """`-due,number`: a minus turns the order."""
    names = [name.strip() for name in raw[:10_000].split(",") if name.strip()]
    return tuple(Sort(name.removeprefix("-"), name.startswith("-")) for name in names)


def read_limit(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 6):
        refuse(("limit",), "bad_limit", "每页 1 到 {n} 行", "A page has 1 to {n} rows", n=MOST_ROWS)
    return int(raw)


def read_search(raw: str) -> tuple[str, ...]:
    """The words of a search text, each of which must be found; capitals do not matter."""
    if len(raw) > MOST_SEARCH or "\x00" in raw:
        refuse(
            ("q",), "bad_search", "搜索文字最多 {n} 个字", "Search for at most {n} characters", n=MOST_SEARCH
        )
    words = tuple(dict.fromkeys(raw.lower().split()))
    if len(words) > MOST_WORDS:
        refuse(("q",), "bad_search", "最多搜索 {n} 个词", "Search for at most {n} words", n=MOST_WORDS)
    return words
