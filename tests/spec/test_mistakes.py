"""Typical mistakes of a bundle are refused before they are published, each at its place and with what is known there."""

import copy
import json
from typing import Any

import pytest

from jingwei.base.errors import Invalid
from jingwei.spec.catalogue import build
from jingwei.store.catalogue import revive

STATES = {"draft": "草稿", "done": "完成"}
TOOLS: dict[str, Any] = {
    "app": "tooling", "title": "工装",
    "forms": {
        "kind": {"title": "类别", "key": "code", "fields": {"code": {"type": "text", "title": "编码"}}},
        "tool": {
            "title": "工装", "key": "number",
            "fields": {
                "number": {"type": "serial", "title": "工装号", "pattern": "T-{n:4}"},
                "kind": {"type": "link", "title": "类别", "to": "tooling.kind", "default": "'mould'"},
                "bought": {"type": "date", "title": "购入日", "default": "TODAY()"},
                "price": {"type": "money", "title": "原值", "currency": "CNY"},
                "state": {"type": "choice", "title": "状态", "set_by": "flow", "default": "'draft'", "options": STATES},
            },
            "checks": [{"rule": "price > 0", "at": "price", "message": "应大于 0"}],
            "actions": {
                "close": {"title": "完成", "when": "state = 'draft'", "ask": ["price"], "set": {"state": "IF(price > 1, 'done', state)"}},
                "intake": {"title": "验收", "start": "tooling.intake"},
            },
            "promises": {"hand": {"title": "交付", "when": "true", "kept": "state in ('done')", "owes": "a", "owed": "b", "due": "bought"}},
        },
    },
    "flows": {
        "intake": {
            "title": "验收", "form": "tooling.tool",
            "nodes": {
                "start": {"kind": "start", "to": "end"},
                "end": {"kind": "end", "set": {"state": "'done'"}},
            },
        },
    },
    "roles": {"keeper": {"title": "保管员", "grants": {"tool": {"do": ["read", "close"]}}}},
}  # fmt: skip

TOOL = "forms.tool"


def changed(place: str, value: object) -> dict[str, Any]:
    """The sound bundle with one thing in it wrong."""
    bundle = copy.deepcopy(TOOLS)
    *way, last = place.split(".")
    at: Any = bundle
    for word in way:
        at = at[int(word) if word.isdecimal() else word]
    at[last] = value
    return bundle


def test_the_bundle_itself_is_sound() -> None:
    assert build((TOOLS,)).forms["tooling.tool"].key == "number"


@pytest.mark.parametrize(
    ("place", "value", "path", "message"),
    [
        (f"{TOOL}.key", "price", "tool.key", "主键应为文本或编号字段，“原值”不是"),
        (f"{TOOL}.checks.0.at", "prise", "tool.checks.0.at", "没有字段“prise”"),
        (f"{TOOL}.checks.0.rule", "price + 1", "tool.checks.0.rule", "结果应为是否，而不是数字"),
        (f"{TOOL}.fields.bought.default", "5", "tool.fields.bought.default", "结果应为日期，而不是数字"),
        (f"{TOOL}.fields.kind.default", "TODAY()", "tool.fields.kind.default", "结果应为数字，而不是日期"),
        (f"{TOOL}.fields.kind.where", {"code": ["steel"]}, "tool.fields.kind.where", "没有选项“code: steel”"),
        (f"{TOOL}.fields.kind.where", {"code": []}, "forms.tool.fields.kind.where", "where 应为 目标字段: 本单字段，或 目标字段: [选项, …]"),
        (f"{TOOL}.fields.state.default", "'darft'", "tool.fields.state.default", "“状态”没有选项“darft”，是否指“draft”？"),
        (f"{TOOL}.fields.bought", {"type": "text", "title": "说明", "english": "note_en"}, "tool.fields.bought.english", "没有字段“note_en”"),
        (f"{TOOL}.fields.bought", {"type": "text", "title": "说明", "english": "price"}, "tool.fields.bought.english", "应为另一个同类文本字段"),
        (f"{TOOL}.fields.number.pattern", "T", "forms.tool.fields.number.pattern", "编号规则需要 {n:位数}，另可用 {yyyy} {yy} {mm} {dd}"),
        (f"{TOOL}.actions.close.when", "state = 'open'", "tool.actions.close.when", "“状态”没有选项“open”，可用：draft, done"),
        (f"{TOOL}.actions.close.when", "state in ('draft', 'new')", "tool.actions.close.when", "“状态”没有选项“new”，可用：draft, done"),
        (f"{TOOL}.actions.close.set.state", "IF(price > 1, 'gone', state)", "tool.actions.close.set.state", "“状态”没有选项“gone”，是否指“done”？"),
        (f"{TOOL}.actions.close.ask", ["prise"], "tool.actions.close.ask", "没有字段“prise”"),
        (f"{TOOL}.promises.hand.due", "when", "tool.promises.hand.due", "没有字段“when”"),
        ("flows.intake.nodes.end.set.state", "'ended'", "intake.nodes.end.set.state", "“状态”没有选项“ended”，可用：draft, done"),
        ("flows.intake.form", "tooling.tol", "intake.form", "没有表单“tooling.tol”"),
        ("roles.keeper.grants.tool.do", ["read", "clsoe"], "roles.keeper.grants.tool.0.do", "“工装”没有操作“clsoe”，可用：read, create, update, delete, close, intake"),
        ("roles.keeper.grants.tool.rows", "mine", "roles.keeper.grants.tool.0.rows", "rows 应为 all own department departments 或 {when: 公式}"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_place_and_the_remedy(place: str, value: object, path: str, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        build((changed(place, value),))
    [fault] = refused.value.faults
    assert (".".join(map(str, fault.path)), fault.message.zh) == (f"tooling.{path}", message)


def test_what_was_published_before_a_check_was_made_stricter_can_still_be_read() -> None:
    sound = build((TOOLS,))
    stored = {
        "bundles": [changed(f"{TOOL}.actions.close.ask", ["prise"])],
        "ids": dict(sound.ids),
        "next_id": sound.next_id,
    }
    assert revive(7, json.dumps(stored)).version == 7
