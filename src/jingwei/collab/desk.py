"""Whoever reads, and all that a reading needs: one transaction, one catalogue, one moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from jingwei.base.words import Language, Words
from jingwei.process.commands import Actor
from jingwei.process.doors import Doors
from jingwei.process.plant import Plant
from jingwei.query.frame import Frame, Given, Rights
from jingwei.query.request import RecordRequest
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer
from jingwei.store.directory import Directory
from jingwei.store.transaction import Transaction, read
from jingwei.store.workspace import Workspace

T = TypeVar("T")
Json = dict[str, object]
Place = tuple[int, int]
"""A record: the number of its form and its id."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A reading at one moment under one person's rights."""

    transaction: Transaction
    schema: str
    catalogue: Catalogue
    directory: Directory
    viewer: Viewer
    plant: Plant
    now: datetime
    language: Language

    def say(self, words: Words) -> str:
        return words.say(self.language)

    def frame(self, first: int) -> Frame:
        """For a statement of ours whose arguments below `first` are its own."""
        return Frame(self.catalogue, self.schema, Rights.of(self.viewer), first)

    def arguments(self, frame: Frame) -> list[object]:
        """What the permissions in the statement ask for, in their order."""
        ambient = self.plant.ambient(self.now, self.viewer.person)
        given = Given(self.viewer, RecordRequest("", 0), ambient)
        return [source.of(given) for source in frame.sources]


async def at_desk(
    doors: Doors, workspace: Workspace, actor: Actor, work: Callable[[Desk], Awaitable[T]]
) -> T:
    """Runs a reading on one connection."""
    catalogue, directory = await doors.catalogue(workspace), await doors.directory(workspace)
    plant = await doors.plant_of(workspace)

    async def reading(transaction: Transaction) -> T:
        return await work(
            Desk(
                transaction,
                workspace.schema,
                catalogue,
                directory,
                actor.viewer,
                plant,
                doors.clock.now(),
                actor.language,
            )
        )

    return await read(doors.pool, reading)
