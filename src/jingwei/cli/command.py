"""One command of the command line."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jingwei.base.errors import Fault
from jingwei.base.settings import Settings
from jingwei.base.words import Language


def tell_faults(faults: Iterable[Fault], language: Language) -> None:
    """A sentence a line on the error output, each behind the place it is about."""
    for fault in faults:
        where, sentence = ".".join(map(str, fault.path)), fault.message.say(language)
        print(f"{where}: {sentence}" if where else sentence, file=sys.stderr)


def no_arguments(parser: ArgumentParser) -> None:
    """For commands that take none."""


@dataclass(frozen=True, slots=True)
class Command:
    """`run` answers the exit code; a refusal is raised and told as one sentence."""

    name: str
    help: str
    run: Callable[[Namespace, Settings], int]
    arguments: Callable[[ArgumentParser], None] = no_arguments
