"""Which versions of a structure stand already, and which have to be made or put back in use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from jingwei.base.words import Words
from jingwei.exchange.inventree.entry import origin
from jingwei.exchange.inventree.ground import Ground
from jingwei.exchange.inventree.structure import Structure
from jingwei.exchange.wanted import Settle, Stage, Wanted
from jingwei.process.commands import Act
from jingwei.spec.catalogue import Catalogue
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction

VERSION = re.compile(r"V(\d{1,9})")


@dataclass(slots=True)
class Versions:
    """The versions of one item's structure."""

    names: set[str] = field(default_factory=set)
    ours: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    """(id, state, version) by external key, of those an import has made."""

    def following(self) -> str:
        numbers = [int(match[1]) for name in self.names if (match := VERSION.fullmatch(name))]
        return f"V{max(numbers, default=0) + 1}"


async def standing(
    transaction: Transaction, schema: str, catalogue: Catalogue, codes: Iterable[str]
) -> dict[str, Versions]:
    """Versions by item code."""
    bom, item = catalogue.forms["engineering.bom"], catalogue.forms["engineering.item"]
    columns = ", ".join(f"b.{names.column(bom[slug])}" for slug in ("version", "source_key", "state"))
    rows = await transaction.fetch(
        f"SELECT i.{names.column(item['code'])}, b.id, {columns} FROM {schema}.{names.table(bom)} b "
        f"JOIN {schema}.{names.table(item)} i ON i.id = b.{names.column(bom['item'])} "
        f"WHERE i.{names.column(item['code'])} = ANY($1::text[]) AND b.deleted_at IS NULL AND i.deleted_at IS NULL",
        list(codes),
    )
    found: dict[str, Versions] = {}
    for code, identity, version, source, state in rows:
        known = found.setdefault(code, Versions())
        known.names.add(version)
        if source and source.startswith("inventree:"):
            known.ours[source] = (identity, state, version)
    return found


def versions(ground: Ground, structure: Structure, known: dict[str, Versions]) -> tuple[Stage, list[Act]]:
    """The structures to be there, and the earlier ones that are put back in use because the source has returned to them."""
    wanted: list[Wanted] = []
    back: list[Act] = []
    for part in sorted(structure.lines):
        code = ground.codes[part]
        there = known.get(code, Versions())
        name = structure.content_key(part)
        mine = there.ours.get(name)
        others = [one for key, one in there.ours.items() if key != name and one[1] == "released"]
        if mine is not None and mine[1] == "superseded" and others:
            back.append(Act("engineering.bom", mine[0], "thaw"))
        version = mine[2] if mine else there.following()
        values = {
            "code": f"{code}-{version}", "item": ground.item(part), "version": version, "note": structure.note(part),
            "base_quantity": {"value": "1", "unit": ground.measures[part].unit},
        }  # fmt: skip
        wanted.append(
            Wanted(
                name,
                values,
                origin("part.part", part),
                {"lines": structure.rows(part)},
                settle=Settle("release"),
            )
        )
    stage = Stage(
        Words("物料清单", "Bills of materials"), "engineering.bom", "source_key", wanted, only_new=True
    )
    return stage, back
