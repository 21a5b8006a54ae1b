"""The files a record names, with what their links say: stored are only the ids."""

from collections.abc import Iterator

from jingwei.spec.form import Form
from jingwei.store.files import File, named
from jingwei.store.pool import Pool
from jingwei.store.transaction import read
from jingwei.store.workspace import Workspace

Values = dict[str, object]


async def attached(pool: Pool, workspace: Workspace, form: Form, values: Values) -> None:
    """Puts `{id, name, size, type}` where the ids of files stand, also in the rows of sub-tables."""
    places = tuple(lists(form, values))
    numbers = sorted({int(one) for held, slug in places for one in ids(held[slug])})
    if not numbers:
        return
    found = await read(pool, lambda transaction: named(transaction, workspace, numbers))
    for held, slug in places:
        held[slug] = [shown(found[int(one)]) for one in ids(held[slug]) if int(one) in found]


def lists(form: Form, values: Values) -> Iterator[tuple[Values, str]]:
    """Every value that holds ids of files, as where it lies and its name."""
    for item in form.fields:
        value = values.get(item.slug)
        if item.type == "attachment" and isinstance(value, list):
            yield values, item.slug
        elif item.table is not None and isinstance(value, list):
            for row in value:
                yield from lists(item.table, row)


def ids(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def shown(file: File) -> Values:
    return {"id": str(file.id), "name": file.name, "size": file.size, "type": file.type}
