"""Whether a workspace is in order: the same facts counted in two ways that must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from jingwei.spec.catalogue import Catalogue
from jingwei.spec.ledger import Ledger
from jingwei.store.ledgers.books import Books, books
from jingwei.store.pool import Connection
from jingwei.store.tables import names
from jingwei.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Report:
    """What `doctor` says; `faults` are the sentences of what does not agree."""

    version: int
    records: Mapping[str, int]
    open_tasks: int
    tokens: int
    books: Books | None
    ledgers: Mapping[str, bool]
    faults: tuple[str, ...] = field(default=())


async def examine(connection: Connection, workspace: Workspace, catalogue: Catalogue) -> Report:
    """Counts and compares, in one transaction that sees one state."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        records = {
            form.slug: await connection.fetchval(
                f"SELECT count(*) FROM {workspace.schema}.{names.table(form)} WHERE deleted_at IS NULL"
            )
            for form in catalogue.heads()
        }
        ledgers = {
            ledger.slug: await agrees(connection, workspace.schema, ledger)
            for ledger in catalogue.ledgers.values()
            if ledger.guarded
        }
        open_tasks = await connection.fetchval(f"SELECT count(*) FROM {workspace.schema}.task")
        tokens = await waiting_tokens(connection, workspace.schema, catalogue)
        found = await books(connection, workspace.schema, catalogue)
    faults = [f"{slug}: balances differ from movements" for slug, same in ledgers.items() if not same]
    if open_tasks != tokens:
        faults.append(f"{open_tasks} open tasks, but {tokens} tokens wait for people")
    if found is not None and not found.equal:
        faults.append(f"stock {found.stock}, movements {found.movements}, general ledger {found.ledger}")
    return Report(catalogue.version, records, open_tasks, tokens, found, ledgers, tuple(faults))


async def agrees(connection: Connection, schema: str, ledger: Ledger) -> bool:
    """Whether every balance is the sum of its movements."""
    keys = ", ".join(names.dimension(d) for d in ledger.dimensions)
    sums = ", ".join(f"sum({names.measure(m)}) AS {names.measure(m)}" for m in ledger.measures)
    plain = ", ".join(names.measure(m) for m in ledger.measures)
    any_left = " OR ".join(f"{names.measure(m)} <> 0" for m in ledger.measures)
    moved = f"SELECT {keys}, {sums} FROM {schema}.{names.movement(ledger)} GROUP BY {keys}"
    held = f"SELECT {keys}, {plain} FROM {schema}.{names.balance(ledger)}"
    differ: int = await connection.fetchval(
        f"SELECT count(*) FROM ((SELECT * FROM ({moved}) a WHERE {any_left} EXCEPT SELECT * FROM ({held}) b) "
        f"UNION ALL (SELECT * FROM ({held}) b WHERE {any_left} EXCEPT SELECT * FROM ({moved}) a)) d"
    )
    return differ == 0


async def waiting_tokens(connection: Connection, schema: str, catalogue: Catalogue) -> int:
    """Tokens of running cases that stand at nodes of people."""
    rows = await connection.fetch(
        f"SELECT flow, marking::text AS marking FROM {schema}.instance WHERE ended_at IS NULL"
    )
    count = 0
    for row in rows:
        flow = catalogue.flows.get(row["flow"])
        state = msgspec.json.decode(row["marking"])["state"]
        if flow is not None:
            people = {
                slug for slug, node in flow.nodes.items() if node.kind in ("start", "approve", "handle")
            }
            count += sum(
                1 for token in state.get("tokens", ()) if token["node"] in people and not token.get("parked")
            )
    return count
