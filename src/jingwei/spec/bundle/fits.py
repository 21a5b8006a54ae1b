"""What a formula gives must fit the place it is written for: the type of a field, the options of a choice."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from jingwei.base.errors import Fault, Path
from jingwei.base.words import Words
from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form
from jingwei.spec.formula import NUMBER, TEXT, Tree, Type
from jingwei.spec.formula.tree import Call, Constant, Name, Node

Forms = Mapping[str, Form]

COMPARISONS = ("=", "<>", "in")


def wrong(wanted: Type, found: Type, at: Path) -> Fault:
    words = Words("结果应为{w}，而不是{f}", "This must give {w}, not {f}")
    return Fault(at, "wrong_type", words.fill(w=wanted.title, f=found.title))


def fits(item: Field, tree: Tree, found: Type, at: Path) -> Iterator[Fault]:
    """A default or a setting of a field; a link takes the id or, as text, the key of its target."""
    wanted = type_of(item.type).type(item)
    if wanted is None or item.table is not None or found.kind == "null":
        return
    if found != wanted and not (item.to is not None and found in (NUMBER, TEXT)):
        yield wrong(wanted, found, at)
    for text in results(tree.root):
        yield from option(item, text, at)


def results(node: Node) -> Iterator[str]:
    """The constant texts a formula may give."""
    if isinstance(node, Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, Call) and node.function in ("IF", "COALESCE"):
        for arg in node.args[1 if node.function == "IF" else 0 :]:
            yield from results(arg)


def compared(forms: Forms, form: Form, tree: Tree, at: Path) -> Iterator[Fault]:
    """A choice compared with a text that is none of its options: never true, and mostly a slip."""
    for node in tree.nodes():
        if not isinstance(node, Call) or node.function not in COMPARISONS:
            continue
        items = [field_at(forms, form, arg.name) for arg in node.args if isinstance(arg, Name)]
        texts = [one.value for one in node.args if isinstance(one, Constant) and isinstance(one.value, str)]
        for item in items:
            for text in texts:
                yield from option(item, text, at)


def option(item: Field | None, text: str, at: Path) -> Iterator[Fault]:
    """The fault of a text that is none of a choice's options; the empty one is what an absent choice reads as."""
    if item is None or item.type != "choice" or not text or any(c.value == text for c in item.choices):
        return
    known = [c.value for c in item.choices]
    near = difflib.get_close_matches(text, known, n=1)
    words = Words("“{f}”没有选项“{o}”", '"{f}" has no option "{o}"')
    if near:
        words = Words(
            "“{f}”没有选项“{o}”，是否指“{near}”？", '"{f}" has no option "{o}"; did you mean "{near}"?'
        )
    elif len(known) <= 12:
        words = Words("“{f}”没有选项“{o}”，可用：{known}", '"{f}" has no option "{o}"; known are: {known}')
    yield Fault(
        at,
        "unknown_option",
        words.fill(f=item.title, o=text[:40], near="".join(near), known=", ".join(known)),
    )


def field_at(forms: Forms, form: Form, name: str) -> Field | None:
    """The field a path ends at, through links, sub-tables, look-ups and `parent`."""
    head, _, rest = name.partition(".")
    if head == "parent" and form.parent is not None:
        return field_at(forms, forms[form.parent], rest)
    item = form.by_slug.get(head)
    if item is not None and item.type == "lookup":
        through = f"{item.option('through')}.{item.option('field')}"
        return field_at(forms, form, f"{through}.{rest}" if rest else through)
    if item is None or not rest:
        return item
    target = item.table or forms.get(item.to or "")
    return None if target is None else field_at(forms, target, rest)
