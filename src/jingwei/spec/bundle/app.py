"""Reads one app: forms, ledgers, flows and roles; roles are completed once every form is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jingwei.base.errors import Fault
from jingwei.base.words import Words
from jingwei.spec.bundle.forms import read_form
from jingwei.spec.bundle.reader import Ids, Node
from jingwei.spec.flow import Flow, read_flow
from jingwei.spec.form import Form
from jingwei.spec.ledger import Dimension, Guard, Ledger, Measure
from jingwei.spec.policy import EVERYTHING, Grant, Role, Rows

VERBS = ("read", "create", "update", "delete")
ROW_WORDS = ("all", "own", "department", "departments")


@dataclass(frozen=True, slots=True)
class App:
    """What one bundle says."""

    slug: str
    title: Words
    icon: str
    order: int
    forms: tuple[Form, ...]
    ledgers: tuple[Ledger, ...]
    flows: tuple[Flow, ...]
    roles: tuple[tuple[str, Node], ...]


def read_app(raw: Mapping[str, object], ids: Ids, faults: list[Fault]) -> App:
    """One app; its slug is the first word of every path in the faults."""
    slug = str(raw.get("app", "?"))
    node = Node(raw, (slug,), faults)
    node.only("app", "title", "icon", "order", "forms", "ledgers", "flows", "roles")
    order = raw.get("order", 100)
    return App(
        slug, node.words("title"), node.text("icon") or "app", order if isinstance(order, int) else 100,
        tuple(read_form(slug, name, one, ids) for name, one in node.children("forms")),
        tuple(read_ledger(slug, name, one, ids) for name, one in node.children("ledgers")),
        tuple(read_flow(f"{slug}.{name}", one.raw, one.path, faults) for name, one in node.children("flows")),
        tuple(node.children("roles")),
    )  # fmt: skip


def read_dimension(ledger: str, slug: str, node: Node, ids: Ids) -> Dimension:
    node.only("title", "to", "values")
    values = node.child("values")
    called = {value: values.words(value) for value in values.raw}
    return Dimension(ids.of(f"dimension:{ledger}.{slug}"), slug, node.words("title"), node.text("to"), called)


def read_ledger(app: str, slug: str, node: Node, ids: Ids) -> Ledger:
    node.only("title", "dimensions", "measures", "guards", "guarded")
    full = f"{app}.{slug}"
    dimensions = tuple(read_dimension(full, name, one, ids) for name, one in node.children("dimensions"))
    measures = tuple(
        Measure(
            ids.of(f"measure:{full}.{name}"),
            name,
            one.words("title"),
            4 if one.text("kind") == "money" else 8,
            one.text("kind") == "money",
        )
        for name, one in node.children("measures")
    )
    guards = tuple(
        Guard(
            ids.of(f"guard:{full}.{name}"), name, one.texts("left"), one.texts("right"), one.words("message")
        )
        for name, one in node.children("guards")
    )
    known = {m.slug for m in measures}
    for guard in guards:
        for missing in sorted({*guard.left, *guard.right} - known):
            words = Words("没有计量“{m}”", 'There is no measure "{m}"').fill(m=missing)
            node.fault("unknown_measure", words, "guards", guard.slug)
    ledger = ids.of(f"ledger:{full}")
    return Ledger(ledger, full, node.words("title"), dimensions, measures, guards, node.flag("guarded", True))


def read_role(app: str, slug: str, node: Node, forms: Mapping[str, Form]) -> Role:
    """`grants` maps a form to `{rows, do, read|hide, write|readonly}`; a list gives several grants on one form."""
    node.only("title", "grants")
    grants: list[Grant] = []
    group = node.child("grants")
    for name in group.raw:
        form = forms.get(name if "." in name else f"{app}.{name}")
        if form is None:
            group.fault("unknown_form", Words("没有表单“{f}”", 'There is no form "{f}"').fill(f=name), name)
            continue
        grants.extend(read_grant(one, form) for one in group.each(name))
    return Role(f"{app}.{slug}", node.words("title"), tuple(grants))


def read_grant(node: Node, form: Form) -> Grant:
    node.only("rows", "do", "read", "hide", "write", "readonly")
    every = form.names()
    for name in ("read", "hide", "write", "readonly"):
        for slug in node.texts(name):
            if slug not in every:
                node.fault(
                    "unknown_field", Words("没有字段“{f}”", 'There is no field "{f}"').fill(f=slug), name
                )
    read = opened(every, node, "read", every) - opened(every, node, "hide")
    write = (opened(every, node, "write", read) - opened(every, node, "readonly")) & read
    do = frozenset(node.texts("do")) or frozenset({"read"})
    known = (*VERBS, *(action.slug for action in form.actions))
    for slug in sorted(do - {"*", *known}):
        words = Words(
            "“{form}”没有操作“{a}”，可用：{known}", '"{form}" has no action "{a}"; known are: {known}'
        )
        node.fault("unknown_action", words.fill(form=form.title, a=slug, known=", ".join(known)), "do")
    return Grant(form.slug, read_rows(node), EVERYTHING if "*" in do else do, read, write)


def opened(
    every: frozenset[str], node: Node, key: str, absent: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The names under a key; a sub-table stands for all its columns, a column brings its sub-table along."""
    if key not in node.raw:
        return absent
    named = frozenset(node.texts(key)) & every
    columns = frozenset(name for name in every if name.partition(".")[0] in named)
    tables = frozenset(name.partition(".")[0] for name in named if "." in name)
    return named | columns | (tables if key in ("read", "write") else frozenset())


def read_rows(node: Node) -> Rows:
    value = node.raw.get("rows", "all")
    if value == "all":
        return Rows("all")
    if value == "own":
        return Rows("own")
    if value == "department":
        return Rows("department")
    if value == "departments":
        return Rows("departments")
    if isinstance(value, Mapping) and set(value) == {"when"}:
        tree = node.formula(value["when"], "rows", "when")
        return Rows("when", tree) if tree is not None else Rows("own")
    words = Words("rows 应为 {known} 或 {when: 公式}", "rows is one of {known} or {when: formula}")
    node.fault("bad_rows", words.fill(known=" ".join(ROW_WORDS)), "rows")
    return Rows("own")
