"""The words of the arithmetic behind a planned order, shared by the worker that writes and the page that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jingwei.base.words import Language, Words

LABELS: Mapping[str, Words] = {
    "day": Words("需求日", "Needed on"),
    "gross": Words("毛需求（至该日）", "Gross requirement up to that day"),
    "on_hand": Words("现存可用", "On hand"),
    "scheduled": Words("在途（至该日）", "On order up to that day"),
    "planned": Words("已计划（至该日）", "Planned up to that day"),
    "safety": Words("安全库存", "Safety stock"),
    "net": Words("净需求", "Net requirement"),
    "rule": Words("批量规则", "Lot rule"),
    "order": Words("计划数量", "Planned quantity"),
    "started": Words("投入数量（含预计损耗）", "To start, expected scrap included"),
    "lots": Words("分批", "Lots"),
    "lead": Words("提前期（工作日）", "Lead time in working days"),
}


def spoken(explanation: str, language: Language) -> Iterator[dict[str, str]]:
    """The stored lines with their labels in the reader's language."""
    known = {words.zh: words for words in LABELS.values()}
    for line in explanation.splitlines():
        label, _, value = line.partition("：")
        if value:
            yield {"label": known[label].say(language) if label in known else label, "value": value}
