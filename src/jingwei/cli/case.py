"""`jingwei mrp run`, `jingwei promise` and `jingwei bom explode`: planning from a file, without a database."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from time import process_time
from typing import Any

from jingwei.base.errors import Fault, Invalid
from jingwei.base.settings import Settings
from jingwei.base.words import Words
from jingwei.cli.command import Command
from jingwei.cli.engines import NAMES
from jingwei.cli.kernels import ready
from jingwei.cli.problem_file import text_of
from jingwei.cli.program import main
from jingwei.engines import bom, case, mrp, promise
from jingwei.engines.refusal import EngineError

DIGITS = 40


def arguments_of_mrp(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("run",))
    _file(parser)
    parser.add_argument(
        "--constrained",
        action="store_true",
        help="物料、产能、提前期一起算 / material, capacity and lead times together",
    )
    parser.add_argument("--no-pegging", action="store_true", help="不输出供需追溯 / leave the pegging out")


def arguments_of_bom(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("explode",))
    _file(parser)
    parser.add_argument("--item", required=True, help="物料 / item")
    parser.add_argument("--quantity", default="1", help="数量 / quantity")
    parser.add_argument("--date", help="有效日期 / day on which the lines hold")


def arguments_of_promise(parser: ArgumentParser) -> None:
    _file(parser)
    for name, help in (
        ("item", "物料，可重复提问 / item; repeat the three for several questions"),
        ("quantity", "数量 / quantity"),
        ("due", "要求日期 / day it is wanted"),
    ):
        parser.add_argument(f"--{name}", action="append", default=[], help=help)
    parser.add_argument(
        "--together",
        action="store_true",
        help="作为同一订单的各行 / as lines of one order, not each by itself",
    )


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="问题文件，可为 .gz / the case, may be .gz")
    parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象 / print one JSON object")
    parser.add_argument("--strict", action="store_true", help="有误即停 / stop at anything wrong")


def run_mrp(arguments: Namespace, settings: Settings) -> int:
    if arguments.constrained:
        return _run_constrained(arguments, settings)
    try:
        known = _encoded(arguments)
        ready(mrp.warm_up, settings)
        used = process_time()
        known, plan = case.run(known)
        cpu = process_time() - used
    except EngineError as error:
        raise _refused(arguments.file, error) from error
    answer = case.planned(known, plan, pegging=not arguments.no_pegging)
    _refuse_told(arguments, answer["messages"])
    answer["cpu_s"] = round(cpu, 4)
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    rows = (
        (one["start"], one["due"], one["quantity"], one["item"], one.get("project", ""))
        for one in answer["orders"]
    )
    _tell(("start", "due", "quantity", "item", "project"), rows, answer["messages"], settings)
    return 0


def _run_constrained(arguments: Namespace, settings: Settings) -> int:
    known, plan, cpu = _promised(arguments, [], settings)
    answer = case.planned_within(known, plan)
    _refuse_told(arguments, answer["messages"])
    answer["cpu_s"] = round(cpu, 4)
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    heads = ("due", "promised", "late", "quantity", "item", "demand")
    _tell(heads, _written(heads, answer["demands"]), _reasons(answer["demands"], "why", answer), settings)
    return 0


def run_promise(arguments: Namespace, settings: Settings) -> int:
    known, plan, cpu = _promised(arguments, _asked(arguments), settings)
    answer = case.answered(known, plan, together=arguments.together)
    _refuse_told(arguments, answer["messages"])
    answer["cpu_s"] = round(cpu, 4)
    if not answer["answers"]:
        raise Invalid(_faults(arguments, answer["messages"]) or (_no_question(arguments),))
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    heads = ("due", "promised", "earliest", "met", "quantity", "item")
    _tell(heads, _written(heads, answer["answers"]), _reasons(answer["answers"], "chain", answer), settings)
    return 0


def _promised(
    arguments: Namespace, questions: list[dict[str, Any]], settings: Settings
) -> tuple[case.Case, promise.Plan, float]:
    """The plan of a case with material and capacity together, and the CPU seconds it took."""
    try:
        known = case.encoded(case.read(text_of(arguments.file), questions))
        _refuse_faults(arguments, known)
        ready(promise.warm_up, settings)
        used = process_time()
        plan = promise.plan(case.constrained(known))
        return known, plan, process_time() - used
    except EngineError as error:
        raise _refused(arguments.file, error) from error


def _asked(arguments: Namespace) -> list[dict[str, Any]]:
    columns = (arguments.item, arguments.quantity, arguments.due)
    if len({len(column) for column in columns}) > 1:
        words = Words(
            "每个问题都要有 --item、--quantity 和 --due", "Every question needs --item, --quantity and --due"
        )
        raise Invalid.at(("item",), "incomplete_question", words)
    return [
        {"item": item, "quantity": quantity, "due": int(due) if due.lstrip("-").isdecimal() else due}
        for item, quantity, due in zip(*columns, strict=True)
    ]


def _no_question(arguments: Namespace) -> Fault:
    words = Words(
        "没有问题：请给出 --item、--quantity、--due，或在文件中写 questions",
        "There is no question: give --item, --quantity and --due, or questions in the file",
    )
    return Fault((str(arguments.file),), "no_question", words)


def _faults(arguments: Namespace, messages: Iterable[dict[str, Any]]) -> tuple[Fault, ...]:
    return tuple(
        Fault(
            (str(arguments.file), *one.get("place", ("items", one.get("item", "")))),
            "refused_row",
            Words(one["zh"], one["en"]),
        )
        for one in messages
        if one["kind"] == "refused" or one["kind"] in case.WRONG_DATA
    )


def _refuse_told(arguments: Namespace, messages: Iterable[dict[str, Any]]) -> None:
    """The same as `_refuse_faults` for planning data and for what showed only while planning."""
    if arguments.strict and (faults := _faults(arguments, messages)):
        raise Invalid(faults)


def _written(heads: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> Iterable[tuple[str, ...]]:
    return (tuple("-" if row[head] is None else str(row[head]) for head in heads) for row in rows)


def _reasons(rows: Iterable[dict[str, Any]], name: str, answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [*(link for row in rows for link in row[name]), *answer["messages"]]


def run_bom(arguments: Namespace, settings: Settings) -> int:
    try:
        known = _encoded(arguments)
        ready(bom.warm_up, settings)
        answer = case.exploded(
            known, arguments.item, _quantity(arguments.quantity), _day(known, arguments.date)
        )
    except EngineError as error:
        raise _refused(arguments.file, error) from error
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    rows = ((str(one["level"]), one["quantity"], one["item"]) for one in answer["totals"])
    _tell(("level", "quantity", "item"), rows, answer["messages"], settings)
    return 0


def _quantity(text: str) -> Fraction:
    words = Words("数量“{text}”必须是数字", "The quantity {text} must be a number")
    try:
        exact = Decimal(text)
        if exact.is_finite() and abs(exact.adjusted()) < DIGITS:
            return Fraction(exact)
    except InvalidOperation:
        pass
    raise Invalid.at(("quantity",), "not_a_number", words.fill(text=text))


def _day(known: case.Case, text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return (date.fromisoformat(text) - known.file.start).days
    except ValueError as error:
        words = Words(
            "日期“{text}”必须写成 2026-11-23 的样子", "The date {text} must be written like 2026-11-23"
        )
        raise Invalid.at(("date",), "no_date", words.fill(text=text)) from error


def _encoded(arguments: Namespace) -> case.Case:
    known = case.encoded(case.read(text_of(arguments.file)))
    _refuse_faults(arguments, known)
    return known


def _refuse_faults(arguments: Namespace, known: case.Case) -> None:
    if arguments.strict and known.faults:
        raise Invalid(
            tuple(
                Fault((str(arguments.file), *one.place), "refused_row", Words(one.zh, one.en))
                for one in known.faults
            )
        )


def _refused(file: Path, error: EngineError) -> Invalid:
    return Invalid.at((str(file), *error.place), "cannot_be_planned", Words(error.zh, error.en))


def _tell(
    heads: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    messages: list[dict[str, Any]],
    settings: Settings,
) -> None:
    print("\t".join(heads))
    for row in rows:
        print("\t".join(row))
    for message in messages:
        print(f"· {message[settings.language]}", file=sys.stderr)


COMMANDS = (
    Command("mrp", NAMES["mrp"], run_mrp, arguments_of_mrp),
    Command("promise", NAMES["promise"], run_promise, arguments_of_promise),
    Command("bom", NAMES["bom"], run_bom, arguments_of_bom),
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], COMMANDS))
