"""Going round the workspaces: at once where something was said to happen, now and then everywhere else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from jingwei.store.workspace import Workspace

Step = Callable[[Workspace], Awaitable[float]]
_log = logging.getLogger(__name__)


class Rounds:
    """Calls `step(workspace)` again and again; it answers in how many seconds it wants to be called again.

    `pace` is the shortest time between two calls for one workspace, `idle` the longest.
    """

    def __init__(self, name: str, step: Step, *, pace: float, idle: float) -> None:
        if not 0 < pace <= idle:
            raise ValueError("The pace of rounds is positive and not slower than their idling.")
        self.name = name
        self._step, self._pace, self._idle = step, pace, idle
        self._watched: dict[int, Workspace] = {}
        self._due: dict[int, float] = {}
        self._last: dict[int, float] = {}
        self._woken = asyncio.Event()

    def watch(self, workspace: Workspace) -> None:
        if workspace.id not in self._watched:
            self._watched[workspace.id] = workspace
            self._due[workspace.id] = 0.0
            self._woken.set()

    def forget(self, workspace_id: int) -> None:
        for kept in (self._watched, self._due, self._last):
            kept.pop(workspace_id, None)

    def poke(self, workspace_id: int) -> None:
        """Something happened there: call as soon as the pace allows. Unknown workspaces are no matter."""
        if workspace_id in self._watched:
            self._due[workspace_id] = self._last.get(workspace_id, -self._pace) + self._pace
            self._woken.set()

    def poke_all(self) -> None:
        for workspace_id in self._watched:
            self.poke(workspace_id)

    async def run(self) -> None:
        """For ever, until cancelled."""
        clock = asyncio.get_running_loop().time
        while True:
            self._woken.clear()
            for workspace_id in [key for key, due in self._due.items() if due <= clock()]:
                await self._one(workspace_id)
            pause = min(self._due.values(), default=clock() + self._idle) - clock()
            if pause > 0:
                await _until(self._woken, pause)

    async def _one(self, workspace_id: int) -> None:
        workspace = self._watched.get(workspace_id)
        if workspace is None:
            return
        now = asyncio.get_running_loop().time()
        self._last[workspace_id] = now
        # Set before the step, so that a poke during it is not overwritten afterwards.
        self._due[workspace_id] = planned = now + self._idle
        try:
            pause = await self._step(workspace)
        except Exception:
            _log.exception("The %s of workspace %s failed; it goes on.", self.name, workspace.slug)
            pause = self._idle
        if self._due.get(workspace_id) == planned:
            self._due[workspace_id] = now + min(self._idle, max(self._pace, pause))


async def _until(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
