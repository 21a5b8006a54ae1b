"""Files become part of a record when the record is written: from then on whoever may read it may read them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from jingwei.base.errors import Fault, Invalid
from jingwei.base.words import Words
from jingwei.process.commands import Actor
from jingwei.process.derive import path_of
from jingwei.process.writeset import Row, WriteSet
from jingwei.spec.form import Form

UNKNOWN = Words(
    "文件不存在、不是您上传的，或已属于其他单据",
    "The file does not exist, is not yours, or belongs to another record",
)


async def attach(writes: WriteSet, actor: Actor, heads: Sequence[Row]) -> None:
    """Links newly named files; a file may hang on one record only, and only its uploader may hang it there."""
    named = attached(heads)
    faults = [
        Fault((*path_of(row), slug), "no_such_file", UNKNOWN)
        for head, row, slug in named
        if not await linked(writes, actor, head, fresh(row, slug))
    ]
    if faults:
        raise Invalid(faults)


def attached(heads: Sequence[Row]) -> list[tuple[Row, Row, str]]:
    """Where files are newly named: record, row and field."""
    return [
        (head, row, slug) for head in heads for row in head.every() for slug in slots(row.form) if fresh(row, slug)
    ]  # fmt: skip


@lru_cache(maxsize=4096)
def slots(form: Form) -> tuple[str, ...]:
    """The fields of a form that hold files."""
    return tuple(item.slug for item in form.fields if item.type == "attachment")


def fresh(row: Row, slug: str) -> list[int]:
    """The files that were not named before."""
    before = (row.before or {}).get(slug)
    known = set(before) if isinstance(before, list) else set()
    now = row.cells.get(slug)
    return [one for one in now if one not in known] if isinstance(now, list) else []


async def linked(writes: WriteSet, actor: Actor, head: Row, ids: list[int]) -> bool:
    tag = await writes.transaction.execute(
        f"UPDATE {writes.schema}.file SET linked = true, form = $2, record = $3 "
        "WHERE id = ANY($1::bigint[]) AND ((NOT linked AND (by = $4 OR $5)) OR (form = $2 AND record = $3))",
        ids, head.form.id, head.id, actor.person, actor.trusted,
    )  # fmt: skip
    return int(tag.split()[-1]) == len(set(ids))
