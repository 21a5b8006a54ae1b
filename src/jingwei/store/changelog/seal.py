"""Sealing: every second the change log's new rows are hashed into a chain, so that later tampering shows.

A batch is everything between two transaction horizons, hence final when it is sealed. Rows of the last
second are not sealed yet; cutting off the newest seals is seen only by whoever kept a later root elsewhere.
"""

from dataclasses import dataclass

from jingwei.store.pool import Pool
from jingwei.store.queue.rounds import Rounds
from jingwei.store.workspace import Workspace

_DIGEST = """
  sha256(string_agg(sha256(convert_to(jsonb_build_array(
    c.id::text, c.xid::text, c.at, c.event::text, c.form::text, c.record::text, c.kind, c.actor::text, c.via,
    c.body)::text, 'UTF8')), ''::bytea order by c.xid, c.id))
"""
_CHAINED = """
  sha256({prev} || convert_to(concat_ws('|', {n}, {low}, {high}, {rows}), 'UTF8') || {digest})
"""
_SEAL = """
with last as (
    select n, to_xid, root from {s}.seal order by n desc limit 1),
  span as (
    select coalesce((select n from last), 0) + 1 as n, coalesce((select to_xid from last), '0'::xid8) as low,
      pg_snapshot_xmin(pg_current_snapshot()) as high, coalesce((select root from last), ''::bytea) as prev),
  batch as (
    select span.n, span.low, span.high, span.prev, count(*) as rows, {digest} as digest
    from span join {s}.change c on c.xid >= span.low and c.xid < span.high
    group by span.n, span.low, span.high, span.prev)
insert into {s}.seal (n, from_xid, to_xid, rows, prev, root)
select n, low, high, rows, prev, {chained} from batch
on conflict do nothing returning rows
"""
_VERIFY = """
with chain as (
    select n, from_xid as low, to_xid as high, rows, prev, root,
      lag(root, 1, ''::bytea) over w as prev_root, lag(to_xid, 1, '0'::xid8) over w as prev_high,
      row_number() over w as place
    from {s}.seal window w as (order by n)),
  again as (
    select chain.n, count(c.xid) as rows, {digest} as digest
    from chain left join {s}.change c on c.xid >= chain.low and c.xid < chain.high group by chain.n)
select chain.n, chain.rows as rows,
  chain.n = chain.place and chain.low = chain.prev_high and chain.prev = chain.prev_root as linked,
  chain.rows = again.rows and chain.root = {chained} as intact
from chain join again using (n) order by chain.n
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the chain found; `broken` is the first seal that does not hold."""

    seals: int
    rows: int
    unsealed: int
    broken: int | None

    @property
    def sound(self) -> bool:
        return self.broken is None


class Sealer:
    """Seals every watched workspace, at most once a second and only when there is something new."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.rounds = Rounds("sealer", self._step, pace=1.0, idle=5.0)

    async def _step(self, workspace: Workspace) -> float:
        return 1.0 if await seal(self._pool, workspace) else 5.0


async def seal(pool: Pool, workspace: Workspace) -> int:
    """Seals what is final by now and answers the number of rows; of two sealers at once one does nothing."""
    chained = _CHAINED.format(prev="prev", n="n", low="low", high="high", rows="rows", digest="digest")
    sql = _SEAL.format(s=workspace.schema, digest=_DIGEST, chained=chained)
    async with pool.connection() as connection:
        return int(await connection.fetchval(sql) or 0)


async def verify(pool: Pool, workspace: Workspace) -> Verdict:
    """Computes the whole chain again from the rows."""
    chained = _CHAINED.format(
        prev="chain.prev", n="chain.n", low="chain.low", high="chain.high", rows="again.rows",
        digest="again.digest",
    )  # fmt: skip
    async with pool.connection() as connection:
        rows = await connection.fetch(_VERIFY.format(s=workspace.schema, digest=_DIGEST, chained=chained))
        unsealed = await connection.fetchval(
            f"select count(*) from {workspace.schema}.change "
            f"where xid >= coalesce((select max(to_xid) from {workspace.schema}.seal), '0'::xid8)"
        )
    broken = next((row["n"] for row in rows if not (row["linked"] and row["intact"])), None)
    return Verdict(len(rows), sum(row["rows"] for row in rows), unsealed, broken)
