"""When a document is over: read from the colours its designer gave to the states.

A state ends a document when it is green (done), or when it is red or grey (called off, filed) and not the
state new records begin in. A form without any green state ends in the last one drawn that is not red.
A form without states is never under way: its records are facts.
"""

from __future__ import annotations

from jingwei.query import names
from jingwei.spec.form import Form
from jingwei.spec.formula.tree import Constant


def ends(form: Form) -> tuple[str, ...]:
    """The states in which a document of the form is over."""
    if form.state is None:
        return ()
    item = form[form.state]
    root = item.default.root if item.default is not None else None
    first = root.value if isinstance(root, Constant) else None
    colours = {choice.value: choice.colour for choice in item.choices}
    over = [
        value for value, colour in colours.items() if value != first and colour in ("green", "red", "grey")
    ]
    if "green" not in colours.values():
        left = [value for value, colour in colours.items() if colour != "red" and value != first]
        over.extend(value for value in left[-1:] if value not in over)
    return tuple(over)


def is_open(form: Form, state: object) -> bool:
    """Whether a document in this state is under way."""
    return form.state is not None and state not in ends(form)


def open_sql(form: Form, alias: str) -> str:
    """Whether the document at an alias is under way, never null."""
    if form.state is None:
        return "false"
    over = ", ".join(names.literal(value) for value in ends(form))
    column = names.column(form[form.state], alias)("")
    return f"({column} IS NULL OR {column} NOT IN ({over}))" if over else "true"
