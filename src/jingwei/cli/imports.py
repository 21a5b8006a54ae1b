"""`jingwei import`: brings an InvenTree export or a CSV file into a workspace."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

import uvloop

from jingwei import wiring
from jingwei.base.errors import Invalid, NotFound
from jingwei.base.settings import Settings
from jingwei.base.words import Language, Words
from jingwei.cli.command import Command, tell_faults
from jingwei.cli.database import address, up_to_date
from jingwei.cli.workspaces import create
from jingwei.exchange.csv import importer as sheets
from jingwei.exchange.inventree import importer as inventree
from jingwei.exchange.inventree.money import Rates
from jingwei.exchange.tally import Tally
from jingwei.store import workspace
from jingwei.store.ids import IdsOf

SHOWN = 40
"""So many notices are printed; `--all` prints every one."""


def arguments(parser: ArgumentParser) -> None:
    sources = parser.add_subparsers(dest="source", required=True, metavar="source")
    for name, help_ in (
        ("inventree", "InvenTree 导出的 JSON / InvenTree's JSON export"),
        ("csv", "CSV 表格 / a CSV sheet"),
    ):
        one = sources.add_parser(name, help=help_)
        one.add_argument("file", type=Path)
        one.add_argument("--workspace", default="factory", help="工作区 / workspace")
        one.add_argument("--dry-run", action="store_true", help="试运行，不写入 / rehearse, keep nothing")
        one.add_argument("--all", action="store_true", help="列出全部提示 / print every notice")
    sources.choices["inventree"].add_argument(
        "--rate",
        action="append",
        default=[],
        metavar="USD=7.10",
        help="汇率（可多次）/ rate in CNY, may be repeated",
    )
    sources.choices["csv"].add_argument("--form", required=True, metavar="app.form", help="表单 / form")


def run(arguments: Namespace, settings: Settings) -> int:
    file: Path = arguments.file
    if not file.is_file():
        raise NotFound("file", Words("没有文件 {f}", "There is no file {f}").fill(f=file))
    with address(settings) as url:
        try:
            tally = uvloop.run(bring_in(url, arguments, settings.language))
        except Invalid as error:
            tell_faults(error.faults, settings.language)
            words = Words("{n} 处错误", "{n} errors").fill(n=len(error.faults))
            print(words.say(settings.language), file=sys.stderr)
            return 1
    tell(tally, settings.language, len(tally.notices) if arguments.all else SHOWN)
    return 0


async def bring_in(url: str, asked: Namespace, language: Language) -> Tally:
    """As the operator of the machine, who may do everything; an installation without any workspace gets it first."""
    async with up_to_date(url) as pool:
        if not await workspace.every(pool):
            await create(pool, asked.workspace, asked.workspace, None, language)
        place = await workspace.by_slug(pool, asked.workspace)
        doors = wiring.doors(pool, lambda _: None, IdsOf())
        why = f"jingwei import {asked.source} {asked.file.name}"[:200]
        last: Words | None = None

        async def progress(done: int, total: int, stage: Words) -> None:
            nonlocal last
            if sys.stderr.isatty():
                print(f"\r\x1b[K{done}/{total} {stage.say(language)}", end="", file=sys.stderr, flush=True)
            elif stage != last:
                print(f"{done}/{total} {stage.say(language)}", file=sys.stderr, flush=True)
            last = stage

        try:
            if asked.source == "csv":
                return await sheets.bring_in(
                    doors[place], inventree.PLATFORM, asked.file, asked.form,
                    progress=progress, why=why, dry=asked.dry_run,
                )  # fmt: skip
            return await inventree.bring_in(
                doors[place],
                asked.file,
                rates=Rates.given(asked.rate),
                progress=progress,
                why=why,
                dry=asked.dry_run,
            )
        finally:
            if sys.stderr.isatty():
                print("\r\x1b[K", end="", file=sys.stderr)
            await doors.close()


def tell(tally: Tally, language: Language, most: int) -> None:
    """Counts, figures of the source, notices."""
    heads = Words("新增 / 更新 / 未变", "new / changed / as before").say(language)
    print(heads)
    for count in tally.counts:
        print(f"  {count.created:>7} {count.changed:>7} {count.unchanged:>7}  {count.title.say(language)}")
    for title, n in tally.source:
        print(f"  {n:>7}  {title.say(language)}")
    for notice in tally.notices[:most]:
        print(f"  · {'.'.join(map(str, notice.path))}: {notice.message.say(language)}")
    if len(tally.notices) > most:
        print(f"  · … {len(tally.notices) - most} (--all)")
    print(outcome(tally).say(language))


def outcome(tally: Tally) -> Words:
    if tally.rehearsed:
        return Words(
            "试运行：将写入 {n} 条记录，未写入任何内容",
            "Rehearsal: {n} records would be written, nothing was",
        ).fill(n=tally.written)
    if not tally.written:
        return Words("没有变化，未写入任何内容", "Nothing has changed, nothing was written")
    return Words("写入 {n} 条记录", "{n} records written").fill(n=tally.written)


COMMAND = Command("import", "导入：InvenTree、CSV / import from InvenTree or CSV", run, arguments)
