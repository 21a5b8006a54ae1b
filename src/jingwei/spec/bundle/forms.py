"""Reads forms: fields, sub-tables, checks, actions, push-downs, postings and promises."""

from __future__ import annotations

from types import MappingProxyType

from jingwei.base.errors import Fault
from jingwei.base.words import Words, same
from jingwei.spec.bundle.reader import Ids, Node
from jingwei.spec.fields import BY_NAME
from jingwei.spec.form import (
    Action,
    Auto,
    Check,
    Choice,
    Field,
    Form,
    LinePush,
    Panel,
    Posting,
    Promise,
    Push,
    Setting,
)  # fmt: skip

FIELD_KEYS = (
    "type", "title", "required", "required_when", "unique", "set_by", "hidden", "help", "default", "formula",
    "to", "was",
)  # fmt: skip
FORM_KEYS = (
    "title", "was", "role", "icon", "lane", "order", "menu", "key", "title_field", "state", "list", "searched", "sections",
    "unique", "locked_when", "void_when", "fields", "checks", "actions", "pushes", "autos", "postings", "promises", "prints", "panels",
)  # fmt: skip


def read_form(app: str, slug: str, node: Node, ids: Ids) -> Form:
    """One form of an app; faults are noted in the node."""
    node.only(*FORM_KEYS)
    full = f"{app}.{slug}"
    was = node.text("was")
    number = ids.of(f"form:{full}", f"form:{app}.{was}" if was else None)
    fields = read_fields(full, node, ids)
    names = [f.slug for f in fields]
    title_field = node.text("title_field") or (names[0] if names else "?")
    return Form(
        id=number, slug=full, title=node.words("title"), fields=fields, title_field=title_field,
        key=node.text("key"), role=node.text("role"), icon=node.text("icon") or "file", lane=node.text("lane"),
        order=node.flag("order"), menu=node.flag("menu", True), state=node.text("state") or ("state" if "state" in names else None),
        list=node.texts("list") or tuple(names[:8]), searched=node.texts("searched") or (title_field,),
        sections=tuple((s.words("title"), s.texts("fields"), s.flag("folded")) for s in node.each("sections")),
        unique=read_unique(node), locked_when=node.tree("locked_when"), void_when=node.tree("void_when"),
        checks=tuple(read_check(one) for one in node.each("checks")),
        actions=tuple(read_action(name, one) for name, one in node.children("actions")),
        pushes=tuple(read_push(name, one) for name, one in node.children("pushes")),
        autos=tuple(read_auto(name, one) for name, one in node.children("autos")),
        postings=tuple(read_posting(name, one) for name, one in node.children("postings")),
        promises=tuple(read_promise(name, one) for name, one in node.children("promises")),
        prints=node.texts("prints"),
        panels=tuple(read_panel(name, one) for name, one in node.children("panels")),
    )  # fmt: skip


def read_fields(owner: str, node: Node, ids: Ids) -> tuple[Field, ...]:
    found = [read_field(owner, slug, one, ids) for slug, one in node.children("fields")]
    if not found:
        node.fault("missing", Words("至少需要一个字段", "At least one field is needed"), "fields")
    return tuple(f for f in found if f is not None)


def read_field(owner: str, slug: str, node: Node, ids: Ids) -> Field | None:
    kind = BY_NAME.get(node.need("type"))
    if kind is None:
        known = Words("未知的字段类型，可用：{known}", "Unknown field type; known are: {known}")
        node.fault("unknown_type", known.fill(known=", ".join(BY_NAME)), "type")
        return None
    node.only(*FIELD_KEYS, *sorted(kind.options))
    was = node.text("was")
    number = ids.of(f"field:{owner}.{slug}", f"field:{owner}.{was}" if was else None)
    set_by = node.text("set_by") or "people"
    if set_by not in ("people", "flow"):
        node.fault("bad_option", Words("set_by 应为 people 或 flow", "set_by is people or flow"), "set_by")
    made = Field(
        id=number, slug=slug, type=kind.name, title=node.words("title"), required=node.flag("required"),
        unique=node.flag("unique"), set_by="flow" if set_by == "flow" else "people", hidden=node.flag("hidden"),
        help=node.maybe_words("help"), default=node.tree("default"), formula=node.tree("formula"),
        required_when=node.tree("required_when"),
        options=MappingProxyType({k: v for k, v in node.raw.items() if k in kind.options and k not in ("fields", "options")}),
        choices=read_choices(node) if "options" in kind.options else (),
        to=node.text("to"), table=read_table(owner, slug, number, node, ids) if kind.name == "table" else None,
    )  # fmt: skip
    node.faults.extend(Fault((*node.path, *f.path), f.code, f.message) for f in kind.check(made))
    return made


def read_choices(node: Node) -> tuple[Choice, ...]:
    """`{draft: {zh, en, colour, retired}}` or `{draft: text}`."""
    options = node.child("options")
    found: list[Choice] = []
    for value, raw in options.raw.items():
        if isinstance(raw, str):
            found.append(Choice(str(value), same(raw)))
            continue
        one = options.node(raw, value)
        one.only("zh", "en", "colour", "retired")
        texts = {k: one.text(k) for k in ("zh", "en") if one.raw.get(k)}
        title = Words(
            texts.get("zh") or texts.get("en") or value, texts.get("en") or texts.get("zh") or value
        )
        found.append(Choice(str(value), title, one.text("colour") or "grey", one.flag("retired")))
    return tuple(found)


def read_table(owner: str, slug: str, number: int, node: Node, ids: Ids) -> Form:
    full = f"{owner}.{slug}"
    fields = read_fields(full, node, ids)
    title_field = fields[0].slug if fields else "?"
    return Form(
        id=ids.of(f"form:{full}"), slug=full, title=node.words("title"), fields=fields, title_field=title_field,
        parent=owner, menu=False,
    )  # fmt: skip


def read_unique(node: Node) -> tuple[tuple[str, ...], ...]:
    """`unique: [[item, warehouse], [code]]`."""
    value = node.raw.get("unique", [])
    if not isinstance(value, list) or not all(isinstance(one, list) and one for one in value):
        node.fault(
            "not_list", Words("unique 应为字段组的列表", "unique is a list of groups of fields"), "unique"
        )
        return ()
    return tuple(tuple(str(name) for name in one) for one in value)


def read_check(node: Node) -> Check:
    node.only("rule", "message", "at")
    return Check(node.always("rule"), node.words("message"), node.texts("at"))


def settings(node: Node, name: str) -> tuple[Setting, ...]:
    """`{field: formula}`."""
    group = node.child(name)
    found = [(str(slug), group.formula(raw, slug)) for slug, raw in group.raw.items() if raw is not None]
    return tuple(Setting(slug, tree) for slug, tree in found if tree is not None)


def read_action(slug: str, node: Node) -> Action:
    node.only("title", "when", "set", "push", "start", "call", "ask", "confirm", "style")
    return Action(
        slug, node.words("title"), node.tree("when"), settings(node, "set"), node.text("push"), node.text("start"),
        node.text("call"), node.texts("ask"), node.maybe_words("confirm"), node.text("style") or "default",
    )  # fmt: skip


def read_auto(slug: str, node: Node) -> Auto:
    node.only("when", "set", "push", "start", "call")
    return Auto(
        slug,
        node.tree("when"),
        settings(node, "set"),
        node.text("push"),
        node.text("start"),
        node.text("call"),
    )


def read_push(slug: str, node: Node) -> Push:
    node.only("title", "to", "when", "set", "lines", "per", "kind")
    return Push(
        slug, node.words("title", slug), node.need("to"), node.tree("when"), settings(node, "set"),
        tuple(read_line_push(one) for one in node.each("lines")), node.text("per"), node.text("kind") or "push",
    )  # fmt: skip


def read_line_push(node: Node) -> LinePush:
    node.only("into", "each", "where", "set", "trace")
    return LinePush(
        node.text("into") or "lines",
        node.text("each"),
        node.tree("where"),
        settings(node, "set"),
        node.tree("trace"),
    )


def read_posting(slug: str, node: Node) -> Posting:
    node.only("ledger", "when", "each", "where", "keys", "add")
    return Posting(
        slug, node.need("ledger"), node.always("when"), node.text("each"), node.tree("where"),
        settings(node, "keys"), settings(node, "add"),
    )  # fmt: skip


def read_promise(slug: str, node: Node) -> Promise:
    node.only("title", "when", "kept", "owes", "owed", "due", "quantity")
    return Promise(
        slug, node.words("title"), node.always("when"), node.always("kept"), node.need("owes"), node.need("owed"),
        node.need("due"), node.text("quantity"),
    )  # fmt: skip


def read_panel(kind: str, node: Node) -> Panel:
    """`{lines: lines, item: item, …, when: formula}`; which parts a kind has is judged with the whole catalogue."""
    parts = {str(name): node.text(str(name)) or "" for name in node.raw if name != "when"}
    return Panel(kind, MappingProxyType(parts), node.tree("when"))
