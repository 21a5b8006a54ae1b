"""The import of a CSV file: every cell is checked first, then rows are written in batches by their key."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path as File

from jingwei.base.errors import Faults, Invalid, NotFound
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
    total = await asyncio.to_thread(check, sheet, known)

    async def work(writer: Writer) -> Tally:
        tally = Tally(rehearsed=dry)
        carrier = Carrier(writer, catalogue, tally, progress, total)
        count = tally.stage(found.title, found.slug)
        rows = (known.wanted(row, Faults()) for row in sheet.rows())
        while piece := [one for one in islice(rows, PIECE) if one is not None]:
            await carrier.part(stage(found, piece), count)
        carrier.refuse()
        return tally

    return await rehearse(door, actor, why, work) if dry else await work(Live(door, actor, why))


def check(sheet: Sheet, known: Columns) -> int:
    """The number of rows, once every cell can be read and no key stands twice."""
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
    if faults.found:
        raise Invalid(list(dict.fromkeys(faults.found))[:MOST])
    return len(lines)


def stage(form: Form, piece: list[Wanted]) -> Stage:
    return Stage(form.title, form.slug, form.key or "", piece)
