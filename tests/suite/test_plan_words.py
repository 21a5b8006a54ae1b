"""A plan speaks the reader's language: the arithmetic is stored once and worded when it is shown."""

from __future__ import annotations

from decimal import Decimal

from jingwei.base.words import Words
from jingwei.suite.planning.labels import RULES, spoken
from jingwei.suite.planning.told import counted

STORED = "毛需求（至该日）：12 个\n批量规则：按需，最小 5，倍数 2.5"


def test_english_words_the_labels_and_the_lot_rule() -> None:
    assert list(spoken(STORED, "en")) == [
        {"label": "Gross requirement up to that day", "value": "12 pcs"},
        {"label": "Lot rule", "value": "lot for lot, at least 5, in multiples of 2.5"},
    ]


def test_chinese_is_as_it_was_stored() -> None:
    assert [line["value"] for line in spoken(STORED, "zh")] == ["12 个", "按需，最小 5，倍数 2.5"]


def test_every_rule_is_recognised() -> None:
    for rule in RULES.values():
        stored = rule.fill(n="7").zh if "{n}" in rule.zh else rule.zh
        [line] = spoken(f"批量规则：{stored}", "en")
        assert line["value"].isascii()


def test_an_amount_in_a_message_has_its_unit_in_both_languages() -> None:
    assert counted(Decimal("12.5"), "个") == Words("12.5 个", "12.5 pcs")
    assert counted(Decimal(3), "kg") == Words("3 kg", "3 kilogram")
