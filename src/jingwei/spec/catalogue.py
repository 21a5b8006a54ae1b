"""The catalogue: all published metadata of a workspace as one immutable, versioned snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from jingwei.base.errors import Fault, Invalid
from jingwei.base.words import Words
from jingwei.spec.bundle.app import App, read_app, read_role
from jingwei.spec.bundle.check import check_catalogue
from jingwei.spec.bundle.keep import keeps
from jingwei.spec.bundle.reader import Ids
from jingwei.spec.flow import Flow
from jingwei.spec.form import Field, Form
from jingwei.spec.ledger import Ledger
from jingwei.spec.policy import Access, Role, Viewer, access

Raw = Mapping[str, object]


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Requests hold one from begin to end; whatever is compiled from it is cached by its version or by itself."""

    version: int
    hash: str
    apps: tuple[App, ...]
    forms: Mapping[str, Form]
    ledgers: Mapping[str, Ledger]
    flows: Mapping[str, Flow]
    roles: Mapping[str, Role]
    ids: Mapping[str, int]
    next_id: int
    bundles: tuple[Raw, ...]
    by_id: Mapping[int, Form] = field(compare=False, repr=False, default_factory=dict)
    by_role: Mapping[str, Form] = field(compare=False, repr=False, default_factory=dict)

    def form(self, slug: str) -> Form:
        return self.forms[slug]

    def bound(self, role: str) -> Form:
        """The form a bundle has bound to an engine role such as `item`."""
        return self.by_role[role]

    def heads(self) -> Iterator[Form]:
        """Forms that are not sub-tables."""
        return (form for form in self.forms.values() if form.parent is None)

    def target(self, item: Field) -> Form:
        """The form a link field points to."""
        if item.to is None:
            raise KeyError(f"{item.slug} points nowhere")
        return self.forms[item.to]

    def access(self, viewer: Viewer, form: str) -> Access:
        """The viewer's grants; a sub-table is reached through its head, with all its fields."""
        return _access(self, viewer.roles, viewer.admin, form)


@lru_cache(maxsize=16_384)
def _access(catalogue: Catalogue, roles: frozenset[str], admin: bool, form: str) -> Access:
    head = catalogue.forms[form]
    if head.parent is not None:
        raise KeyError(f"{form} is a sub-table; ask for {head.parent}")
    return access(catalogue.roles, roles, admin, form, head.names())


EMPTY = Catalogue(
    0, "", (), MappingProxyType({}), MappingProxyType({}), MappingProxyType({}), MappingProxyType({}),
    MappingProxyType({}), 1, (),
)  # fmt: skip


def build(bundles: tuple[Raw, ...], base: Catalogue = EMPTY, *, judged: bool = True) -> Catalogue:
    """The next version after `base` from the raw bundles; raises Invalid with every fault of every bundle.

    What was published once is not `judged` again: a check made stricter since is for the next publication.
    """
    faults: list[Fault] = []
    ids = Ids(dict(base.ids), base.next_id)
    apps = tuple(read_app(raw, ids, faults) for raw in bundles)
    apps = tuple(sorted(apps, key=lambda app: (app.order, app.slug)))
    twice = {a.slug for a in apps if sum(b.slug == a.slug for b in apps) > 1}
    said = Words("应用重复", "There are two apps of this name")
    faults.extend(Fault((slug,), "duplicate", said) for slug in sorted(twice))
    forms = bind_people(gather(apps))
    roles = {
        role.slug: role
        for app in apps
        for name, node in app.roles
        for role in (read_role(app.slug, name, node, forms),)
    }
    heads = [form for form in forms.values() if form.role]
    made = Catalogue(
        base.version + 1, fingerprint(bundles), apps, MappingProxyType(forms),
        MappingProxyType({ledger.slug: ledger for app in apps for ledger in app.ledgers}),
        MappingProxyType({flow.slug: flow for app in apps for flow in app.flows}),
        MappingProxyType(roles), MappingProxyType(ids.living()), ids.next, bundles,
        MappingProxyType({form.id: form for form in forms.values()}),
        MappingProxyType({form.role: form for form in heads if form.role}),
    )  # fmt: skip
    if not judged:
        return made
    faults.extend(check_catalogue(made.forms, made.ledgers, made.flows, made.roles))
    faults.extend(keeps(base.forms, made.forms))
    if faults:
        raise Invalid(faults)
    return made


def gather(apps: tuple[App, ...]) -> dict[str, Form]:
    """Every form and sub-table by slug."""
    forms: dict[str, Form] = {}
    for app in apps:
        for form in app.forms:
            forms[form.slug] = form
            for _, table in form.tables():
                forms[table.slug] = table
    return forms


def bind_people(forms: dict[str, Form]) -> dict[str, Form]:
    """Person and department fields point to the forms that carry those roles."""
    people = {form.role: form.slug for form in forms.values() if form.role in ("person", "department")}

    def bound(form: Form) -> Form:
        fields = tuple(pointed(f) for f in form.fields)
        return replace(form, fields=fields)

    def pointed(item: Field) -> Field:
        if item.type in people:
            return replace(item, to=people[item.type])
        return item if item.table is None else replace(item, table=bound(item.table))

    return {slug: bound(form) for slug, form in forms.items()}


def fingerprint(bundles: tuple[Raw, ...]) -> str:
    """The same text gives the same hash, whatever the order of keys."""
    text = json.dumps(bundles, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
