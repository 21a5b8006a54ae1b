"""Which names a formula may use on a form, and what they mean: own fields, links, sub-table columns, the parent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form
from jingwei.spec.formula import DATETIME, NUMBER, TEXT, Type, list_of

SYSTEM: Mapping[str, Type] = {
    "id": NUMBER,
    "owner": NUMBER,
    "dept": NUMBER,
    "created_at": DATETIME,
    "updated_at": DATETIME,
    "pushed": NUMBER,
}
"""What every record has; `owner` and `dept` are the person and department it belongs to, `pushed` is for push-downs."""

SUFFIXES: Mapping[str, Type] = {"unit": TEXT, "base": NUMBER}


class Scope(Mapping[str, Type]):
    """Name → type on one form; dotted paths are followed when asked for, so cycles of links do no harm."""

    def __init__(self, forms: Mapping[str, Form], form: Form) -> None:
        self.forms, self.form = forms, form

    def __getitem__(self, name: str) -> Type:
        head, _, rest = name.partition(".")
        if head == "parent" and self.form.parent is not None:
            return Scope(self.forms, self.forms[self.form.parent])[rest]
        item = self.form.by_slug.get(head)
        if item is None:
            if rest or head not in SYSTEM:
                raise KeyError(name)
            return SYSTEM[head]
        return self._of(item, rest)

    def _of(self, item: Field, rest: str) -> Type:
        if item.type == "lookup":
            path = f"{item.option('through')}.{item.option('field')}"
            return self[f"{path}.{rest}" if rest else path]
        if item.table is not None:
            return list_of(Scope(self.forms, item.table)[rest])
        if rest and item.to is not None:
            return Scope(self.forms, self.forms[item.to])[rest]
        kind = type_of(item.type)
        if rest:
            if any(cell.suffix == rest for cell in kind.cells(item)):
                return SUFFIXES[rest]
            raise KeyError(rest)
        found = kind.type(item)
        if found is None:
            raise KeyError(item.slug)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from SYSTEM
        yield from (f.slug for f in self.form.fields)

    def __len__(self) -> int:
        return len(SYSTEM) + len(self.form.fields)
