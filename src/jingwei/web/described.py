"""Forms as the pages need them: only what the caller may see, in the caller's language."""

from __future__ import annotations

from collections.abc import Iterable

from jingwei.base.words import Language, Words
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.fields.computed import result
from jingwei.spec.fields.link import alike, among
from jingwei.spec.form import Action, Field, Form
from jingwei.spec.nodes.human import Human
from jingwei.spec.panel import ROWS
from jingwei.spec.policy import Access, Viewer

Json = dict[str, object]


def head(catalogue: Catalogue, viewer: Viewer, form: Form, language: Language) -> Json | None:
    """A form as the menu lists it; None when the caller may not read it."""
    access = catalogue.access(viewer, form.slug)
    if not access.may("read"):
        return None
    can = {"create": creatable(form, access), "read": True, "import": importable(form, access)}
    return {
        "form": form.slug,
        "title": form.title.say(language),
        "icon": form.icon,
        "menu": form.menu,
        "can": can,
    }


def creatable(one: Form, access: Access) -> bool:
    """Whether the caller may begin a record by hand; one whose lines come from another document is pushed from there."""
    return bool(access.may("create")) and not any(f.option("rows") == "given" for f, _ in one.tables())


def importable(one: Form, access: Access) -> bool:
    """Whether the caller may bring records in from a table: rows are told apart by a key that can be written."""
    key = one.by_slug.get(one.key or "")
    writable = key is not None and not key.computed and key.set_by != "flow" and key.type != "serial"
    return writable and any(access.may(what) for what in ("create", "update"))


def form(catalogue: Catalogue, viewer: Viewer, one: Form, language: Language) -> Json:
    """A whole form."""
    access = catalogue.access(viewer, one.slug)
    shown = access.reads()
    writable = frozenset[str]().union(*(g.write for g in (*access.may("create"), *access.may("update"))))
    fields = [field(catalogue, f, language, writable, shown) for f in one.fields if f.slug in shown]
    after = later(catalogue, one)
    for described in fields:
        described["later"] = described["field"] in after
    actions = [action(catalogue, one, a, language) for a in one.actions if access.may(a.slug)]
    return {
        "form": one.slug, "title": one.title.say(language), "icon": one.icon, "key": one.key,
        "title_field": one.title_field, "list": [s for s in one.list if s in shown],
        "sections": sections(one, shown, language), "fields": fields, "states": one.state, "actions": actions,
        "can": can(one, access), "prints": list(one.prints),
        "panels": panels(one, shown), "version": catalogue.version,
    }  # fmt: skip


def panels(one: Form, shown: frozenset[str]) -> list[Json]:
    """Panels all of whose fields the caller may see."""
    found: list[Json] = []
    for panel in one.panels:
        rows = panel.parts[ROWS]
        columns = {f"{rows}.{slug}" for name, slug in panel.parts.items() if name != ROWS}
        if {rows, *columns} <= shown:
            when = panel.when.text if panel.when is not None else None
            found.append({"panel": panel.kind, "parts": dict(panel.parts), "when": when})
    return found


def later(catalogue: Catalogue, one: Form) -> frozenset[str]:
    """Fields that a step of a flow or a button asks for: who makes a new record need not see them yet."""
    nodes = (
        node for flow in catalogue.flows.values() if flow.form == one.slug for node in flow.nodes.values()
    )
    asked = {slug for node in nodes if isinstance(node, Human) for slug in node.desk.edit}
    asked |= {slug for button in one.actions for slug in button.ask}
    items = (one[slug] for slug in asked if slug in one.by_slug)
    return frozenset(f.slug for f in items if not f.required and f.default is None and f.table is None)


def can(one: Form, access: Access) -> dict[str, bool]:
    return {
        "create": creatable(one, access),
        **{what: bool(access.may(what)) for what in ("update", "delete")},
    }


def sections(one: Form, shown: Iterable[str], language: Language) -> list[Json]:
    """The sections with their visible fields; what no section names follows, each sub-table under its own title."""
    seen = set(shown)
    named = {slug for _, group, _ in one.sections for slug in group}
    rest = [f.slug for f in one.fields if f.slug in seen and f.slug not in named and not f.hidden]
    plain = [slug for slug in rest if one[slug].table is None]
    found: list[Json] = [
        {"title": title.say(language), "fields": [slug for slug in group if slug in seen], "folded": folded}
        for title, group, folded in one.sections
    ]
    if plain:
        more = Words("其他", "More") if found else one.title
        found.append({"title": more.say(language), "fields": plain})
    found.extend(
        {"title": one[slug].title.say(language), "fields": [slug]} for slug in rest if slug not in plain
    )
    return [section for section in found if section["fields"]]


Names = frozenset[str] | None
"""Names a caller may see or write; None is all of them."""


def field(
    catalogue: Catalogue,
    item: Field,
    language: Language,
    writable: Names = None,
    shown: Names = None,
    under: str = "",
) -> Json:
    """A field; a sub-table carries the form of its rows, `under` is its name then."""
    name = f"{under}{item.slug}"
    found: Json = {
        "field": item.slug, "type": item.type, "title": item.title.say(language), "required": item.required,
        "readonly": item.computed or item.set_by == "flow" or (writable is not None and name not in writable),
        "hidden": item.hidden,
    }  # fmt: skip
    if item.help is not None:
        found["help"] = item.help.say(language)
    for option in (
        "unit",
        "unit_from",
        "currency",
        "min",
        "max",
        "above",
        "digits",
        "zero",
        "max_length",
        "scan",
        "english",
    ):
        if option in item.options:
            found[option] = item.options[option]
    if item.choices:
        found["options"] = [
            {"value": c.value, "title": c.title.say(language), "colour": c.colour, "retired": c.retired}
            for c in item.choices
        ]
    if item.to is not None:
        found["to"] = item.to
        if limits := {**alike(item), **among(item)}:
            found["where"] = limits
    if item.required_when is not None:
        found["required_when"] = item.required_when.text
    if item.default is not None:
        found |= {"defaulted": True, "default_formula": item.default.text}
    if item.type == "formula" and item.formula is not None:
        found |= {"result": result(item), "formula": item.formula.text}
    if item.type == "lookup":
        found |= looked_up(catalogue, item, language)
        found |= {"through": item.option("through"), "reads": item.option("field")}
    if item.type == "rollup":
        found["result"] = item.option("result") or "number"
    if item.table is not None:
        rows = [
            field(catalogue, f, language, writable, shown, f"{name}.")
            for f in item.table.fields
            if shown is None or f"{name}.{f.slug}" in shown
        ]
        found["rows"], found["split"] = item.option("rows"), item.option("split")
        found["form"] = {"form": item.table.slug, "title": item.title.say(language), "fields": rows}
    return found


def looked_up(catalogue: Catalogue, item: Field, language: Language) -> Json:
    """A lookup shows as the field it reads."""
    owner = next((f for f in catalogue.forms.values() if item in f.fields), None)
    through = owner.by_slug.get(item.option("through") or "") if owner is not None else None
    if through is None or through.to is None:
        return {"result": "text"}
    target = catalogue.forms[through.to].by_slug[item.option("field") or ""]
    inner = field(catalogue, target, language)
    kept: Json = {
        name: inner[name] for name in ("options", "result", "to", "unit", "currency") if name in inner
    }
    return {**kept, "result": kept.get("result", target.type)}


def action(catalogue: Catalogue, one: Form, item: Action, language: Language) -> Json:
    asked = [
        field(catalogue, one[slug], language) | {"readonly": False, "required": True} for slug in item.heads()
    ]
    asked += [rows_asked(catalogue, one, item, slug, language) for slug in item.tables()]
    return {
        "action": item.slug, "title": item.title.say(language), "style": item.style, "ask": asked, "bulk": not asked,
        "confirm": item.confirm.say(language) if item.confirm is not None else None,
        "when": item.when.text if item.when is not None else None, "leads": leads(catalogue, item),
    }  # fmt: skip


KNOWN_BY = 3
"""Columns that tell which row is meant, beside those a button asks for."""


def rows_asked(catalogue: Catalogue, one: Form, item: Action, slug: str, language: Language) -> Json:
    """A sub-table of which a button asks for some columns: its rows are those that are there."""
    asked, table = item.columns(slug), one[slug].table
    inside = () if table is None else table.fields
    known = [f.slug for f in inside if f.slug not in asked and f.type in ("link", "quantity", "date")]
    kept = {*asked, *known[:KNOWN_BY]}
    rows = [
        field(catalogue, f, language)
        | {"readonly": f.slug not in asked, "required": f.required and f.slug in asked}
        for f in inside
        if f.slug in kept
    ]
    title = one[slug].title.say(language)
    inner = {"form": "" if table is None else table.slug, "title": title, "fields": rows}
    described = field(catalogue, one[slug], language)
    return {**described, "readonly": False, "required": False, "rows": "given", "form": inner}


def leads(catalogue: Catalogue, item: Action) -> dict[str, str]:
    """What a button writes at once, itself or through the flow it starts: what becomes required follows from it."""
    flow = catalogue.flows.get(item.start or "")
    started = flow.nodes[flow.start].head.settings if flow is not None and flow.start in flow.nodes else ()
    return {one.field: one.value.text for one in (*item.settings, *started)}
