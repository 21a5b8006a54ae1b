"""Locations become warehouses, companies become suppliers and customers."""

from __future__ import annotations

from fractions import Fraction

from jingwei.base.words import Words
from jingwei.exchange.inventree import models as m
from jingwei.exchange.inventree.entry import origin
from jingwei.exchange.inventree.ground import (
    NOWHERE,
    Ground,
    company_code,
    key,
    line_text,
    location_code,
    money,
)
from jingwei.exchange.inventree.money import each
from jingwei.exchange.wanted import Line, Stage, Wanted

PRICE_ROWS = 800


def warehouses(ground: Ground) -> Stage:
    """One warehouse per location, named by its whole path, and one for what lies nowhere."""
    parents = {pk: one.parent for pk, one in ground.locations.items()}
    names = {pk: one.name for pk, one in ground.locations.items()}
    wanted = []
    for pk, one in ground.locations.items():
        path = ground.path(parents, names, pk)
        values = {
            "code": location_code(pk), "name": path if len(path) <= 80 else "…" + path[-79:],
            "kind": "other" if one.external else "raw", "address": line_text(one.description, 200),
        }  # fmt: skip
        wanted.append(Wanted(key("stock.stocklocation", pk), values, origin("stock.stocklocation", pk)))
    nowhere = {"code": NOWHERE, "name": "未指定库位", "kind": "other"}
    wanted.append(Wanted(key("stock.stocklocation", 0), nowhere, ("stock.stocklocation",)))
    return Stage(Words("仓库", "Warehouses"), "inventory.warehouse", "source_key", wanted, adopt="code")


def suppliers(ground: Ground) -> Stage:
    """Suppliers, and manufacturers as suppliers not in use."""
    orders = ground.export.of("order.purchaseorder", m.Order)
    used = {one.supplier for one in ground.supplier_parts.values()} | {one.partner for one in orders.values()}
    people, places = contacts(ground)
    wanted = []
    for pk, one in ground.companies.items():
        if not (one.supplier or one.manufacturer or pk in used):
            continue
        active = one.active and (one.supplier or pk in used)
        values = {**partner(one, people.get(pk), places.get(pk)), "code": company_code(pk), "active": active}
        if not active and one.manufacturer:
            values["note"] = f"制造商 / manufacturer\n{values['note']}".strip()
        wanted.append(Wanted(key("company.company", pk), values, origin("company.company", pk)))
    return Stage(Words("供应商", "Suppliers"), "purchasing.supplier", "source_key", wanted, adopt="code")


def customers(ground: Ground) -> Stage:
    orders = ground.export.of("order.salesorder", m.Order)
    used = {one.partner for one in orders.values()} | {one.customer for one in ground.stock.values()}
    people, places = contacts(ground)
    wanted = [
        Wanted(
            key("company.company", pk),
            {**partner(one, people.get(pk), places.get(pk)), "code": company_code(pk), "active": one.active},
            origin("company.company", pk),
        )
        for pk, one in ground.companies.items()
        if one.customer or pk in used
    ]
    return Stage(Words("客户", "Customers"), "sales.customer", "source_key", wanted, adopt="code")


def contacts(ground: Ground) -> tuple[dict[int, m.Contact], dict[int, m.Address]]:
    """The first contact and the primary (else the first) address of each company."""
    people: dict[int, m.Contact] = {}
    for contact in ground.export.of("company.contact", m.Contact).values():
        people.setdefault(contact.company, contact)
    places: dict[int, m.Address] = {}
    for address in ground.export.of("company.address", m.Address).values():
        if address.primary or address.company not in places:
            places[address.company] = address
    return people, places


def partner(one: m.Company, person: m.Contact | None, place: m.Address | None) -> dict[str, object]:
    """What suppliers and customers have in common."""
    email = one.email or (person.email if person else "")
    remarks = (one.description, one.website, email, one.notes)
    return {
        "name": line_text(one.name, 200),
        "contact": line_text(one.contact or (person.name if person else ""), 80),
        "phone": line_text(one.phone or (person.phone if person else ""), 60),
        "address": line_text(", ".join(place.lines) if place else "", 300),
        "note": "\n".join(text for text in remarks if text)[:90_000],
    }


def prices(ground: Ground) -> Stage:
    """Supplier parts and their price breaks as rows of the supplier; without a break the row has no price."""
    breaks: dict[int, list[tuple[int, m.Break]]] = {}
    for pk, one in ground.export.of("company.supplierpricebreak", m.Break).items():
        breaks.setdefault(one.owner, []).append((pk, one))
    rows: dict[int, list[Line]] = {}
    for pk, part in ground.supplier_parts.items():
        found = [price_row(ground, number, part, one) for number, one in breaks.get(pk, ())]
        none = Line({**row(ground, part), "minimum": None, "price": None}, origin("company.supplierpart", pk))
        rows.setdefault(part.supplier, []).extend(found or [none])
    wanted = [
        Wanted(key("company.company", supplier), {}, origin("company.company", supplier), {"prices": found[at : at + PRICE_ROWS]})
        for supplier, found in rows.items()
        for at in range(0, len(found), PRICE_ROWS)
    ]  # fmt: skip
    return Stage(
        Words("供货价格", "Supplier prices"), "purchasing.supplier", "source_key", wanted,
        matched_by={"prices": ("item", "part_no", "minimum")},
    )  # fmt: skip


def row(ground: Ground, part: m.SupplierPart) -> dict[str, object]:
    return {"item": ground.item(part.part), "part_no": line_text(part.sku, 120)}


def price_row(ground: Ground, pk: int, part: m.SupplierPart, one: m.Break) -> Line:
    """A break counts packs; here quantities and prices are those of the item's unit."""
    at = origin("company.supplierpricebreak", pk)
    price = ground.price(part.part, one.price, one.currency, (*at, "price_currency"))
    minimum = ground.amount(part.part, ground.scaled(one.quantity, Fraction(part.pack)))
    unit_price = None if price is None else money(each(price, part.pack))
    return Line({**row(ground, part), "minimum": minimum, "price": unit_price}, at)
