"""The words of the arithmetic behind a planned order, shared by the worker that writes and the page that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from jingwei.base.units import BUILT_IN
from jingwei.base.words import Language, Words

LABELS: Mapping[str, Words] = {
    "day": Words("需求日", "Needed on"),
    "gross": Words("毛需求（至该日）", "Gross requirement up to that day"),
    "on_hand": Words("现存可用", "On hand"),
    "scheduled": Words("在途（至该日）", "On order up to that day"),
    "coming": Words("在途与副产出（至该日）", "On order or made along with others up to that day"),
    "planned": Words("已计划（至该日）", "Planned up to that day"),
    "safety": Words("安全库存", "Safety stock"),
    "net": Words("净需求", "Net requirement"),
    "share": Words("使用比例（替代组）", "Share of its substitute group"),
    "rule": Words("批量规则", "Lot rule"),
    "order": Words("计划数量", "Planned quantity"),
    "started": Words("投入数量（含预计损耗）", "To start, expected scrap included"),
    "lots": Words("分批", "Lots"),
    "due": Words("到货日（需求日或之前的工作日）", "Arrives on, the last working day by then"),
    "lead": Words("提前期（工作日）", "Lead time in working days"),
    "release": Words("投放日", "Released on"),
    "late": Words("晚于应投放日（工作日）", "Working days after it should have been released"),
}

RULES: Mapping[str, Words] = {
    "fixed": Words("固定批量 {n}", "fixed lot of {n}"),
    "period": Words("合并 {n} 天需求", "demands of {n} days together"),
    "economic": Words("经济批量 {n}", "economic quantity of {n}"),
    "cheapest": Words("订货与持有成本最低", "least cost of ordering and holding"),
    "up_to": Words("补到最高库存 {n}", "up to the maximum stock of {n}"),
    "most": Words("最大 {n}", "at most {n}"),
    "exact": Words("按需", "lot for lot"),
    "least": Words("最小 {n}", "at least {n}"),
    "multiple": Words("倍数 {n}", "in multiples of {n}"),
}
READ = tuple((re.compile(re.escape(rule.zh).replace(r"\{n\}", "(?P<n>.+)")), rule) for rule in RULES.values())


KNOWN = {words.zh: words for words in LABELS.values()}
UNITS = {one.code: one.title.en for one in BUILT_IN}


def in_english(explanation: str) -> str:
    """The same lines in English, to be kept beside them."""
    return "\n".join(f"{line['label']}: {line['value']}" for line in spoken(explanation, "en"))


def spoken(explanation: str, language: Language) -> Iterator[dict[str, str]]:
    """The stored lines with their labels in the reader's language."""
    for line in explanation.splitlines():
        label, _, value = line.partition("：")
        if value:
            shown = rules(value, language) if label == LABELS["rule"].zh else in_words(value, language)
            yield {"label": KNOWN[label].say(language) if label in KNOWN else label, "value": shown}


def in_words(value: str, language: Language) -> str:
    """A stored amount such as `12 个` with its unit as the reader's language calls it."""
    amount, _, code = value.rpartition(" ")
    return value if language == "zh" or code not in UNITS else f"{amount} {UNITS[code]}"


@lru_cache(maxsize=1 << 14)
def rules(value: str, language: Language) -> str:
    """A stored lot rule such as `按需，最小 5` in the reader's language."""
    if language == "zh":
        return value
    return ", ".join(part_of(part, language) for part in value.split("，"))


def part_of(part: str, language: Language) -> str:
    for pattern, rule in READ:
        found = pattern.fullmatch(part)
        if found is not None:
            return rule.fill(**found.groupdict()).say(language) if found.groupdict() else rule.say(language)
    return part
