"""One run of the command line: arguments read, settings taken from the environment, refusals told."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from jingwei.base.errors import JingweiError
from jingwei.base.settings import BadSettingError, settings_from
from jingwei.base.words import Language
from jingwei.cli.command import Command, tell_faults


def main(given: Sequence[str], commands: Sequence[Command]) -> int:
    """Runs one of the commands; what cannot be done is one sentence on the error output and exit code 1."""
    parser = argparse.ArgumentParser(prog="jingwei", description="经纬 Jingwei: 制造业协同管理平台")
    places = parser.add_subparsers(dest="command", required=True, metavar="command")
    for command in commands:
        command.arguments(places.add_parser(command.name, help=command.help, description=command.help))
    chosen = parser.parse_args(given)
    logging.basicConfig(
        level=os.environ.get("JINGWEI_LOG", "WARNING").upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    # Known before the settings are, so that a setting that cannot be used is told in it too.
    language: Language = "en" if os.environ.get("JINGWEI_LANGUAGE") == "en" else "zh"
    try:
        settings = settings_from(os.environ)
        by_name = {command.name: command for command in commands}
        return by_name[chosen.command].run(chosen, settings)
    except BadSettingError as error:
        print(error.words.say(language), file=sys.stderr)
    except JingweiError as error:
        tell_faults(error.faults, language)
    except BrokenPipeError:
        # Whoever read the output has seen enough; without this the interpreter complains once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 1
