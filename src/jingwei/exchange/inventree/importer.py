"""The import of an InvenTree export from end to end: read, map, compare, write in batches, count."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as File

from jingwei.base.errors import Faults, Invalid
from jingwei.base.words import Words, same
from jingwei.exchange.carry_out import Carrier, Progress
from jingwei.exchange.inventree import boms, stock
from jingwei.exchange.inventree.builds import builds
from jingwei.exchange.inventree.export import Export, read_through
from jingwei.exchange.inventree.ground import Ground
from jingwei.exchange.inventree.items import Sources, items
from jingwei.exchange.inventree.money import Rates
from jingwei.exchange.inventree.orders import purchases, sales
from jingwei.exchange.inventree.partners import customers, prices, suppliers, warehouses
from jingwei.exchange.inventree.structure import Structure
from jingwei.exchange.tally import Tally
from jingwei.exchange.wanted import Stage, Wanted
from jingwei.exchange.writer import Live, Writer, rehearse
from jingwei.process.commands import Act, Actor
from jingwei.process.submit import Door
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer

ACCOUNTS = (
    ("1403", "原材料", "asset", "debit", True),
    ("1409", "自制半成品", "asset", "debit", True),
    ("1405", "库存商品", "asset", "debit", True),
    ("4001", "实收资本", "equity", "credit", False),
)
"""What items and opening vouchers are posted to; a workspace with its own chart has them already."""


FORMS = (
    "inventory.warehouse", "purchasing.supplier", "sales.customer", "engineering.item", "inventory.lot",
    "inventory.opening", "engineering.bom", "purchasing.order", "sales.order", "production.order",
)  # fmt: skip
"""What an import writes besides accounts; each is found again by its external key."""

PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "import", trusted=True)
"""Who writes: the platform, which alone may take documents over as they stand; who started it is told in `why`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the file asks for, mapped and checked before anything is written."""

    ground: Ground
    structure: Structure
    before: tuple[Stage, ...]
    lots: Stage
    after: tuple[Stage, ...]

    @property
    def total(self) -> int:
        stages = (*self.before, self.lots, *self.after)
        return sum(len(stage.wanted) for stage in stages) + len(self.structure.lines)


async def bring_in(
    door: Door, file: File, *, rates: Rates, progress: Progress, why: str, dry: bool = False
) -> Tally:
    """Imports the file; a rehearsal does the same and keeps nothing. Raises Invalid with every fault at model, pk and field."""
    tally = Tally(rehearsed=dry)
    # In a thread: a large file must not keep the worker from saying that it lives.
    plan = await asyncio.to_thread(lambda: planned_from(file, rates, tally))

    async def work(writer: Writer) -> Tally:
        # A rehearsal may begin again: what it has counted so far does not count.
        fresh = Tally(source=tally.source, notices=list(tally.notices), rehearsed=dry)
        return await carried_out(writer, plan, fresh, progress)

    return await rehearse(door, PLATFORM, why, work) if dry else await work(Live(door, PLATFORM, why))


BROKEN = frozenset({"dangling", "cycle", "duplicate", "no_parts"})
"""With one of these the objects do not hang together, and what else is wrong cannot be told."""


def planned_from(file: File, rates: Rates, tally: Tally) -> Plan:
    """The plan of a file; raises Invalid with what is wrong in its fields and in what they come to, all at once."""
    export, found = read_through(file)
    if any(fault.code in BROKEN for fault in found):
        raise Invalid(found)
    try:
        plan = planned(export, rates, tally)
    except Invalid as error:
        # What follows from a field that could not be read is not told a second time.
        objects = {fault.path[:2] for fault in found}
        raise Invalid([*found, *(one for one in error.faults if one.path[:2] not in objects)]) from None
    if found:
        raise Invalid(found)
    return plan


def planned(export: Export, rates: Rates, tally: Tally) -> Plan:
    """All mappings; raises Invalid with every fault of the whole file."""
    faults = Faults()
    ground = Ground(export, rates, tally, faults)
    structure = Structure(ground)
    sources = Sources(ground)
    sold = sales(ground, sources)
    plan = Plan(
        ground,
        structure,
        (
            accounts(), warehouses(ground), suppliers(ground), customers(ground), items(ground, structure, sources),
            prices(ground),
        ),
        stock.lots(ground),
        (purchases(ground, sources), sold, builds(ground, frozenset(one.key for one in sold.wanted))),
    )  # fmt: skip
    faults.refuse()
    ground.tell_rates()
    tally.source = counted(export, structure)
    tally.notices[:] = list(dict.fromkeys(tally.notices))
    return plan


async def carried_out(writer: Writer, plan: Plan, tally: Tally, progress: Progress) -> Tally:
    """The stages in the order in which they build on each other."""
    door = writer.door
    schema = door.workspace.schema
    catalogue = await door.catalogues.current(door.workspace)
    ready(catalogue)
    carrier = Carrier(writer, catalogue, tally, progress, plan.total)
    for stage in (*plan.before, plan.lots):
        await carrier.stage(stage)
    opened, drafts = await writer.read(lambda t: stock.opened_before(t, schema, catalogue))
    openings = stock.openings(plan.ground, opened, drafts, tally)
    carrier.total += len(openings.wanted)
    await carrier.stage(openings)
    codes = [plan.ground.codes[pk] for pk in plan.structure.lines]
    known = await writer.read(lambda t: boms.standing(t, schema, catalogue, codes))
    structures, back = boms.versions(plan.ground, plan.structure, known)
    await put_back(writer, back)
    await carrier.stage(structures)
    for stage in plan.after:
        await carrier.stage(stage)
    return tally


def ready(catalogue: Catalogue) -> None:
    """Refuses a workspace whose apps are missing or older than the fields an import needs."""
    faults = Faults()
    for slug in FORMS:
        form = catalogue.forms.get(slug)
        if form is None or "source_key" not in form.by_slug:
            words = Words(
                "工作区缺少表单 {f} 或其外部标识字段，请先发布自带套件（jingwei bundle apply）",
                "The workspace lacks the form {f} or its external key; publish the suite first (jingwei bundle apply)",
            )
            faults.add((slug,), "app_missing", words.fill(f=slug))
    faults.refuse()


async def put_back(writer: Writer, acts: Sequence[Act]) -> None:
    """Puts earlier structures back in use; those they replace are superseded by that."""
    for at in range(0, len(acts), 200):
        await writer.submit(acts[at : at + 200])


def accounts() -> Stage:
    wanted = [
        Wanted(code, {"name": name, "kind": kind, "side": side, "inventory": inventory}, ("account", code))
        for code, name, kind, side, inventory in ACCOUNTS
    ]
    return Stage(Words("会计科目", "Accounts"), "finance.account", "code", wanted, only_new=True)


def counted(export: Export, structure: Structure) -> list[tuple[Words, int]]:
    """The figures of the file by which an import is checked, and what of it is not taken over."""
    rows = [one for found in structure.lines.values() for one in found]
    own = sum(one.template is None and one.priority == 1 for one in rows)
    known = (
        (Words("物料（part.part）", "Parts (part.part)"), len(export.parts)),
        (Words("BOM 行（part.bomitem）", "BOM lines (part.bomitem)"), own),
        (Words("继承自模板的 BOM 行", "BOM lines inherited from templates"),
         sum(one.template is not None and one.priority == 1 for one in rows)),
        (Words("替代料行", "Substitute lines"), sum(one.priority > 1 for one in rows)),
        (Words("库存件（stock.stockitem）", "Stock items (stock.stockitem)"), len(export.models["stock.stockitem"])),
        (Words("供应商料号（company.supplierpart）", "Supplier parts (company.supplierpart)"),
         len(export.models["company.supplierpart"])),
    )  # fmt: skip
    left = [
        (Words("未导入：{m}", "Not taken over: {m}").fill(m=same(model)), n)
        for model, n in sorted(export.ignored.items())
    ]
    return [*known, *left]
