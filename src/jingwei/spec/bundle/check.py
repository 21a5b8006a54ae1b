"""Checks a whole catalogue: every name that points somewhere arrives, and every formula has the type its place needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jingwei.base.errors import Fault, Invalid, Path
from jingwei.base.words import Words
from jingwei.spec import panel
from jingwei.spec.bundle.fits import compared, fits, wrong
from jingwei.spec.fields import type_of
from jingwei.spec.fields.link import alike, among
from jingwei.spec.flow import Flow
from jingwei.spec.form import Field, Form, LinePush, Posting, Push, Setting
from jingwei.spec.formula import BOOL, NUMBER, Tree, Type, check, order
from jingwei.spec.ledger import Ledger
from jingwei.spec.node_type import Use
from jingwei.spec.policy import Role
from jingwei.spec.scope import SYSTEM, Scope

Forms = Mapping[str, Form]

RESERVED = frozenset(SYSTEM) | {"ver", "created_by", "updated_by", "deleted_at", "search"}


def check_catalogue(
    forms: Forms, ledgers: Mapping[str, Ledger], flows: Mapping[str, Flow], roles: Mapping[str, Role]
) -> Iterator[Fault]:
    """Every fault, each under the slug of the form, ledger, flow or role it belongs to."""
    for form in forms.values():
        found = (
            *links(forms, form),
            *names(form),
            *formulas(forms, form),
            *reactions(forms, ledgers, flows, form),
            *panels(forms, form),
        )
        yield from (fault.under(*form.slug.split(".")) for fault in found)
    for ledger in ledgers.values():
        for dimension in ledger.dimensions:
            if dimension.to is not None and dimension.to not in forms:
                yield unknown((*ledger.slug.split("."), "dimensions", dimension.slug), "form", dimension.to)
    for flow in flows.values():
        if flow.form not in forms:
            yield unknown((*flow.slug.split("."), "form"), "form", flow.form)
            continue
        yield from (fault.under(*flow.slug.split(".")) for fault in flow_uses(forms, flows, roles, flow))
    for role in roles.values():
        for grant in role.grants:
            if grant.rows.when is not None:
                at = (*role.slug.split("."), "grants", grant.form, "rows")
                yield from typed(forms, forms[grant.form], grant.rows.when, at, BOOL)


def unknown(path: Path, what: str, name: str) -> Fault:
    words = {
        "form": "表单",
        "field": "字段",
        "ledger": "台账",
        "flow": "流程",
        "choice": "选项",
        "push": "下推",
        "role": "角色",
        "action": "操作",
    }
    message = Words("没有{zh}“{name}”", 'There is no {en} "{name}"')
    return Fault(
        path,
        f"unknown_{what}",
        Words(message.zh.replace("{zh}", words[what]), message.en.replace("{en}", what)).fill(name=name),
    )


def typed(
    forms: Forms, form: Form, tree: Tree, at: Path, wanted: Type | None = None, item: Field | None = None
) -> Iterator[Fault]:
    """The faults of one formula; `wanted` is the type its place needs, `item` the field it fills."""
    try:
        found = check(tree, Scope(forms, form))
    except Invalid as error:
        yield from (fault.under(*at) for fault in error.faults)
        return
    if wanted is not None and found != wanted and found.kind != "null":
        yield wrong(wanted, found, at)
    if item is not None:
        yield from fits(item, tree, found, at)
    yield from compared(forms, form, tree, at)


def links(forms: Forms, form: Form) -> Iterator[Fault]:
    for item in form.fields:
        if item.to is not None and item.to not in forms:
            yield unknown(("fields", item.slug, "to"), "form", item.to)
        for there, own in alike(item).items():
            target = forms.get(item.to or "")
            if target is None or there not in target.by_slug or own not in form.by_slug:
                yield unknown(("fields", item.slug, "where"), "field", f"{there}: {own}")
        for there, values in among(item).items():
            target = forms.get(item.to or "")
            known = (
                {one.value for one in target.by_slug[there].choices}
                if target and there in target.by_slug
                else set()
            )
            for value in values:
                if value not in known:
                    yield unknown(("fields", item.slug, "where"), "choice", f"{there}: {value}")
        if item.type in ("person", "department") and item.to is None:
            yield unknown(("fields", item.slug), "form", item.type)
        if item.type == "lookup":
            through = form.by_slug.get(item.option("through") or "")
            target = forms.get(through.to or "") if through is not None else None
            if target is None or (item.option("field") or "") not in target.by_slug:
                yield unknown(
                    ("fields", item.slug), "field", f"{item.option('through')}.{item.option('field')}"
                )
        if item.type == "rollup":
            source = forms.get(item.option("from") or "")
            if source is None or (item.option("link") or "") not in source.by_slug:
                yield unknown(("fields", item.slug), "form", f"{item.option('from')}.{item.option('link')}")


def panels(forms: Forms, form: Form) -> Iterator[Fault]:
    yield from panel.faults(form)
    for one in form.panels:
        if one.when is not None:
            yield from typed(forms, form, one.when, ("panels", one.kind, "when"), BOOL)


def names(form: Form) -> Iterator[Fault]:
    """Field names used by the form's own settings."""
    groups = {
        "title_field": (form.title_field,), "key": (form.key,) if form.key else (), "list": form.list,
        "searched": form.searched, "sections": tuple(n for _, group, _ in form.sections for n in group),
        "unique": tuple(n for group in form.unique for n in group), "state": (form.state,) if form.state else (),
    }  # fmt: skip
    for place, group in groups.items():
        for name in group:
            if name not in form.by_slug:
                yield unknown((place,), "field", name)
    key = form.by_slug.get(form.key or "")
    if key is not None and key.type not in ("text", "serial"):
        words = Words(
            "主键应为文本或编号字段，“{f}”不是", 'A key is a text or a serial number, "{f}" is neither'
        )
        yield Fault(("key",), "bad_key", words.fill(f=key.title))
    for item in form.fields:
        if (english := item.option("english")) is not None:
            other = form.by_slug.get(english)
            if other is None:
                yield unknown(("fields", item.slug, "english"), "field", english)
            elif other is item or other.type != item.type:
                words = Words("应为另一个同类文本字段", "This is another field of the same type")
                yield Fault(("fields", item.slug, "english"), "bad_option", words)
        if item.slug in RESERVED or (item.slug in ("parent", "pos") and form.parent is not None):
            words = Words("字段名“{n}”由系统占用", 'The name "{n}" belongs to the system').fill(n=item.slug)
            yield Fault(("fields", item.slug), "reserved", words)


def formulas(forms: Forms, form: Form) -> Iterator[Fault]:
    for item in form.fields:
        at = ("fields", item.slug)
        if item.formula is not None:
            yield from typed(forms, form, item.formula, (*at, "formula"), type_of(item.type).type(item))
        if item.default is not None:
            yield from typed(forms, form, item.default, (*at, "default"), item=item)
        if item.required_when is not None:
            yield from typed(forms, form, item.required_when, (*at, "required_when"), BOOL)
    for trees in ({f.slug: f.formula for f in form.fields}, {f.slug: f.default for f in form.fields}):
        try:
            order({slug: tree for slug, tree in trees.items() if tree is not None})
        except Invalid as error:
            yield from (fault.under("fields") for fault in error.faults)
    for index, one in enumerate(form.checks):
        yield from typed(forms, form, one.rule, ("checks", index, "rule"), BOOL)
        for name in one.at:
            if name.partition(".")[0] not in form.by_slug:
                yield unknown(("checks", index, "at"), "field", name)
    for place, rule in (("locked_when", form.locked_when), ("void_when", form.void_when)):
        if rule is not None:
            yield from typed(forms, form, rule, (place,), BOOL)


def reactions(
    forms: Forms, ledgers: Mapping[str, Ledger], flows: Mapping[str, Flow], form: Form
) -> Iterator[Fault]:
    pushes = {p.slug for p in form.pushes}
    for group, items in (("actions", form.actions), ("autos", form.autos)):
        for one in items:
            at = (group, one.slug)
            if one.when is not None:
                yield from typed(forms, form, one.when, (*at, "when"), BOOL)
            yield from assigned(forms, form, form, one.settings, (*at, "set"))
            if one.push is not None and one.push not in pushes:
                yield unknown((*at, "push"), "push", one.push)
            if one.start is not None and one.start not in flows:
                yield unknown((*at, "start"), "flow", one.start)
    for action in form.actions:
        for name in action.ask:
            if name not in form.names():
                yield unknown(("actions", action.slug, "ask"), "field", name)
    for push in form.pushes:
        yield from pushed(forms, form, push)
    for posting in form.postings:
        yield from posted(forms, ledgers, form, posting)
    for promise in form.promises:
        at = ("promises", promise.slug)
        yield from typed(forms, form, promise.when, (*at, "when"), BOOL)
        yield from typed(forms, form, promise.kept, (*at, "kept"), BOOL)
        for place, named in (("due", promise.due), ("quantity", promise.quantity)):
            if named is not None and named not in form.by_slug:
                yield unknown((*at, place), "field", named)


def assigned(
    forms: Forms, source: Form, target: Form, settings: tuple[Setting, ...], at: Path
) -> Iterator[Fault]:
    """Settings whose field exists on the target and whose formula holds in the source's scope."""
    for setting in settings:
        if setting.field not in target.by_slug:
            yield unknown((*at, setting.field), "field", setting.field)
        yield from typed(
            forms, source, setting.value, (*at, setting.field), item=target.by_slug.get(setting.field)
        )


def pushed(forms: Forms, form: Form, push: Push) -> Iterator[Fault]:
    at: Path = ("pushes", push.slug)
    target = forms.get(push.to)
    if target is None:
        yield unknown((*at, "to"), "form", push.to)
        return
    if push.when is not None:
        yield from typed(forms, head_of(form, push, form), push.when, (*at, "when"), BOOL)
    yield from assigned(forms, head_of(form, push, form), target, push.settings, (*at, "set"))
    for index, line in enumerate(push.lines):
        yield from line_pushed(forms, form, target, line, (*at, "lines", index))


def flow_uses(
    forms: Forms, flows: Mapping[str, Flow], roles: Mapping[str, Role], flow: Flow
) -> Iterator[Fault]:
    """Every formula and name a flow relies on; departments and persons are data and are looked up when needed."""
    form = forms[flow.form]
    pushes, actions = {p.slug for p in form.pushes}, {a.slug for a in form.actions}
    for use in flow.uses():
        if use.tree is not None:
            wanted = {"truth": BOOL, "people": NUMBER}.get(use.want)
            yield from typed(forms, form, use.tree, use.path, wanted, form.by_slug.get(use.name))
        elif use.want in ("field", "table"):
            item = form.by_slug.get(use.name.partition(".")[0])
            if item is None or (use.want == "table" and item.table is None):
                yield unknown(use.path, "field", use.name)
        elif use.want == "role" and use.name not in roles:
            yield unknown(use.path, "role", use.name)
        elif use.want == "push" and use.name not in pushes:
            yield unknown(use.path, "push", use.name)
        elif use.want == "flow":
            yield from child_uses(flows, form, use)
        elif use.want == "action" and use.name not in actions and "." not in use.name:
            yield unknown(use.path, "action", use.name)


def child_uses(flows: Mapping[str, Flow], form: Form, use: Use) -> Iterator[Fault]:
    """A sub-process is drawn for the form of the rows it runs for, or for the same form."""
    child = flows.get(use.name)
    wanted = form.slug if use.each is None else f"{form.slug}.{use.each}"
    if child is None:
        yield unknown(use.path, "flow", use.name)
    elif child.form != wanted:
        words = Words("子流程应画在“{f}”上", "The sub-process must be drawn for “{f}”")
        yield Fault(use.path, "wrong_form", words.fill(f=wanted))


def head_of(form: Form, push: Push, fallback: Form) -> Form:
    """Where the head settings are read: the row when the push makes one document per row."""
    table = form.by_slug[push.per].table if push.per and push.per in form.by_slug else None
    return table or fallback


def line_pushed(forms: Forms, form: Form, target: Form, line: LinePush, at: Path) -> Iterator[Fault]:
    into = target.by_slug.get(line.into)
    source = (
        form if line.each is None else (form.by_slug[line.each].table if line.each in form.by_slug else None)
    )
    if into is None or into.table is None:
        yield unknown((*at, "into"), "field", line.into)
        return
    if source is None:
        yield unknown((*at, "each"), "field", line.each or "")
        return
    if line.where is not None:
        yield from typed(forms, source, line.where, (*at, "where"), BOOL)
    if line.trace is not None:
        yield from typed(forms, source, line.trace, (*at, "trace"))
    yield from assigned(forms, source, into.table, line.settings, (*at, "set"))


def posted(forms: Forms, ledgers: Mapping[str, Ledger], form: Form, posting: Posting) -> Iterator[Fault]:
    at: Path = ("postings", posting.slug)
    ledger = ledgers.get(posting.ledger)
    if ledger is None:
        yield unknown((*at, "ledger"), "ledger", posting.ledger)
        return
    source = (
        form
        if posting.each is None
        else (form.by_slug[posting.each].table if posting.each in form.by_slug else None)
    )
    if source is None:
        yield unknown((*at, "each"), "field", posting.each or "")
        return
    yield from typed(forms, form, posting.when, (*at, "when"), BOOL)
    if posting.where is not None:
        yield from typed(forms, source, posting.where, (*at, "where"), BOOL)
    wanted = {"keys": {d.slug for d in ledger.dimensions}, "add": {m.slug for m in ledger.measures}}
    for group, settings in (("keys", posting.keys), ("add", posting.add)):
        for setting in settings:
            if setting.field not in wanted[group]:
                yield unknown((*at, group, setting.field), "field", setting.field)
            yield from typed(forms, source, setting.value, (*at, group, setting.field))
    for missing in sorted(wanted["keys"] - {s.field for s in posting.keys}):
        yield Fault(
            (*at, "keys", missing),
            "missing",
            Words("缺少维度 {d}", "Dimension {d} is missing").fill(d=missing),
        )
