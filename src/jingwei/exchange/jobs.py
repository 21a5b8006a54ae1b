"""Imports as jobs of the worker: the file lies in the store of contents, the result is kept with the job."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jingwei.base.errors import Forbidden, NotFound
from jingwei.base.words import Words
from jingwei.exchange.csv import importer as sheets
from jingwei.exchange.inventree import importer as inventree
from jingwei.exchange.inventree.money import Rates
from jingwei.exchange.sources import SOURCES
from jingwei.process.commands import Actor
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store import people
from jingwei.store.files import Files
from jingwei.store.queue.jobs import Handler, Job
from jingwei.store.transaction import read

ADMIN_ONLY = Words("整套数据由管理员导入", "Only an administrator imports a whole data set")


def handlers(doors: Doors, files: Files) -> Mapping[str, Handler]:
    """What the worker does for each kind; a job cut off begins again and leaves alone what stands already."""

    async def from_inventree(job: Job) -> object:
        if not (await actor(doors, job)).viewer.admin:
            raise Forbidden("admin_only", ADMIN_ONLY)
        rates = Rates.given(texts(job, "rates"))
        tally = await inventree.bring_in(
            doors[job.workspace],
            kept(files, job),
            rates=rates,
            progress=job.progress,
            why=why(job),
            dry=dry(job),
        )
        return tally.shown()

    async def from_csv(job: Job) -> object:
        tally = await sheets.bring_in(
            doors[job.workspace], await actor(doors, job), kept(files, job), str(job.args["form"]),
            progress=job.progress, why=why(job), dry=dry(job),
        )  # fmt: skip
        return tally.shown()

    return {SOURCES["inventree"]: from_inventree, SOURCES["csv"]: from_csv}


async def actor(doors: Doors, job: Job) -> Actor:
    """Who started the job, with no more rights than the request had and no more than the person has now."""
    person = job.created_by or 0
    standing = await read(doors.pool, lambda t: people.standing(t, job.workspace.id, person))
    if standing is None:
        words = Words("发起人的账号已停用或已移出", "The account of whoever began this is closed")
        raise Forbidden("account_closed", words)
    viewer = (await doors.directory(job.workspace)).viewer(person)
    roles = viewer.roles & frozenset(texts(job, "roles"))
    admin = job.args.get("admin") is True and (standing or viewer.admin)
    return Actor(Viewer(viewer.person, viewer.department, viewer.departments, roles, admin), "import")


def kept(files: Files, job: Job) -> Path:
    path = files.path(bytes.fromhex(str(job.args["sha256"])))
    if not path.is_file():
        raise NotFound("file", Words("文件已不在，请重新上传", "The file is gone, please upload it again"))
    return path


def texts(job: Job, name: str) -> tuple[str, ...]:
    found = job.args.get(name)
    return tuple(map(str, found)) if isinstance(found, list) else ()


def why(job: Job) -> str:
    return f"导入 {job.args.get('name', '')}（作业 {job.id}，发起人 {job.args.get('login', '')}）"[:200]


def dry(job: Job) -> bool:
    return job.args.get("dry") is True
