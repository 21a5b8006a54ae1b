"""An InvenTree export taken in: every object that is used, by model and pk, with its links checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import TypeVar

from jingwei.base.errors import Fault, Faults, Invalid
from jingwei.base.words import Words
from jingwei.exchange.inventree import models as m
from jingwei.exchange.inventree.entry import Entry, origin
from jingwei.exchange.inventree.models import PARSERS
from jingwei.exchange.inventree.reader import read

T = TypeVar("T")
MOST_FAULTS = 2_000

LINKS: tuple[tuple[str, str, str, str], ...] = (
    ("part.partcategory", "parent", "parent", "part.partcategory"),
    ("part.part", "category", "category", "part.partcategory"),
    ("part.part", "variant_of", "variant_of", "part.part"),
    ("part.part", "default_location", "location", "stock.stocklocation"),
    ("part.part", "default_supplier", "supplier_part", "company.supplierpart"),
    ("part.bomitem", "part", "part", "part.part"),
    ("part.bomitem", "sub_part", "sub_part", "part.part"),
    ("part.bomitemsubstitute", "bom_item", "bom_item", "part.bomitem"),
    ("part.bomitemsubstitute", "part", "part", "part.part"),
    ("company.supplierpart", "part", "part", "part.part"),
    ("company.supplierpart", "supplier", "supplier", "company.company"),
    ("company.supplierpricebreak", "part", "owner", "company.supplierpart"),
    ("stock.stocklocation", "parent", "parent", "stock.stocklocation"),
    ("stock.stockitem", "part", "part", "part.part"),
    ("stock.stockitem", "location", "location", "stock.stocklocation"),
    ("stock.stockitem", "belongs_to", "inside", "stock.stockitem"),
    ("stock.stockitem", "customer", "customer", "company.company"),
    ("stock.stockitem", "supplier_part", "supplier_part", "company.supplierpart"),
    ("order.purchaseorder", "supplier", "partner", "company.company"),
    ("order.purchaseorderlineitem", "order", "order", "order.purchaseorder"),
    ("order.purchaseorderlineitem", "part", "part", "company.supplierpart"),
    ("order.salesorder", "customer", "partner", "company.company"),
    ("order.salesorderlineitem", "order", "order", "order.salesorder"),
    ("order.salesorderlineitem", "part", "part", "part.part"),
    ("build.build", "part", "part", "part.part"),
    ("build.build", "sales_order", "sales_order", "order.salesorder"),
    ("build.build", "destination", "destination", "stock.stocklocation"),
    ("build.buildline", "build", "build", "build.build"),
    ("build.buildline", "bom_item", "bom_item", "part.bomitem"),
)
"""(model, field in the file, attribute here, model it points to)."""

TREES = (("part.partcategory", "parent", "parent"), ("part.part", "variant_of", "variant_of"),
         ("stock.stocklocation", "parent", "parent"), ("stock.stockitem", "belongs_to", "inside"))  # fmt: skip
"""Links within one model, which must not run in a circle."""


@dataclass(slots=True)
class Export:
    """The objects of a file by model and pk, in the order of the file."""

    models: dict[str, dict[int, object]] = field(default_factory=lambda: {name: {} for name in PARSERS})
    ignored: Counter[str] = field(default_factory=Counter)

    def of(self, model: str, kind: type[T]) -> Mapping[int, T]:
        found: dict[int, T] = {}
        for pk, one in self.models[model].items():
            if not isinstance(one, kind):
                raise TypeError(f"{model} {pk} is no {kind.__name__}")
            found[pk] = one
        return found

    @property
    def parts(self) -> Mapping[int, m.Part]:
        return self.of("part.part", m.Part)


def take_in(path: File) -> Export:
    """Reads the file to its end; raises Invalid with every fault of every field and link."""
    export, found = read_through(path)
    if found:
        raise Invalid(found)
    return export


def read_through(path: File) -> tuple[Export, list[Fault]]:
    """The file and what is wrong in it; an object with a wrong field is there with that field empty."""
    export, faults = Export(), Faults()
    for raw in read(path):
        parser = PARSERS.get(raw.model)
        if parser is None:
            export.ignored[raw.model.rstrip("?")] += 1
            continue
        known = export.models[raw.model]
        if raw.pk in known:
            faults.add(origin(raw.model, raw.pk), "duplicate", Words("编号重复", "This pk stands twice"))
        known[raw.pk] = parser(Entry(raw, faults))
        if len(faults.found) > MOST_FAULTS:
            break
    if not export.models["part.part"] and not faults.found:
        words = Words(
            "文件中没有 InvenTree 的物料（part.part）", "The file holds no InvenTree part (part.part)"
        )
        faults.add((), "no_parts", words)
    if len(faults.found) <= MOST_FAULTS:
        _check_links(export, faults)
        _check_trees(export, faults)
    return export, list(dict.fromkeys(faults.found))[:MOST_FAULTS]


def _check_links(export: Export, faults: Faults) -> None:
    for model, name, attribute, target in LINKS:
        there = export.models[target]
        for pk, one in export.models[model].items():
            to = getattr(one, attribute)
            if to and to not in there:
                words = Words("{t} {n} 不在文件中", "{t} {n} is not in the file").fill(t=target, n=to)
                faults.add(origin(model, pk, name), "dangling", words)


def _check_trees(export: Export, faults: Faults) -> None:
    for model, name, attribute in TREES:
        parents = {pk: getattr(one, attribute) for pk, one in export.models[model].items()}
        sound: set[int] = set()
        for pk in parents:
            trail: dict[int, None] = {}
            at: int | None = pk
            while at is not None and at not in sound and at not in trail:
                trail[at] = None
                at = parents.get(at)
            if at is not None and at in trail:
                words = Words("上下级成环：{p}", "Parents run in a circle: {p}")
                path = " → ".join(map(str, (*trail, at)))
                faults.add(origin(model, pk, name), "cycle", words.fill(p=path))
            sound |= trail.keys()


def above(parents: Mapping[int, int | None], pk: int) -> list[int]:
    """An object and everything above it, nearest first."""
    found: list[int] = []
    at: int | None = pk
    while at is not None:
        found.append(at)
        at = parents.get(at)
    return found
