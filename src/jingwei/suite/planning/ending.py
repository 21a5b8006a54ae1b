"""How a run of MRP ends without a plan: its record says why, whoever stopped it and whether it had begun or not."""

from __future__ import annotations

from jingwei.base.words import Words
from jingwei.process.commands import Actor, Change
from jingwei.process.doors import Doors
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer
from jingwei.store.records import load
from jingwei.store.transaction import Transaction, read
from jingwei.store.workspace import Workspace
from jingwei.suite.planning.needed import RUN, known

ENGINE = Actor(Viewer(0, 0, (), frozenset(), True), "engine", trusted=True)
UNBEGUN = Words(
    "开始前已由人停止，未运算；可再次运行",
    "Stopped by hand before it began, nothing was planned; it can be run again",
)
NOTE = 500
"""Characters a note has at most."""


async def stopped_waiting(doors: Doors, workspace: Workspace, job: int) -> None:
    """The run of a job that was cancelled before a worker saw it, so that none will say it; any other has its end already."""

    async def work(transaction: Transaction) -> int:
        found: str = await transaction.fetchval(
            f"SELECT args->>'run' FROM {workspace.schema}.job WHERE id = $1", job
        )
        return int(found)

    run = await read(doors.pool, work)
    cells = await standing(doors, workspace, await doors.catalogue(workspace), run)
    if cells is not None and cells["state"] == "running":
        await close(doors, workspace, run, "cancelled", UNBEGUN)


async def close(doors: Doors, workspace: Workspace, run: int, state: str, said: Words) -> None:
    """A run without a plan says why on its record; one that was deleted meanwhile has nobody to say it to."""
    catalogue = await doors.catalogue(workspace)
    values = known(catalogue, RUN, {"state": state, **noted(said)})
    if await standing(doors, workspace, catalogue, run) is not None:
        await doors[workspace].submit(ENGINE, (Change(RUN, run, values),))


def noted(said: Words | None) -> dict[str, object]:
    """The note of a run in both languages."""
    if said is None:
        return {"note": None, "note_en": None}
    return {"note": said.zh[:NOTE], "note_en": said.en[:NOTE]}


async def standing(doors: Doors, workspace: Workspace, catalogue: Catalogue, run: int) -> load.Cells | None:
    """The cells of a run that has not been deleted."""

    async def work(transaction: Transaction) -> dict[int, load.Cells]:
        return await load.rows(transaction, workspace.schema, catalogue.forms[RUN], [run])

    cells = (await read(doors.pool, work)).get(run)
    return None if cells is None or cells["deleted_at"] is not None else cells
