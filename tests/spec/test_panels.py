"""Panels of a form: declared in the bundle, told to the pages with what the reader may see, refused where they point nowhere."""

import copy
from typing import Any

import pytest

from jingwei.base.errors import Invalid
from jingwei.spec.catalogue import build
from jingwei.spec.policy import Viewer
from jingwei.web.described import form

BUNDLE: dict[str, Any] = {
    "app": "shop", "title": "店",
    "forms": {
        "thing": {"title": "物", "key": "code", "fields": {"code": {"type": "text", "title": "编码"}}},
        "order": {
            "title": "单", "key": "number",
            "fields": {
                "number": {"type": "serial", "title": "号", "pattern": "O-{n:4}"},
                "open": {"type": "switch", "title": "未结"},
                "lines": {
                    "type": "table", "title": "行",
                    "fields": {
                        "thing": {"type": "link", "title": "物", "to": "shop.thing"},
                        "amount": {"type": "quantity", "title": "数量", "unit": "个"},
                        "day": {"type": "date", "title": "日期"},
                    },
                },
            },
            "panels": {"promise": {"lines": "lines", "item": "thing", "quantity": "amount", "date": "day", "when": "open"}},
        },
    },
    "roles": {
        "clerk": {"title": "员", "grants": {"order": {"do": ["read"]}}},
        "packer": {"title": "工", "grants": {"order": {"do": ["read"], "hide": ["lines.day"]}}},
    },
}  # fmt: skip
PARTS = {"lines": "lines", "item": "thing", "quantity": "amount", "date": "day"}


def told(role: str) -> object:
    catalogue = build((BUNDLE,))
    viewer = Viewer(1, 1, (), frozenset({role}))
    return form(catalogue, viewer, catalogue.forms["shop.order"], "zh")["panels"]


def test_a_panel_reaches_the_pages_of_whoever_sees_its_fields() -> None:
    assert told("shop.clerk") == [{"panel": "promise", "parts": PARTS, "when": "open"}]
    assert told("shop.packer") == []


@pytest.mark.parametrize(
    ("panels", "place", "message"),
    [
        ({"promises": PARTS}, "promises", "没有面板“promises”，可用：promise"),
        ({"promise": {**PARTS, "lines": "rows"}}, "promise.lines", "没有字段“rows”"),
        ({"promise": {**PARTS, "date": "due"}}, "promise.date", "没有字段“due”"),
        ({"promise": {**PARTS, "date": "thing"}}, "promise.date", "“thing”的类型应为 date"),
        ({"promise": {**PARTS, "colour": "day"}}, "promise.colour", "面板没有“colour”，可用：lines, item, quantity, date"),
        ({"promise": {k: v for k, v in PARTS.items() if k != "item"}}, "promise.item", "请写明面板用哪个字段"),
        ({"promise": {**PARTS, "when": "number"}}, "promise.when", "结果应为是否，而不是文本"),
    ],
)  # fmt: skip
def test_a_panel_that_points_nowhere_is_refused(panels: dict[str, Any], place: str, message: str) -> None:
    bundle = copy.deepcopy(BUNDLE)
    bundle["forms"]["order"]["panels"] = panels
    with pytest.raises(Invalid) as refused:
        build((bundle,))
    fault = refused.value.faults[0]
    assert (".".join(map(str, fault.path)), fault.message.zh) == (f"shop.order.panels.{place}", message)
