"""`jingwei bundle`: check, compare and publish apps written as text."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import uvloop

from jingwei.base.errors import Invalid
from jingwei.base.settings import Settings
from jingwei.base.words import Language, Words
from jingwei.cli.command import Command
from jingwei.cli.database import address, up_to_date
from jingwei.spec.bundle.diff import difference
from jingwei.spec.catalogue import Raw, build
from jingwei.store import workspace
from jingwei.store.catalogue import Catalogues
from jingwei.suite.load import load, read_folder
from jingwei.suite.places import pages, placed

NO_CHANGE = Words(
    "与工作区 {slug} 的版本 {n} 没有差别", "No difference from version {n} of the workspace {slug}"
)


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("check", "diff", "apply"))
    parser.add_argument(
        "folder",
        nargs="*",
        type=Path,
        help="应用文件夹；不写则为自带套件 / app folders; none means the suite",
    )
    parser.add_argument("--workspace", default="factory")


def run(arguments: Namespace, settings: Settings) -> int:
    given = tuple(read_folder(folder) for folder in arguments.folder) or tuple(load())
    try:
        return carry_out(arguments, settings, given)
    except Invalid as error:
        known = pages(arguments.folder)
        raise Invalid([placed(known, fault) for fault in error.faults]) from error


def carry_out(arguments: Namespace, settings: Settings, given: tuple[Raw, ...]) -> int:
    if arguments.what == "check" and not arguments.folder:
        build(given)
        print("OK")
        return 0
    with address(settings) as url:
        return uvloop.run(work(url, arguments.what, arguments.workspace, given, settings.language))


async def work(url: str, what: str, slug: str, given: tuple[Raw, ...], language: Language) -> int:
    """On the workspace's own catalogue: given apps replace those of the same name, the others stay."""
    async with up_to_date(url) as pool:
        if what == "check" and not await workspace.every(pool):
            build(tuple(joined(tuple(load()), given)))  # beside the suite, which a first workspace will hold
            print("OK")
            return 0
        place = await workspace.by_slug(pool, slug)
        catalogues = Catalogues(pool)
        current = await catalogues.current(place)
        merged = tuple(joined(current.bundles, given))
        changed = build(merged, replace(current))
        for line in difference(current.bundles, merged):
            print(line)
        if changed.hash == current.hash:
            print(NO_CHANGE.fill(slug=slug, n=current.version).say(language))
        if what == "apply":
            made = await catalogues.publish(place, merged, current.version)
            print(f"v{made.version}")
        elif what == "check":
            print("OK")
    return 0


def joined(known: tuple[Raw, ...], given: tuple[Raw, ...]) -> Iterator[Raw]:
    replaced = {str(one["app"]): one for one in given}
    for one in known:
        yield replaced.pop(str(one["app"]), one)
    yield from replaced.values()


COMMAND = Command("bundle", "应用文本：检查、比较、发布 / check, diff, apply apps as text", run, arguments)
