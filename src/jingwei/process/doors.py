"""The doors of all workspaces of this process, sharing pool, catalogues and the snapshot of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jingwei.base.clock import Clock
from jingwei.process.commands import Actor, Via
from jingwei.process.plant import Plant
from jingwei.process.room import Call
from jingwei.process.submit import Door
from jingwei.query.compile import Plans
from jingwei.query.request import Request
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer
from jingwei.store.catalogue import Catalogues
from jingwei.store.directory import Directory, read_directory
from jingwei.store.ids import IdsOf
from jingwei.store.numbers import Numbers
from jingwei.store.pool import Pool
from jingwei.store.records import read
from jingwei.store.records.read import Answer
from jingwei.store.sessions import Caller
from jingwei.store.snapshots import Snapshots
from jingwei.store.transaction import Transaction
from jingwei.store.workdays import read_workdays
from jingwei.store.workspace import Workspace


class Doors:
    """Makes the door of a workspace the first time it is asked for; `plant` is as built in, without a workspace's own calendar."""

    def __init__(
        self, pool: Pool, ids: IdsOf, clock: Clock, plant: Plant, calls: Mapping[str, Call],
        poke: Callable[[Workspace], None],
    ) -> None:  # fmt: skip
        self.pool, self.ids, self.clock, self.plant, self.calls, self.poke = (
            pool,
            ids,
            clock,
            plant,
            calls,
            poke,
        )
        self.catalogues, self.directories = Catalogues(pool), Snapshots(pool, read_directory)
        self.calendars = Snapshots(pool, read_workdays)
        self.numbers = Numbers(pool.settings)
        self._made: dict[int, Door] = {}
        self._plans: dict[int, Plans] = {}

    def __getitem__(self, workspace: Workspace) -> Door:
        found = self._made.get(workspace.id)
        if found is None:
            found = self._made[workspace.id] = Door(
                self.pool, workspace, self.catalogues, self.directories, self.ids[workspace], self.numbers,
                self.clock, self.plant, self.calendars, self.calls, lambda: self.poke(workspace),
            )  # fmt: skip
        return found

    async def close(self) -> None:
        await self.numbers.close()

    async def catalogue(self, workspace: Workspace) -> Catalogue:
        return await self.catalogues.current(workspace)

    async def directory(self, workspace: Workspace) -> Directory:
        return await self.directories.current(workspace, await self.catalogue(workspace))

    async def plant_of(self, workspace: Workspace, through: Transaction | None = None) -> Plant:
        """The plant with the calendar the workspace keeps itself."""
        catalogue = await self.catalogue(workspace)
        return self.plant.keeping(await self.calendars.current(workspace, catalogue, through))

    async def ask(self, workspace: Workspace, actor: Actor, request: Request) -> Answer:
        """The answer to a read as the bytes PostgreSQL built, under the actor's permissions."""
        plans = self._plans.setdefault(workspace.id, Plans(workspace.schema))
        ambient = self.plant.ambient(self.clock.now(), actor.person)

        async def load(newest: bool) -> Catalogue:
            return await (self.catalogues.reload(workspace) if newest else self.catalogues.current(workspace))

        async with self.pool.connection() as connection:
            return await read.ask(connection, plans, load, actor.viewer, request, ambient)

    async def actor(self, caller: Caller) -> Actor:
        """The caller as the door judges them; a token may hold fewer roles than its person, never more."""
        viewer = (await self.directory(caller.workspace)).viewer(caller.person)
        admin = caller.admin or viewer.admin
        if caller.roles is not None:
            viewer = Viewer(
                viewer.person, viewer.department, viewer.departments, viewer.roles & frozenset(caller.roles),
                admin and "admin" in caller.roles,
            )  # fmt: skip
        elif admin != viewer.admin:
            viewer = Viewer(viewer.person, viewer.department, viewer.departments, viewer.roles, admin)
        via: Via = "page" if caller.via == "page" else "api"
        return Actor(viewer, via, caller.language)
