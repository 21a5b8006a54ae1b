"""Parts become items."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from jingwei.base.decimals import EXACT, add, divide, plain, settle
from jingwei.base.words import Words
from jingwei.exchange.inventree import models as m
from jingwei.exchange.inventree.entry import origin
from jingwei.exchange.inventree.export import above
from jingwei.exchange.inventree.ground import Ground, key, line_text, money
from jingwei.exchange.inventree.money import each
from jingwei.exchange.inventree.structure import Structure
from jingwei.exchange.wanted import Settle, Stage, Wanted

ONCE = frozenset({"unit", "standard_cost", "cost_material", "lot_controlled"})
"""Fields other things already rest on: a later import leaves them alone."""


class Sources:
    """Where a part is bought and what it costs."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.offers = self._offers()
        self.pricing = {
            one.part: (pk, one) for pk, one in ground.export.of("part.partpricing", m.Pricing).items()
        }
        self.inside = self._lowest("part.partinternalpricebreak")
        self.sold = self._lowest("part.partsellpricebreak")

    def _offers(self) -> dict[int, list[tuple[Decimal, Decimal | None, int, int]]]:
        """(from quantity, price of one unit, supplier part, supplier) per part, smallest quantity and price first."""
        priced: dict[int, list[tuple[Decimal, Decimal | None]]] = {}
        for pk, one in self.ground.export.of("company.supplierpricebreak", m.Break).items():
            part = self.ground.supplier_parts[one.owner]
            at = origin("company.supplierpricebreak", pk, "price_currency")
            price = self.ground.price(part.part, one.price, one.currency, at)
            priced.setdefault(one.owner, []).append(
                (one.quantity, None if price is None else each(price, part.pack))
            )
        offers: dict[int, list[tuple[Decimal, Decimal | None, int, int]]] = {}
        for pk, sold in self.ground.supplier_parts.items():
            quantity, price = min(priced.get(pk, ()), key=lambda found: found[0], default=(Decimal(0), None))
            offers.setdefault(sold.part, []).append((quantity, price, pk, sold.supplier))
        return offers

    def _lowest(self, model: str) -> dict[int, Decimal]:
        """The price of the smallest quantity, in CNY per unit."""
        found: dict[int, tuple[Decimal, Decimal]] = {}
        for pk, one in self.ground.export.of(model, m.Break).items():
            if one.owner not in self.ground.parts:
                continue
            price = self.ground.price(one.owner, one.price, one.currency, origin(model, pk, "price_currency"))
            if price is not None and (one.owner not in found or one.quantity < found[one.owner][0]):
                found[one.owner] = (one.quantity, price)
        return {part: price for part, (_, price) in found.items()}

    def main(self, pk: int) -> tuple[int | None, Decimal | None]:
        """The supplier a part is bought from: the default one, else the cheapest for small quantities."""
        offers = self.offers.get(pk, [])
        default = self.ground.parts[pk].supplier_part
        chosen = next((one for one in offers if one[2] == default), None)
        if chosen is None and offers:
            chosen = min(offers, key=lambda one: (one[1] is None, one[1] or Decimal(0), one[2]))
        return (None, None) if chosen is None else (chosen[3], chosen[1])

    def cost(self, pk: int) -> Decimal | None:
        """CNY for one unit: the price inside the house, else the middle of InvenTree's own range, else the supplier's price."""
        if pk in self.inside:
            return self.inside[pk]
        number, known = self.pricing.get(pk, (0, None))
        if known is not None:
            at = origin("part.partpricing", number, "currency")
            ends = [self.ground.price(pk, one, known.currency, at) for one in (known.low, known.high)]
            there = [one for one in ends if one is not None]
            if there:
                return divide(add(there[0], there[-1]), Decimal(2))
        return self.main(pk)[1]


def items(ground: Ground, structure: Structure, sources: Sources) -> Stage:
    """Templates first, so that their variants can name them."""
    stocked = {one.part for one in ground.stock.values()}
    categories = ground.export.of("part.partcategory", m.Category)
    parents = {pk: one.parent for pk, one in categories.items()}
    names = {pk: one.name for pk, one in categories.items()}
    makers = maker_notes(ground)
    ordered = sorted(ground.parts, key=lambda pk: (len(above(ground.parents, pk)), pk))
    wanted = []
    for pk in ordered:
        part = ground.parts[pk]
        values = {
            **described(ground, structure, sources, pk),
            "category": line_text(ground.path(parents, names, part.category), 200),
            "lot_controlled": part.trackable or pk in stocked,
            "note": remarks(part, makers.get(pk, [])),
        }
        stop = None if part.active else Settle("stop", before=frozenset({"active"}), locks=False)
        wanted.append(Wanted(key("part.part", pk), values, origin("part.part", pk), once=ONCE, settle=stop))
    return Stage(Words("物料", "Items"), "engineering.item", "source_key", wanted, adopt="code")


def described(ground: Ground, structure: Structure, sources: Sources, pk: int) -> dict[str, object]:
    part = ground.parts[pk]
    made = pk in structure.lines or (part.assembly and not part.purchaseable)
    supplier, price = sources.main(pk)
    cost = sources.cost(pk)
    if cost is None:
        ground.notice(
            origin("part.part", pk),
            "no_cost",
            "没有价格，标准成本为 0",
            "It has no price; its standard cost is 0",
        )
    if part.virtual:
        ground.notice(
            origin("part.part", pk, "virtual"), "virtual",
            "虚拟物料按普通物料导入", "A virtual part is imported as an ordinary item",
        )  # fmt: skip
    base = None if cost is None else per_base(cost, ground.measures[pk].base)
    return {
        "code": ground.codes[pk], "name": line_text(part.name, 200), "specification": line_text(part.description, 500),
        "unit": ground.measures[pk].unit, "kind": kind(part, made), "source": "make" if made else "buy",
        "revision": line_text(part.revision, 20), "safety_stock": plain(ground.scaled(part.minimum, ground.measures[pk].factor)),
        "warehouse": ground.place(ground.home[pk]),
        "template": ground.item(part.variant_of) if part.variant_of else None,
        "supplier": ground.company(supplier) if supplier and not made else None,
        "purchase_price": money(price) if not made else None, "sales_price": money(sources.sold.get(pk)),
        "standard_cost": money(base) or "0", "cost_material": money(base),
    }  # fmt: skip


def kind(part: m.Part, made: bool) -> str:
    """What is sold and made is a product, what is only made a semi-finished part, all else is bought material."""
    if part.salable and (made or not part.component):
        return "finished"
    return "semi" if made else "raw"


def per_base(cost: Decimal, factor: Fraction) -> Decimal:
    exact = Fraction(cost) / factor
    return settle(EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator)))


def maker_notes(ground: Ground) -> dict[int, list[str]]:
    """Manufacturer and part number, which have no field of their own."""
    notes: dict[int, list[str]] = {}
    for one in ground.export.of("company.manufacturerpart", m.MakerPart).values():
        maker = ground.companies.get(one.maker or 0)
        notes.setdefault(one.part, []).append(f"制造商 {maker.name if maker else '?'}: {one.number}")
    return notes


def remarks(part: m.Part, makers: list[str]) -> str:
    template = ["模板 / template"] if part.template else []
    return "\n".join(text for text in (*template, part.keywords, part.link, *makers, part.notes) if text)[
        :90_000
    ]
