"""One of a list of options, and yes or no."""

from __future__ import annotations

from collections.abc import Iterable

from jingwei.base.errors import Fault
from jingwei.base.words import Words
from jingwei.spec.field_type import EQUALITY, Cell, Cells, Column, refuse
from jingwei.spec.form import Field
from jingwei.spec.formula import BOOL, TEXT, Type

COLOURS = frozenset({"grey", "blue", "amber", "red", "green", "violet"})


class Choice:
    """One of the options; retired ones stay readable but cannot be chosen anew."""

    name = "choice"
    title = Words("单选", "Choice")
    options = frozenset({"options"})
    operators = EQUALITY

    def check(self, field: Field) -> Iterable[Fault]:
        if not field.choices:
            yield Fault(("options",), "missing", Words("至少需要一个选项", "At least one option is needed"))
        for option in field.choices:
            if option.colour not in COLOURS:
                words = Words("颜色只能是 {known}", "The colour must be one of {known}")
                yield Fault(
                    ("options", option.value), "bad_colour", words.fill(known=" ".join(sorted(COLOURS)))
                )

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "text"),)

    def parse(self, field: Field, raw: object) -> Cells:
        offered = [option.value for option in field.choices if not option.retired]
        if raw not in offered:
            raise refuse(
                "not_an_option", "“{raw}”不是可选项（{offered}）", '"{raw}" is not an option ({offered})',
                raw=str(raw)[:60], offered=", ".join(offered[:20]),
            )  # fmt: skip
        return {"": raw}

    def type(self, field: Field) -> Type | None:
        return TEXT

    def json(self, field: Field, column: Column) -> str:
        return column("")

    def order(self, field: Field, column: Column) -> str | None:
        return f'{column("")} COLLATE "C"'


class Switch:
    """Yes or no; never empty, off unless a default says otherwise."""

    name = "switch"
    title = Words("开关", "Switch")
    options: frozenset[str] = frozenset()
    operators = frozenset({"eq", "ne"})

    def check(self, field: Field) -> Iterable[Fault]:
        return ()

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "boolean"),)

    def parse(self, field: Field, raw: object) -> Cells:
        if not isinstance(raw, bool):
            raise refuse("not_switch", "应为 true 或 false", "This must be true or false")
        return {"": raw}

    def type(self, field: Field) -> Type | None:
        return BOOL

    def json(self, field: Field, column: Column) -> str:
        return column("")

    def order(self, field: Field, column: Column) -> str | None:
        return column("")
