"""How much may be kept: what one person has uploaded and not yet used, and all files of a workspace."""

from dataclasses import dataclass

from jingwei.base.errors import TooLarge
from jingwei.base.words import Words
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace

MB = 2**20


@dataclass(frozen=True, slots=True)
class Quota:
    """Bytes; loose files are dropped after a day, so the first is also what a person can fill in a day."""

    loose: int = 500 * MB
    workspace: int = 50 * 1024 * MB


async def room(
    transaction: Transaction, workspace: Workspace, by: int | None, coming: int, quota: Quota
) -> None:
    """Refuses what would pass either limit; uploads at the same time wait for each other here."""
    await transaction.execute(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", f"files of {workspace.schema}"
    )
    [row] = await transaction.fetch(
        "select coalesce(sum(size), 0)::bigint as every, "
        "coalesce(sum(size) filter (where not linked and by is not distinct from $1), 0)::bigint as loose "
        f"from {workspace.schema}.file",
        by,
    )
    if row["loose"] + coming > quota.loose:
        words = Words(
            "您已上传而未使用的文件达到 {n} MB 的上限；请先保存用到它们的单据，未使用的一天后自动清除",
            "Your uploads that no record uses yet reach {n} MB; save the records they belong to, the rest goes after a day",
        )
        raise TooLarge("quota", words.fill(n=quota.loose // MB))
    if row["every"] + coming > quota.workspace:
        words = Words(
            "本工作区的附件已达 {n} MB 的上限（JINGWEI_FILES_GB），请联系管理员",
            "The files of this workspace reach {n} MB (JINGWEI_FILES_GB); please tell your administrator",
        )
        raise TooLarge("quota", words.fill(n=quota.workspace // MB))
