"""What the routes are given, and the questions they put to the rest of the product."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from jingwei.base.settings import Settings
from jingwei.process.doors import Doors
from jingwei.store.files import File, Files
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.queue.notifier import Event, Notifier
from jingwei.store.sessions import Caller


@dataclass(frozen=True, slots=True)
class Ref:
    """A record as it is named to people."""

    id: int
    title: str | None

    def shown(self) -> dict[str, str | None]:
        return {"id": str(self.id), "title": self.title}


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a caller is in the workspace: name, department and roles."""

    person: Ref
    department: Ref | None = None
    roles: tuple[str, ...] = ()


async def profile_by_login(caller: Caller) -> Profile:
    """Where no form of persons is known, the login is the name."""
    return Profile(Ref(caller.person, caller.login))


async def say_only_that(caller: Caller, event: Event) -> dict[str, object] | None:
    """Without knowing what the caller may see: that something happened, not where."""
    return {"kind": "other" if event.objects else event.kind}


async def own_file(caller: Caller, file: File) -> bool:
    """Without knowing who may read the record: the uploader only."""
    return file.by == caller.person


@dataclass(frozen=True, slots=True)
class Deps:
    """One per process, kept in `app.state.deps`."""

    settings: Settings
    pool: Pool
    notifier: Notifier
    files: Files
    ids: IdsOf
    doors: Doors
    profile: Callable[[Caller], Awaitable[Profile]] = profile_by_login
    heard: Callable[[Caller, Event], Awaitable[dict[str, object] | None]] = say_only_that
    may_read_file: Callable[[Caller, File], Awaitable[bool]] = own_file
