"""What an engine refuses, as classes: a sentence in Chinese and English, and the place in the input."""

from typing import TypeAlias

Place: TypeAlias = tuple[str | int, ...]


class EngineError(ValueError):
    """An input no plan can be computed from; `place` names the array and the row."""

    def __init__(self, zh: str, en: str, place: Place = ()) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.place = place


class InvalidInputError(EngineError):
    """An array of the wrong shape, type or range."""


class CycleError(EngineError):
    """A bill of materials that contains itself; `items` is the closed path, its first item repeated last."""

    def __init__(self, items: tuple[int, ...]) -> None:
        shown = " → ".join(map(str, items))
        super().__init__(
            f"BOM 成环：物料 {shown}。请断开其中一行。",
            f"The bill of materials contains itself: items {shown}. Break one of these lines.",
            ("items", *items),
        )
        self.items = items


class QuantityOverflowError(EngineError):
    """A quantity past what an exact 64-bit count can hold; nothing is rounded or wrapped to hide it."""

    def __init__(self, item: int) -> None:
        super().__init__(
            f"物料 {item} 的数量超出可精确计算的范围（2^62 个最小单位）。请检查用量、损耗和需求数量。",
            f"The quantity of item {item} exceeds the exact range (2^62 steps). "
            "Check quantity per, scrap and demand.",
            ("items", item),
        )
        self.item = item


class TooManyLotsError(EngineError):
    """A demand whose lots are so small that nobody would ever write the orders."""

    def __init__(self, item: int, limit: int) -> None:
        super().__init__(
            f"物料 {item} 的需求要拆成超过 {limit} 批。请检查它和下级物料的最大批量。",
            f"The demand for item {item} would become more than {limit} lots. "
            "Check the largest lot of it and of what it is made of.",
            ("items", item),
        )
        self.item = item
        self.limit = limit


class TreeTooLargeError(EngineError):
    """An indented tree with more rows than the caller is willing to hold."""

    def __init__(self, nodes: int, limit: int) -> None:
        super().__init__(
            f"展开后的 BOM 树有 {nodes} 个节点，超过上限 {limit}。请使用汇总展开或限制层数。",
            f"The BOM tree has {nodes} nodes, more than the limit of {limit}. "
            "Ask for totals or fewer levels.",
        )
        self.nodes = nodes
        self.limit = limit


class HorizonExceededError(EngineError):
    """Work that does not fit before the calendars end."""

    def __init__(self, operation: int) -> None:
        super().__init__(
            f"工序 {operation} 在日历结束前排不下。请延长日历或检查工时。",
            f"Operation {operation} does not fit before the calendars end. "
            "Extend the calendars or check its minutes.",
            ("operations", operation),
        )
        self.operation = operation
