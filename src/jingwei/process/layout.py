"""What the door asks of a form for every row it touches, found out once per form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jingwei.spec.fields.computed import MEASURED, result
from jingwei.spec.fields.link import alike, among
from jingwei.spec.form import Field, Form
from jingwei.spec.formula import Tree, parse


@dataclass(frozen=True, slots=True)
class Measured:
    """A field whose number has a unit: the formula that names the unit, or the fixed one, None when people choose it."""

    field: Field
    unit: str
    """The cell the unit stands in."""
    source: Tree | None
    fixed: str | None

    @property
    def chosen(self) -> bool:
        """Whether a person may give a unit of his own."""
        return self.field.type == "quantity" and self.source is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of a form by what has to be done with them."""

    links: tuple[Field, ...]
    alike: tuple[tuple[Field, tuple[tuple[str, str], ...]], ...]
    """Links limited to targets that agree with the record, by (field of the target, own field)."""
    among: tuple[tuple[Field, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    """Links limited to targets whose choices are among these, by field of the target."""
    tables: tuple[Field, ...]
    switches: tuple[str, ...]
    measured: tuple[Measured, ...]
    quantities: tuple[Field, ...]
    required: tuple[Field, ...]
    """Always required and written by people."""
    required_when: tuple[tuple[Field, Tree], ...]


@lru_cache(maxsize=4096)
def layout(form: Form) -> Layout:
    fields = form.fields
    return Layout(
        links=tuple(f for f in fields if f.to is not None),
        alike=tuple((f, tuple(alike(f).items())) for f in fields if f.to is not None and alike(f)),
        among=tuple((f, tuple(among(f).items())) for f in fields if f.to is not None and among(f)),
        tables=tuple(f for f in fields if f.table is not None),
        switches=tuple(f.slug for f in fields if f.type == "switch"),
        measured=tuple(_measured(f) for f in fields if kind_of(f) in MEASURED),
        quantities=tuple(f for f in fields if f.type == "quantity"),
        required=tuple(f for f in fields if f.required and not f.computed),
        required_when=tuple(
            (f, f.required_when) for f in fields if f.required_when is not None and not f.computed
        ),
    )


def kind_of(item: Field) -> str:
    """The type of a field's values: a formula's is what it results in."""
    return result(item) if item.type == "formula" else item.type


def _measured(item: Field) -> Measured:
    named = item.option("unit_from")
    fixed = item.option("unit") or item.option("currency") or "CNY"
    return Measured(
        item, f"{item.slug}.unit", None if named is None else parse(named),
        None if named is not None or item.type == "quantity" else fixed,
    )  # fmt: skip
