"""`jingwei workspace`: the workspaces of this installation, and a new one to work in."""

from argparse import ArgumentParser, Namespace

import uvloop

from jingwei import wiring
from jingwei.base.settings import Settings
from jingwei.base.words import Language, Words, same
from jingwei.cli.command import Command
from jingwei.cli.database import address, up_to_date
from jingwei.store import workspace
from jingwei.store.pool import Pool
from jingwei.suite.begin import Key

SIGN_IN = Words(
    "工作区 {w} 已建立。登录账号 {l}，密码 {p}（只显示这一次）",
    "Workspace {w} is made. Sign in as {l} with password {p} (shown only now)",
)


def arguments(parser: ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="what")
    what.add_parser("list", help="列出 / list them")
    create = what.add_parser("create", help="新建（含自带套件）/ make one with the suite in it")
    create.add_argument("slug", help="代号 / slug")
    create.add_argument("--title", help="名称 / title")
    create.add_argument("--login", help="管理员账号，默认 admin-代号 / the administrator's, else admin-SLUG")


def run(arguments: Namespace, settings: Settings) -> int:
    with address(settings) as url:
        return uvloop.run(work(url, arguments, settings.language))


async def work(url: str, asked: Namespace, language: Language) -> int:
    async with up_to_date(url) as pool:
        if asked.what == "list":
            for each in await workspace.every(pool):
                print(f"{each.slug:<24} {each.title.say(language)}")
        else:
            await create(pool, asked.slug, asked.title or asked.slug, asked.login, language)
    return 0


async def create(pool: Pool, slug: str, title: str, login: str | None, language: Language) -> None:
    """Makes it and says how to sign in."""
    key: Key = await wiring.new_workspace(pool, slug, same(title), login or f"admin-{slug}")
    print(SIGN_IN.fill(w=slug, l=key.login, p=key.password).say(language))


COMMAND = Command("workspace", "工作区：列出、新建 / list workspaces, make one", run, arguments)
