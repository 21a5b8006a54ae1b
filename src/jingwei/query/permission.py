"""Which rows and cells a viewer may read, grant by grant: rows of one never meet fields of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from jingwei.query import names
from jingwei.query.formulas import formula
from jingwei.query.frame import DEPARTMENT, DEPARTMENTS, PERSON, Frame
from jingwei.spec.form import Form
from jingwei.spec.policy import ALL_ROWS, Access, Rows

TRUE, FALSE = "true", "false"
Shown: TypeAlias = Literal["always", "never"] | tuple[Rows, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """The distinct row rules of a viewer's grants on a form, each with the fields it opens."""

    rules: tuple[tuple[Rows, frozenset[str]], ...]

    @classmethod
    def of(cls, access: Access, action: str = "read") -> Reach:
        found: list[tuple[Rows, frozenset[str]]] = []
        for grant in access.may(action):
            for index, (rule, fields) in enumerate(found):
                if rule == grant.rows:
                    found[index] = (rule, fields | grant.read)
                    break
            else:
                found.append((grant.rows, grant.read))
        return cls(tuple(found))

    @property
    def rows(self) -> tuple[Rows, ...]:
        """The rules of which any suffices; one `all` makes the others idle, none means no row at all."""
        rules = tuple(rule for rule, _ in self.rules)
        return (ALL_ROWS,) if ALL_ROWS in rules else rules

    def shows(self, slug: str) -> Shown:
        """On which of the readable rows a field is seen."""
        opening = tuple(rule for rule, fields in self.rules if slug in fields)
        if not opening:
            return "never"
        if ALL_ROWS in opening or len(opening) == len(self.rules):
            return "always"
        return opening


def every(*conditions: str) -> str:
    """All of them, without those that always hold."""
    if FALSE in conditions:
        return FALSE
    left = [one for one in dict.fromkeys(conditions) if one != TRUE]
    return " AND ".join(left) or TRUE


def either(*conditions: str) -> str:
    """Any of them, in brackets where that matters."""
    if TRUE in conditions:
        return TRUE
    left = [one for one in dict.fromkeys(conditions) if one != FALSE]
    if not left:
        return FALSE
    return left[0] if len(left) == 1 else "(" + " OR ".join(left) + ")"


def reach(frame: Frame, form: Form, action: str = "read") -> Reach:
    """What the viewer's roles reach of a form that is not a sub-table."""
    return Reach.of(frame.catalogue.access(frame.rights.anybody(), form.slug), action)


def rule_sql(frame: Frame, form: Form, rule: Rows, alias: str) -> str:
    """One row rule at an alias; it is never true for a row without an owner or department."""
    if rule.kind == "all":
        return TRUE
    if rule.kind == "own":
        return f"{alias}.owner = {frame.bind(PERSON)}"
    if rule.kind == "department":
        return f"{alias}.dept = {frame.bind(DEPARTMENT)}"
    if rule.kind == "departments":
        # Not `= ANY`: in a generic plan that nearly doubles the work of an aggregate.
        return f"{alias}.dept IN (SELECT unnest({frame.bind(DEPARTMENTS)}))"
    if rule.when is None:
        raise ValueError(f"A row rule of {form.slug} says `when` without a formula.")
    return formula(frame, form, rule.when, alias)


def rows_sql(frame: Frame, form: Form, rules: tuple[Rows, ...], alias: str) -> str:
    return either(*(rule_sql(frame, form, rule, alias) for rule in rules))


def seen(frame: Frame, form: Form, alias: str, slug: str) -> str:
    """The condition under which a cell of a readable row is seen; it may be null where it is not."""
    if slug in names.SYSTEM_FIELDS or slug in names.ROW_COLUMNS:
        return TRUE
    if form.parent is not None:
        return column_seen(frame, form, alias, slug)
    shown = reach(frame, form).shows(slug)
    if isinstance(shown, str):
        return TRUE if shown == "always" else FALSE
    return rows_sql(frame, form, shown, alias)


def column_seen(frame: Frame, form: Form, alias: str, slug: str) -> str:
    """The same for a column of a sub-table, which its head's grants open as `lines.price`."""
    head = frame.catalogue.form(form.parent or "")
    shown = reach(frame, head).shows(f"{table_slug(form)}.{slug}")
    if isinstance(shown, str):
        return TRUE if shown == "always" else FALSE
    there = frame.alias("h")
    its_head = f"{there}.id = {alias}.parent AND {rows_sql(frame, head, shown, there)}"
    return f"EXISTS (SELECT FROM {frame.table(head)} {there} WHERE {its_head})"


def visible(frame: Frame, form: Form, alias: str, *slugs: str) -> str:
    """Where a row lives, may be read, and shows these cells; a sub-table's row follows its head."""
    if form.parent is not None:
        head = frame.catalogue.form(form.parent)
        there = frame.alias("h")
        condition = visible(frame, head, there, table_slug(form))
        if condition == FALSE:
            return FALSE
        its_head = f"{there}.id = {alias}.parent AND {condition}"
        exists = f"EXISTS (SELECT FROM {frame.table(head)} {there} WHERE {its_head})"
        return every(exists, *(seen(frame, form, alias, slug) for slug in slugs))
    found = reach(frame, form)
    if any(found.shows(slug) == "never" for slug in slugs):
        return FALSE
    rows = rows_sql(frame, form, found.rows, alias)
    cells = (seen(frame, form, alias, slug) for slug in slugs)
    return every(f"{alias}.deleted_at IS NULL", rows, *cells)


def table_slug(form: Form) -> str:
    """The field of the head that a sub-table is."""
    return form.slug.rpartition(".")[2]
