"""Money is answered with the places its field asks for, and with all it has where a formula gave it more."""

from decimal import Decimal

import pytest
from tests.query.shop import ADMIN, Shop, raw

from jingwei.query.request import list_request


@pytest.mark.parametrize(
    ("digits", "stored", "shown"),
    [
        (None, "12.5", "12.5000"),
        (2, "12.5", "12.50"),
        (2, "-0.1", "-0.10"),
        (0, "7", "7"),
        (2, "12.3456", "12.3456"),
    ],
)
async def test_places(shop: Shop, digits: int | None, stored: str, shown: str) -> None:
    bundle = raw()
    for slug in ("total", "double"):
        if digits is not None:
            bundle["forms"]["order"]["fields"][slug]["digits"] = digits
    await shop.publish_raw(bundle)
    amount = Decimal(stored)
    await shop.add("order", number="SO-1", total=amount, total__unit="CNY", double=amount, double__unit="CNY")
    [row] = await shop.rows(ADMIN, list_request("shop.order", fields="total,double"))
    assert row["total"] == {"value": shown, "unit": "CNY"}
    assert row["double"] == {"value": shown, "unit": "CNY"}
