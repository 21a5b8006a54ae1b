"""A new version of the apps is published while people write: nobody fails, and every write follows one version."""

import asyncio
import copy
from pathlib import Path

from tests.process.lab import BUNDLE, NOW, Lab

from jingwei import wiring
from jingwei.base.clock import FixedClock
from jingwei.process.commands import Create, Decide
from jingwei.spec.catalogue import Catalogue
from jingwei.store.ids import IdsOf
from jingwei.store.queue.timers import Timer
from jingwei.store.tables import names
from jingwei.store.transaction import run
from jingwei.wiring.worker import handlers

VERSIONS, WRITERS, EACH = 6, 6, 12


async def publish(lab: Lab) -> Catalogue:
    """Version after version, each with one more required field that has a default."""
    bundle, made = copy.deepcopy(BUNDLE), await lab.catalogue()
    for n in range(VERSIONS):
        bundle["forms"]["quote"]["fields"][f"v{n}"] = {
            "type": "number",
            "title": f"v{n}",
            "required": True,
            "default": str(n),
        }
        made = await lab.doors.catalogues.publish(lab.workspace, (copy.deepcopy(bundle),), made.version)
        await asyncio.sleep(0.05)
    return made


async def test_writers_do_not_notice(lab: Lab) -> None:
    """Half of them in another process, which learns of the new version only at the gate."""
    elsewhere = wiring.doors(lab.pool, lambda _: None, IdsOf(), FixedClock(NOW))
    actor = await lab.actor("boss")

    async def write(n: int) -> list[int]:
        door = (lab.doors if n % 2 else elsewhere)[lab.workspace]
        made = []
        for i in range(EACH):
            outcome = await door.submit(actor, (Create("lab.quote", {"note": f"p{n}-{i}"}),))
            made.append(outcome.asked[0].id)
            await asyncio.sleep(0.01)
        return made

    last, *made = await asyncio.gather(publish(lab), *(write(n) for n in range(WRITERS)))
    await elsewhere.close()
    form = last.forms["lab.quote"]
    ids = [one for some in made for one in some]
    assert len(set(ids)) == WRITERS * EACH
    columns = ", ".join(names.column(form[f"v{n}"]) for n in range(VERSIONS))
    rows = await lab.sql(f"SELECT {columns} FROM {{s}}.{names.table(form)} WHERE id = ANY($1::bigint[])", ids)
    for row in rows:
        filled = [value for value in row if value is not None]
        assert filled == list(range(len(filled))), (
            "the fields of the version it was written under, and no others"
        )
    assert len({len([v for v in row if v is not None]) for row in rows}) > 1, (
        "nobody wrote while versions changed"
    )


LOAN = {
    "title": "借用", "fields": {
        "what": {"type": "text", "title": "物品"},
        "state": {"type": "text", "title": "状态", "set_by": "flow"},
    },
    "actions": {"ask": {"title": "申请", "start": "lab.lending"}},
}  # fmt: skip
LENDING = {
    "title": "借用审批", "form": "lab.loan", "nodes": {
        "start": {"kind": "start", "to": "agree"},
        "agree": {"kind": "approve", "title": "同意", "who": [{"role": "lab.boss"}], "mode": "any", "to": "rest"},
        "rest": {"kind": "timer", "title": "冷静期", "after": {"hours": 1}, "to": "done"},
        "done": {"kind": "end", "set": {"state": "'lent'"}},
    },
}  # fmt: skip


async def test_a_case_of_an_app_published_elsewhere_is_decided_and_woken(lab: Lab, tmp_path: Path) -> None:
    """The web process and the worker have the old apps in memory when the first case of the new one reaches them."""
    web, worker = (wiring.doors(lab.pool, lambda _: None, IdsOf(), FixedClock(NOW)) for _ in range(2))
    for each in (web, worker):
        await each.catalogue(lab.workspace)
    bundle = copy.deepcopy(BUNDLE)
    bundle["forms"]["loan"], bundle["flows"]["lending"] = LOAN, LENDING
    bundle["roles"]["boss"]["grants"]["loan"] = {"do": "*"}
    now = await lab.doors.catalogues.reload(lab.workspace)
    await lab.doors.catalogues.publish(lab.workspace, (bundle,), now.version)
    loan = await lab.create("boss", "loan", what="drill")
    [task] = (await lab.act("boss", "loan", loan, "ask")).tasks
    await web[lab.workspace].submit(await lab.actor("boss"), (Decide(task, "approve"),))
    [row] = await lab.sql(
        "SELECT id, due, kind, instance, token, data::text FROM {s}.timer WHERE data->>'name' = 'due'"
    )
    fire = handlers(worker, tmp_path).timers["flow"]
    await run(lab.pool, lambda transaction: fire(transaction, lab.workspace, (Timer(*row),)))
    assert (await lab.cells("loan", loan))["state"] == "lent"
    for each in (web, worker):
        await each.close()
