"""One command of the command line."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from jingwei.base.settings import Settings


def no_arguments(parser: ArgumentParser) -> None:
    """For commands that take none."""


@dataclass(frozen=True, slots=True)
class Command:
    """`run` answers the exit code; a refusal is raised and told as one sentence."""

    name: str
    help: str
    run: Callable[[Namespace, Settings], int]
    arguments: Callable[[ArgumentParser], None] = no_arguments
