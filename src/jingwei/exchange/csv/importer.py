"""The import of a CSV file: every cell is checked first, then rows are written in batches by their key."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path as File

from jingwei.base.errors import Fault, Faults, Invalid, NotFound
from jingwei.base.words import Words
from jingwei.exchange.carry_out import Carrier, Progress
from jingwei.exchange.csv.columns import Columns, columns
from jingwei.exchange.csv.sheet import Sheet
from jingwei.exchange.tally import MOST, Tally
from jingwei.exchange.wanted import Stage, Wanted
from jingwei.exchange.writer import Live, Writer, rehearse
from jingwei.process.commands import Actor
from jingwei.process.submit import Door
from jingwei.spec.form import Form

PIECE = 2_000
"""Rows held in memory at a time."""


async def bring_in(
    door: Door, actor: Actor, file: File, form: str, *, progress: Progress, why: str, dry: bool = False
) -> Tally:
    """Imports the file as the actor; raises Invalid with every fault at line and column."""
    catalogue = await door.catalogues.current(door.workspace)
    found = catalogue.forms.get(form)
    if found is None or found.parent is not None:
        raise NotFound("unknown_form", Words("没有表单“{f}”", 'There is no form "{f}"').fill(f=form[:80]))
    sheet = await asyncio.to_thread(Sheet, file)
    known = columns(catalogue, found, sheet.header)
    total, wrong = await asyncio.to_thread(check, sheet, known)
    if wrong and not dry:
        raise Invalid(wrong)

    async def work(writer: Writer) -> Tally:
        tally = Tally(rehearsed=dry)
        carrier = Carrier(writer, catalogue, tally, progress, total)
        count = tally.stage(found.title, found.slug)
        passed = {str(fault.path[0]) for fault in wrong if fault.path}
        rows = (known.wanted(row, Faults()) for row in sheet.rows() if str(row.line) not in passed)
        while piece := [one for one in islice(rows, PIECE) if one is not None]:
            await carrier.part(stage(found, piece), count)
        # A rehearsal tells of the rows that can be read as well what they would meet, so that one correction is enough.
        tally.faults[:] = sorted((*wrong, *(under_header(one, known) for one in tally.faults)), key=line_of)
        carrier.refuse()
        return tally

    return await rehearse(door, actor, why, work) if dry else await work(Live(door, actor, why))


def check(sheet: Sheet, known: Columns) -> tuple[int, list[Fault]]:
    """The number of rows that can be read, and every cell that cannot and every key that stands twice."""
    faults = Faults()
    lines: dict[str, int] = {}
    for row in sheet.rows():
        one = known.wanted(row, faults)
        if one is None:
            continue
        if one.key in lines:
            words = Words("主键“{k}”与第 {n} 行重复", 'The key "{k}" stands in line {n} already')
            faults.add((str(row.line), known.key), "duplicate", words.fill(k=one.key[:60], n=lines[one.key]))
        lines[one.key] = row.line
        if len(faults.found) > MOST:
            break
    return len(lines), list(dict.fromkeys(faults.found))[:MOST]


def under_header(fault: Fault, known: Columns) -> Fault:
    """What the door says of a field, said of the column the file has for it."""
    header = {item.slug: name for name, item in known.fields.items()}
    path = tuple(header.get(str(part), part) for part in fault.path)
    return Fault(path, fault.code, fault.message)


def line_of(fault: Fault) -> int:
    """Where a fault stands in the file; what concerns all of it comes first."""
    first = str(fault.path[0]) if fault.path else ""
    return int(first) if first.isdigit() else 0


def stage(form: Form, piece: list[Wanted]) -> Stage:
    return Stage(form.title, form.slug, form.key or "", piece)
