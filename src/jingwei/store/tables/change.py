"""The statements that bring the physical tables from one catalogue to the next, only in forms that do not rewrite a table."""

from __future__ import annotations

from collections.abc import Iterator

from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.spec.ledger import Ledger
from jingwei.store.tables import names


def statements(schema: str, old: Catalogue, new: Catalogue) -> tuple[str, ...]:
    """What to run, in order. Tables and columns that are no longer named stay: they are hidden, not lost."""
    was_forms = {form.id: form for form in old.forms.values()}
    was_ledgers = {ledger.id: ledger for ledger in old.ledgers.values()}
    found: list[str] = []
    for form in new.forms.values():
        found.extend(form_statements(schema, was_forms.get(form.id), form))
    for ledger in new.ledgers.values():
        found.extend(ledger_statements(schema, was_ledgers.get(ledger.id), ledger))
    return tuple(found)


def form_statements(schema: str, old: Form | None, new: Form) -> Iterator[str]:
    name = f"{schema}.{names.table(new)}"
    if old is None:
        columns = [
            f"{c.column} {c.sql}{' NOT NULL' if c.field is None and c.key in ('id', 'parent') else ''}"
            for c in names.cells(new)
        ]
        key = f"CONSTRAINT {names.table(new)}_pk PRIMARY KEY (id)"
        yield f"CREATE TABLE IF NOT EXISTS {name} ({', '.join(columns)}, {key}) WITH (fillfactor = 85)"
        yield from system_indexes(name, new)
    before = {c.column for c in names.field_cells(old)} if old is not None else set()
    for cell in names.field_cells(new):
        if old is not None and cell.column not in before:
            yield f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {cell.column} {cell.sql}"
    yield from field_indexes(name, old, new)


def system_indexes(name: str, form: Form) -> Iterator[str]:
    base = names.table(form)
    if form.parent is not None:
        yield f"CREATE INDEX IF NOT EXISTS {base}_parent ON {name} (parent, pos)"
        return
    for who in ("owner", "dept"):
        yield f"CREATE INDEX IF NOT EXISTS {base}_{who} ON {name} ({who}, id)"


def field_indexes(name: str, old: Form | None, new: Form) -> Iterator[str]:
    """An index for each link (roll-ups and 'who points here'), a unique one for keys, unique fields and groups."""
    base = names.table(new)
    known = {f.id for f in old.fields} if old is not None else set()
    alive = " WHERE deleted_at IS NULL" if new.parent is None else ""
    unique_before = {f.id for f in old.fields if f.unique or f.slug == old.key} if old is not None else set()
    for item in new.fields:
        single = item.unique or item.slug == new.key or item.type == "serial"
        if item.to is not None and item.id not in known:
            yield f"CREATE INDEX IF NOT EXISTS {base}_l{item.id} ON {name} ({names.column(item)}, id)"
        if single and item.id not in unique_before:
            yield f"CREATE UNIQUE INDEX IF NOT EXISTS {base}_u{item.id} ON {name} ({names.column(item)}){alive}"
    for group in new.unique:
        fields = [new[slug] for slug in group]
        index = f"{base}_g" + "_".join(str(f.id) for f in fields)
        yield f"CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {name} ({', '.join(names.column(f) for f in fields)}){alive}"


def ledger_statements(schema: str, old: Ledger | None, new: Ledger) -> Iterator[str]:
    if old is None:
        yield from new_ledger(schema, new)
        return
    known = {m.id for m in old.measures}
    for item in new.measures:
        if item.id not in known:
            tables = [names.movement(new), *([names.balance(new)] if new.guarded else [])]
            for one in tables:
                yield f"ALTER TABLE {schema}.{one} ADD COLUMN IF NOT EXISTS {names.measure(item)} numeric NOT NULL DEFAULT 0"
    before = {g.id for g in old.guards}
    for guard in new.guards:
        if guard.id not in before:
            yield f"ALTER TABLE {schema}.{names.balance(new)} ADD {guard_sql(new, guard.id)} NOT VALID"


def new_ledger(schema: str, ledger: Ledger) -> Iterator[str]:
    dimensions = [f"{names.dimension(d)} {d.sql} NOT NULL" for d in ledger.dimensions]
    measures = [f"{names.measure(m)} numeric NOT NULL DEFAULT 0" for m in ledger.measures]
    moved = names.movement(ledger)
    own = (
        f"id bigint CONSTRAINT {moved}_pk PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), event bigint, "
        "form bigint NOT NULL, record bigint NOT NULL, line bigint NOT NULL, rule text NOT NULL"
    )
    yield f"CREATE TABLE IF NOT EXISTS {schema}.{moved} ({', '.join([own, *dimensions, *measures])})"
    yield f"CREATE INDEX IF NOT EXISTS {moved}_record ON {schema}.{moved} (form, record)"
    first = names.dimension(ledger.dimensions[0])
    yield f"CREATE INDEX IF NOT EXISTS {moved}_first ON {schema}.{moved} ({first}, at)"
    if ledger.guarded:
        held = names.balance(ledger)
        key = ", ".join(names.dimension(d) for d in ledger.dimensions)
        checks = [guard_sql(ledger, guard.id) for guard in ledger.guards]
        columns = ", ".join([*dimensions, *measures, f"CONSTRAINT {held}_pk PRIMARY KEY ({key})", *checks])
        yield f"CREATE TABLE IF NOT EXISTS {schema}.{held} ({columns}) WITH (fillfactor = 60)"


def guard_sql(ledger: Ledger, identity: int) -> str:
    """`CONSTRAINT g7 CHECK (a + b >= c)`; its name leads a violation back to the guard's sentence."""
    guard = ledger.guard(identity)
    if guard is None:
        raise KeyError(identity)
    sides = [
        " + ".join(names.measure(ledger.measure(m)) for m in side) or "0"
        for side in (guard.left, guard.right)
    ]
    return f"CONSTRAINT g{guard.id} CHECK ({sides[0]} >= {sides[1]})"
