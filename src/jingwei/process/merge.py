"""Two people, one record: disjoint changes merge, the same field asks for a decision with all three versions shown."""

from __future__ import annotations

import json
from collections.abc import Mapping

from jingwei.base.errors import Conflict
from jingwei.base.words import Words
from jingwei.process.writeset import Row
from jingwei.store.transaction import Transaction

MESSAGE = Words(
    "“{f}”已被他人修改，请核对后再保存", '"{f}" was changed by somebody else; compare and save again'
)


async def merge(
    transaction: Transaction, schema: str, row: Row, ver: int | None, sent: Mapping[str, object]
) -> None:
    """Raises Conflict when a sent field was changed after version `ver`; otherwise the newest row takes the change."""
    current = int(str((row.before or {}).get("ver", 0)))
    if ver is None or ver >= current:
        return
    found = await transaction.fetch(
        f"SELECT body::text FROM {schema}.change WHERE form = $1 AND record = $2 AND (body->>'ver')::int > $3 ORDER BY id",
        row.form.id, row.id, ver,
    )  # fmt: skip
    base: dict[str, object] = {}
    theirs: dict[str, object] = {}
    for (text,) in found:
        body = json.loads(text)
        for key, (before, after) in body.get("cells", {}).items():
            base.setdefault(key.partition(".")[0], before)
            theirs[key.partition(".")[0]] = after
        for table, rows in body.get("rows", {}).items():
            if overlaps(sent.get(table), rows):
                base.setdefault(table, None)
                theirs[table] = rows
    clash = [slug for slug in sent if slug in theirs and not same(sent[slug], theirs[slug])]
    if clash:
        title = row.form[clash[0]].title
        raise Conflict(
            "changed_meanwhile", MESSAGE.fill(f=title), (clash[0],),
            base={k: base.get(k) for k in clash}, mine={k: sent[k] for k in clash}, theirs={k: theirs[k] for k in clash},
        )  # fmt: skip


def overlaps(sent: object, changed: Mapping[str, object]) -> bool:
    """Whether a sub-table patch names a row that somebody else changed; new rows never clash."""
    if not isinstance(sent, list):
        return False
    return any(isinstance(one, Mapping) and str(one.get("id")) in changed for one in sent)


def same(mine: object, theirs: object) -> bool:
    """Both wrote the same: nothing to decide."""
    value = mine.get("value", mine.get("id")) if isinstance(mine, Mapping) else mine
    return str(value) == str(theirs)
