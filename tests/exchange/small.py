"""A small InvenTree export made by hand, with one of everything that needs a decision."""

import copy
import json
from pathlib import Path
from typing import Any

Objects = list[dict[str, Any]]

PART = {"description": "", "IPN": None, "revision": None, "units": "", "category": 1, "variant_of": None, "active": True,
        "is_template": False, "assembly": False, "component": True, "trackable": False, "purchaseable": True,
        "salable": False, "virtual": False, "minimum_stock": "0.000000", "default_location": None, "default_supplier": None}  # fmt: skip
BOM = {"quantity": "1.00000", "optional": False, "consumable": False, "overage": "", "reference": "", "note": "",
       "inherited": False, "allow_variants": False}  # fmt: skip
STOCK = {"location": 2, "belongs_to": None, "customer": None, "consumed_by": None, "serial": None, "batch": None,
         "quantity": "10.00000", "is_building": False, "status": 10, "purchase_price": None, "supplier_part": None}  # fmt: skip
COMPANY = {"description": "", "website": "", "phone": "", "email": None, "contact": "", "notes": "", "currency": "USD",
           "is_customer": False, "is_supplier": False, "is_manufacturer": False}  # fmt: skip


def one(model: str, pk: int, **fields: object) -> dict[str, Any]:
    return {"model": model, "pk": pk, "fields": fields}


def part(pk: int, name: str, **fields: object) -> dict[str, Any]:
    return one("part.part", pk, **{**PART, "name": name, **fields})


def bom(pk: int, parent: int, child: int, **fields: object) -> dict[str, Any]:
    return one("part.bomitem", pk, **{**BOM, "part": parent, "sub_part": child, **fields})


def stock(pk: int, of: int, **fields: object) -> dict[str, Any]:
    return one("stock.stockitem", pk, **{**STOCK, "part": of, **fields})


def partners() -> Objects:
    return [
        one("company.company", 1, **{**COMPANY, "name": "螺丝厂", "is_supplier": True}),
        one("company.company", 2, **{**COMPANY, "name": "Big Buyer", "is_customer": True}),
        one("company.company", 3, **{**COMPANY, "name": "Chip Maker", "is_manufacturer": True}),
        one("company.address", 1, company=2, primary=True, line1="1 Road", postal_city="Town"),
        one("company.contact", 1, company=2, name="Ms Buyer", phone="123", email="b@example.org"),
        one("stock.stocklocation", 1, name="厂区", parent=None, description=""),
        one("stock.stocklocation", 2, name="一号库", parent=1, description=""),
        one(
            "company.supplierpart", 1, part=5, supplier=1, SKU="M4-100", pack_quantity_native="100.0000000000"
        ),
        one("company.supplierpart", 2, part=6, supplier=1, SKU="PAINT", pack_quantity_native="1"),
        one(
            "company.supplierpricebreak",
            1,
            part=1,
            quantity="1.00000",
            price="10.000000",
            price_currency="USD",
        ),
        one(
            "company.supplierpricebreak",
            2,
            part=1,
            quantity="50.00000",
            price="8.000000",
            price_currency="USD",
        ),
        one("company.manufacturerpart", 1, part=5, manufacturer=3, MPN="M4X"),
    ]


def parts() -> Objects:
    """A chair template with two variants, and what they are made of."""
    return [
        one("part.partcategory", 1, name="家具", parent=None, default_location=None),
        part(1, "Chair", is_template=True, assembly=True, purchaseable=False, trackable=True),
        part(2, "Red Chair", IPN="CH.RED", variant_of=1, assembly=True, purchaseable=False, salable=True),
        part(3, "Blue Chair", IPN="CH.RED", variant_of=1, assembly=True, purchaseable=False, salable=True),
        part(4, "Leg", units="ft", minimum_stock="20.000000"),
        part(5, "Screw"),
        part(6, "Paint", units="litres"),
        part(7, "Old Paint", units="litres", active=False),
        part(8, "Set", assembly=True, purchaseable=False, salable=True),
        bom(1, 1, 4, quantity="4.00000", inherited=True, reference="L1-L4"),
        bom(2, 1, 5, quantity="8.00000", inherited=True, overage="2%", note="tighten"),
        bom(3, 2, 6, quantity="0.25000", consumable=True),
        bom(4, 3, 6, quantity="0.25000", overage="0.5"),
        bom(5, 8, 1, quantity="2.00000", allow_variants=True),
        bom(6, 8, 5, optional=True),
        one("part.bomitemsubstitute", 1, bom_item=3, part=7),
        one(
            "part.partinternalpricebreak",
            1,
            part=4,
            quantity="1.00000",
            price="3.048000",
            price_currency="USD",
        ),
        one("part.partpricing", 1, part=6, overall_min="2.000000", overall_max="4.000000", currency="USD"),
    ]


def warehouse() -> Objects:
    return [
        stock(1, 5, quantity="400.00000", batch="B-7"),
        stock(2, 5, quantity="30.00000", location=None, status=55),
        stock(3, 6, quantity="2.27500"),
        stock(4, 2, quantity="1.00000", serial="1001"),
        stock(5, 4, quantity="1.00000", belongs_to=4, location=None),
        stock(6, 2, quantity="1.00000", serial="1002", customer=2, location=None),
        stock(7, 2, quantity="1.00000", serial="1003", is_building=True),
        stock(8, 4, quantity="12.50000"),
        stock(9, 5, quantity="0.00000"),
    ]


def orders() -> Objects:
    head = {"description": "", "notes": "", "target_date": "2022-08-01", "creation_date": "2022-05-01"}
    line = {"reference": "", "notes": "", "target_date": None}
    buy = {**line, "purchase_price_currency": "USD", "purchase_price": "10.000000"}
    sell = {**line, "sale_price_currency": "USD", "sale_price": "75.000000"}
    make = {
        "notes": "",
        "creation_date": "2022-05-01",
        "target_date": None,
        "sales_order": None,
        "destination": 2,
    }
    return [
        one("order.purchaseorder", 1, **head, reference="PO1", supplier=1, status=20),
        one("order.purchaseorderlineitem", 1, **buy, order=1, part=1, quantity="5.00000", received="2.00000"),
        one("order.purchaseorder", 2, **head, reference="PO2", supplier=1, status=10),
        one("order.purchaseorderlineitem", 2, **buy, order=2, part=2, quantity="3.00000", received="0.00000"),
        one("order.purchaseorder", 3, **head, reference="PO3", supplier=1, status=30),
        one("order.purchaseorderlineitem", 3, **buy, order=3, part=2, quantity="3.00000", received="3.00000"),
        one(
            "order.purchaseorderextraline",
            1,
            order=3,
            reference="Shipping",
            quantity="1",
            price="5",
            price_currency="USD",
        ),
        one("order.salesorder", 1, **head, reference="SO1", customer=2, status=10, customer_reference="X-1"),
        one("order.salesorderlineitem", 1, **sell, order=1, part=2, quantity="10.00000", shipped="4.00000"),
        one("order.salesorder", 2, **head, reference="SO2", customer=2, status=20, customer_reference="X-1"),
        one("order.salesorderlineitem", 2, **sell, order=2, part=3, quantity="1.00000", shipped="1.00000"),
        one(
            "build.build",
            1,
            **make,
            reference="BO1",
            title="Red",
            part=2,
            quantity=10,
            completed=4,
            status=20,
        ),
        one("build.buildline", 1, build=1, bom_item=1, quantity="40.00000"),
        one("build.buildline", 2, build=1, bom_item=3, quantity="2.50000"),
        one(
            "build.build",
            2,
            **make,
            reference="BO2",
            title="Blue",
            part=3,
            quantity=2,
            completed=2,
            status=40,
        ),
    ]


def export() -> Objects:
    """The whole file; the caller may change it."""
    return copy.deepcopy(
        [*partners(), *parts(), *warehouse(), *orders(), one("users.userprofile", 1, theme="dark")]
    )


def field(objects: Objects, model: str, pk: int) -> dict[str, Any]:
    """The fields of one object, to be changed."""
    found: dict[str, Any] = next(o["fields"] for o in objects if o["model"] == model and o["pk"] == pk)
    return found


def written(folder: Path, objects: object, name: str = "export.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(objects, ensure_ascii=False), "utf-8")
    return path
