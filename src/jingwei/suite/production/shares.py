"""What a work order takes at places that substitutes share: whole steps, so that the shares hold over many small orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jingwei.base.decimals import multiply
from jingwei.base.units import BUILT_IN, to_step
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.engineering.dividing import divided
from jingwei.suite.planning.sources import Names

ORDER = "production.order"
WHOLE = Fraction(1)
Place = tuple[object, ...]
"""Lines from the top down to the structure, then the name of the group."""


@dataclass(frozen=True, slots=True)
class Part:
    """A component of an order: `per` piece, or per order where it is fixed, for all that its place wants."""

    component: Row
    line: Row
    per: Decimal
    share: Fraction = WHOLE
    place: Place = ()

    @property
    def fixed(self) -> bool:
        return self.line.cells.get("fixed") is True

    @property
    def step(self) -> Decimal:
        return BUILT_IN.unit(str(self.component.cells["unit"])).step

    @property
    def key(self) -> Place:
        return (*self.place, self.line.id)

    def steps(self, quantity: Decimal) -> int:
        """All that its place wants, in steps of this component."""
        need = self.per if self.fixed else multiply(self.per, quantity)
        return int(to_step(need, self.step, "up") / self.step)


async def needs(
    room: Room, bom: Row, parts: Sequence[Part], quantity: Decimal
) -> Iterator[tuple[Part, Decimal]]:
    """What an order takes of each part; members of a place that get nothing this time are left out."""
    places: dict[Place, list[Part]] = defaultdict(list)
    for part in parts:
        if part.place:
            places[part.place].append(part)
    before = await taken(room, bom) if places else {}
    amounts: dict[Place, int] = {}
    for members in places.values():
        if sum(part.share for part in members) == 1:
            amounts.update(apportioned(members, quantity, before))
    found = ((part, amounts.get(part.key, share_of(part, quantity))) for part in parts)
    return ((part, steps * part.step) for part, steps in found if steps or not part.place)


def share_of(part: Part, quantity: Decimal) -> int:
    return -(-part.steps(quantity) * part.share.numerator // part.share.denominator)


def apportioned(
    members: Sequence[Part], quantity: Decimal, before: Mapping[int, Decimal]
) -> dict[Place, int]:
    """By line of a place, in steps of its own component; the place is counted in steps of its first member."""
    first = members[0]
    ratios = [
        Fraction(part.per) * Fraction(first.step) / (Fraction(first.per) * Fraction(part.step))
        for part in members
    ]
    had = [
        Fraction(before.get(part.component.id, Decimal(0))) / Fraction(part.step) / ratio
        for part, ratio in zip(members, ratios, strict=True)
    ]
    parts = divided(first.steps(quantity), [part.share for part in members], had)
    return {
        part.key: -(-steps * ratio.numerator // ratio.denominator)
        for part, steps, ratio in zip(members, parts, ratios, strict=True)
    }


async def taken(room: Room, bom: Row) -> dict[int, Decimal]:
    """What orders by the same version have taken of each component, those of this submission included."""
    names = Names(room.catalogue, room.schema)
    o, c = names.form(ORDER, "o"), names.form(f"{ORDER}.components", "c")
    here = [row for row in room.writes.heads() if row.form.slug == ORDER and row.cells.get("bom") == bom.id]
    found: dict[int, Decimal] = defaultdict(Decimal)
    rows = await room.transaction.fetch(
        f"SELECT {c['item']}, sum({c['quantity.base']}) FROM {c} JOIN {o} ON o.id = c.parent WHERE {o['bom']} = $1 "
        f"AND o.deleted_at IS NULL AND {o['state']} NOT IN ('draft', 'cancelled') AND NOT o.id = ANY($2::bigint[]) GROUP BY 1",
        bom.id, [row.id for row in here],
    )  # fmt: skip
    for item, quantity in rows:
        found[item] += quantity
    for row in here:
        for line in row.lines["components"]:
            amount = line.cells.get("quantity")
            if not line.removed and isinstance(amount, Decimal):
                found[int(str(line.cells["item"]))] += amount
    return found
