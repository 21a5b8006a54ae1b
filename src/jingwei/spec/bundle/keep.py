"""What a new version owes to the data that is there: a field keeps what its stored values mean, or gets a new name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jingwei.base.errors import Fault
from jingwei.base.words import Words
from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form

Forms = Mapping[str, Form]

LOSSLESS = frozenset({("text", "longtext"), ("choice", "text"), ("choice", "longtext"), ("serial", "text")})
"""Every value of the first is a value of the second, in the same column."""
NARROWER = frozenset({("text", "choice")})
"""What stands in the column decides: some values of the first are values of the second."""


def keeps(old: Forms, new: Forms) -> Iterator[Fault]:
    """Every field whose number stays while its values would be read as something else."""
    for form, was, item in kept(old, new):
        path = (*form.slug.split("."), "fields", item.slug)
        if not same_kind(was, item):
            words = Words(
                "“{f}”的类型不能由 {a} 改为 {b}：已存的值会丢失或读错。请另建一个字段",
                'The type of "{f}" cannot change from {a} to {b}: stored values would be lost or misread. Add another field',
            )
            told = words.fill(f=item.title, a=type_of(was.type).title, b=type_of(item.type).title)
            yield Fault((*path, "type"), "type_changed", told)
        elif target(old, was) != target(new, item):
            words = Words(
                "“{f}”不能改为关联另一张表单：已存的关联会指向别的记录。请另建一个字段",
                '"{f}" cannot point to another form: stored links would lead to other records. Add another field',
            )
            yield Fault((*path, "to"), "target_changed", words.fill(f=item.title))


def narrowed(old: Forms, new: Forms) -> Iterator[tuple[Form, Field]]:
    """Fields whose stored values have to be looked at before they are read as what they are now."""
    return ((form, item) for form, was, item in kept(old, new) if (was.type, item.type) in NARROWER)


def kept(old: Forms, new: Forms) -> Iterator[tuple[Form, Field, Field]]:
    """Every field that there was before, as it was and as it is."""
    before = {form.id: form for form in old.values()}
    for form in new.values():
        known = {item.id: item for item in before[form.id].fields} if form.id in before else {}
        yield from ((form, known[item.id], item) for item in form.fields if item.id in known)


def same_kind(was: Field, item: Field) -> bool:
    """Whether what stands in the field's columns is read as what it was written as."""
    stored, wanted = columns(was), columns(item)
    if was.type == item.type:
        return stored == wanted
    derived = was.table is None and (not stored or was.type == "formula")
    return (was.type, item.type) in LOSSLESS | NARROWER or (derived and not (stored and wanted))


def columns(item: Field) -> dict[str, str]:
    return {cell.suffix: cell.sql for cell in type_of(item.type).cells(item)}


def target(forms: Forms, item: Field) -> int | None:
    """The number of the form a field points to: a renamed form is the same one."""
    found = forms.get(item.to) if item.to is not None else None
    return None if found is None else found.id
