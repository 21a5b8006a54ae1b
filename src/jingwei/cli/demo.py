"""`jingwei demo`: fills an empty installation with the demo factory and shows its accounts."""

from argparse import Namespace

from jingwei.base.settings import Settings
from jingwei.cli.command import Command
from jingwei.cli.database import address, prepare


def run(arguments: Namespace, settings: Settings) -> int:
    with address(settings) as url:
        accounts = prepare(url, settings)
    for each in accounts:
        print(f"{each.login:<14} {each.password:<12} {each.title.say(settings.language)}")
    return 0


COMMAND = Command("demo", "建立示范工厂并列出账号 / make the demo factory and list its accounts", run)
