"""What is read of each InvenTree model, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jingwei.exchange.inventree.entry import Entry


@dataclass(frozen=True, slots=True)
class Category:
    name: str
    parent: int | None
    location: int | None


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    ipn: str
    revision: str
    description: str
    keywords: str
    notes: str
    link: str
    units: str
    category: int | None
    variant_of: int | None
    location: int | None
    supplier_part: int | None
    minimum: Decimal
    template: bool
    assembly: bool
    component: bool
    trackable: bool
    purchaseable: bool
    salable: bool
    active: bool
    virtual: bool


@dataclass(frozen=True, slots=True)
class BomLine:
    part: int
    sub_part: int
    quantity: Decimal
    reference: str
    note: str
    overage: str
    setup: Decimal
    optional: bool
    consumable: bool
    inherited: bool
    variants: bool


@dataclass(frozen=True, slots=True)
class Substitute:
    bom_item: int
    part: int


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    description: str
    website: str
    phone: str
    email: str
    contact: str
    notes: str
    customer: bool
    supplier: bool
    manufacturer: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Contact:
    company: int
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Address:
    company: int
    primary: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MakerPart:
    part: int
    maker: int | None
    number: str


@dataclass(frozen=True, slots=True)
class SupplierPart:
    part: int
    supplier: int
    sku: str
    pack: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Break:
    """A price from a quantity on: of a supplier part, of a part inside the house, of a part when sold."""

    owner: int
    quantity: Decimal
    price: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Pricing:
    part: int
    low: Decimal | None
    high: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Location:
    name: str
    description: str
    parent: int | None
    external: bool


@dataclass(frozen=True, slots=True)
class StockItem:
    part: int
    supplier_part: int | None
    location: int | None
    inside: int | None
    customer: int | None
    consumed_by: int | None
    serial: str
    batch: str
    quantity: Decimal
    building: bool
    status: int
    price: Decimal | None
    currency: str
    expires: date | None
    notes: str


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase or sales order."""

    reference: str
    partner: int
    description: str
    their_reference: str
    notes: str
    status: int
    created: date | None
    issued: date | None
    target: date | None
    finished: date | None


@dataclass(frozen=True, slots=True)
class OrderLine:
    order: int
    part: int | None
    quantity: Decimal
    done: Decimal
    price: Decimal | None
    currency: str
    target: date | None
    notes: str


@dataclass(frozen=True, slots=True)
class ExtraLine:
    order: int
    reference: str
    quantity: Decimal
    price: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Build:
    reference: str
    title: str
    part: int
    quantity: Decimal
    completed: Decimal
    status: int
    parent: int | None
    sales_order: int | None
    destination: int | None
    source: int | None
    created: date | None
    target: date | None
    finished: date | None
    notes: str


@dataclass(frozen=True, slots=True)
class BuildLine:
    build: int
    bom_item: int
    quantity: Decimal


def category(e: Entry) -> Category:
    return Category(e.need("name", 200), e.link("parent"), e.link("default_location"))


def part(e: Entry) -> Part:
    return Part(
        e.need("name", 200), e.text("IPN", 100), e.text("revision", 100), e.text("description", 500),
        e.text("keywords", 500), e.text("notes"), e.text("link", 2000), e.text("units", 50), e.link("category"),
        e.link("variant_of"), e.link("default_location"), e.link("default_supplier"), e.quantity("minimum_stock"),
        e.flag("is_template"), e.flag("assembly"), e.flag("component", True), e.flag("trackable"),
        e.flag("purchaseable", True), e.flag("salable"), e.flag("active", True), e.flag("virtual"),
    )  # fmt: skip


def bom_line(e: Entry) -> BomLine:
    # InvenTree 1.0 split the overage into attrition (a share) and setup_quantity (once per order).
    overage = e.text("overage", 24)
    attrition = e.quantity("attrition")
    return BomLine(
        e.owner("part"), e.owner("sub_part"), e.quantity("quantity"), e.text("reference", 5000), e.text("note", 500),
        overage or (f"{attrition}%" if attrition else ""), e.quantity("setup_quantity"), e.flag("optional"),
        e.flag("consumable"), e.flag("inherited"), e.flag("allow_variants"),
    )  # fmt: skip


def substitute(e: Entry) -> Substitute:
    return Substitute(e.owner("bom_item"), e.owner("part"))


def company(e: Entry) -> Company:
    return Company(
        e.need("name", 100), e.text("description", 500), e.text("website", 2000), e.text("phone", 50),
        e.text("email", 254), e.text("contact", 100), e.text("notes"), e.flag("is_customer"), e.flag("is_supplier"),
        e.flag("is_manufacturer"), e.flag("active", True),
    )  # fmt: skip


def contact(e: Entry) -> Contact:
    return Contact(e.owner("company"), e.text("name", 100), e.text("phone", 100), e.text("email", 254))


def address(e: Entry) -> Address:
    names = ("line1", "line2", "postal_code", "postal_city", "province", "country")
    return Address(
        e.owner("company"),
        e.flag("primary"),
        tuple(text for text in (e.text(name, 255) for name in names) if text),
    )


def maker_part(e: Entry) -> MakerPart:
    return MakerPart(e.owner("part"), e.link("manufacturer"), e.text("MPN", 100))


def supplier_part(e: Entry) -> SupplierPart:
    return SupplierPart(
        e.owner("part"), e.owner("supplier"), e.text("SKU", 100), e.quantity("pack_quantity_native") or Decimal(1),
        e.text("note", 500),
    )  # fmt: skip


def price_break(e: Entry) -> Break:
    return Break(e.owner("part"), e.quantity("quantity"), e.price("price"), e.text("price_currency", 10))


def pricing(e: Entry) -> Pricing:
    return Pricing(e.owner("part"), e.price("overall_min"), e.price("overall_max"), e.text("currency", 10))


def location(e: Entry) -> Location:
    return Location(e.need("name", 200), e.text("description", 500), e.link("parent"), e.flag("external"))


def stock_item(e: Entry) -> StockItem:
    return StockItem(
        e.owner("part"), e.link("supplier_part"), e.link("location"), e.link("belongs_to"), e.link("customer"),
        e.link("consumed_by"), e.text("serial", 100), e.text("batch", 100), e.quantity("quantity"), e.flag("is_building"),
        e.status(), e.price("purchase_price"), e.text("purchase_price_currency", 10), e.day("expiry_date"), e.text("notes"),
    )  # fmt: skip


def purchase_order(e: Entry) -> Order:
    return Order(
        e.need("reference", 64), e.owner("supplier"), e.text("description", 500), e.text("supplier_reference", 64),
        e.text("notes"), e.status(), e.day("creation_date"), e.day("issue_date"), e.day("target_date"),
        e.day("complete_date"),
    )  # fmt: skip


def purchase_line(e: Entry) -> OrderLine:
    return OrderLine(
        e.owner("order"), e.link("part"), e.quantity("quantity"), e.quantity("received"), e.price("purchase_price"),
        e.text("purchase_price_currency", 10), e.day("target_date"), e.text("notes", 500),
    )  # fmt: skip


def sales_order(e: Entry) -> Order:
    return Order(
        e.need("reference", 64), e.owner("customer"), e.text("description", 500), e.text("customer_reference", 64),
        e.text("notes"), e.status(), e.day("creation_date"), e.day("issue_date"), e.day("target_date"),
        e.day("shipment_date"),
    )  # fmt: skip


def sales_line(e: Entry) -> OrderLine:
    return OrderLine(
        e.owner("order"), e.link("part"), e.quantity("quantity"), e.quantity("shipped"), e.price("sale_price"),
        e.text("sale_price_currency", 10), e.day("target_date"), e.text("notes", 500),
    )  # fmt: skip


def extra_line(e: Entry) -> ExtraLine:
    return ExtraLine(
        e.owner("order"), e.text("reference", 100), e.quantity("quantity"), e.price("price"), e.text("price_currency", 10)
    )  # fmt: skip


def build(e: Entry) -> Build:
    return Build(
        e.need("reference", 64), e.text("title", 100), e.owner("part"), e.quantity("quantity"), e.quantity("completed"),
        e.status(), e.link("parent"), e.link("sales_order"), e.link("destination"), e.link("take_from"),
        e.day("creation_date"), e.day("target_date"), e.day("completion_date"), e.text("notes"),
    )  # fmt: skip


def build_line(e: Entry) -> BuildLine:
    return BuildLine(e.owner("build"), e.owner("bom_item"), e.quantity("quantity"))


PARSERS: Mapping[str, Callable[[Entry], object]] = {
    "part.partcategory": category,
    "part.part": part,
    "part.bomitem": bom_line,
    "part.bomitemsubstitute": substitute,
    "part.partpricing": pricing,
    "part.partinternalpricebreak": price_break,
    "part.partsellpricebreak": price_break,
    "company.company": company,
    "company.contact": contact,
    "company.address": address,
    "company.manufacturerpart": maker_part,
    "company.supplierpart": supplier_part,
    "company.supplierpricebreak": price_break,
    "stock.stocklocation": location,
    "stock.stockitem": stock_item,
    "order.purchaseorder": purchase_order,
    "order.purchaseorderlineitem": purchase_line,
    "order.purchaseorderextraline": extra_line,
    "order.salesorder": sales_order,
    "order.salesorderlineitem": sales_line,
    "order.salesorderextraline": extra_line,
    "build.build": build,
    "build.buildline": build_line,
}
"""Every model that is read; the others are counted and named in the result."""
