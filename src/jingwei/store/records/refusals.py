"""What the database refuses, in the words of the form or ledger concerned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from jingwei.base.errors import Fault, Invalid
from jingwei.base.words import Words
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.store.transaction import Retry


class Stale(Retry):
    """The catalogue moved: read it again before the retry."""


class GuardBroken(Exception):  # noqa: N818 - told on as BalanceRefused once the balance has been read
    """A named check of a ledger did not hold."""

    def __init__(self, guard: int) -> None:
        super().__init__(guard)
        self.guard = guard


class Unreached(Exception):  # noqa: N818 - told on by the policy, which knows the words
    """A record as written is none the actor may write."""


UNREACHED = "record out of reach"


@contextmanager
def refusals(catalogue: Catalogue) -> Iterator[None]:
    """Translates the errors of a flush; whatever is not known here is our own mistake and passes."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        raise _unique(catalogue, str(error.constraint_name)) from error
    except asyncpg.CheckViolationError as error:
        name = str(error.constraint_name)
        if name[:1] != "g" or not name[1:].isdigit():
            raise
        raise GuardBroken(int(name[1:])) from error
    except asyncpg.NumericValueOutOfRangeError as error:
        words = Words("数值超出范围", "A number is out of range")
        raise Invalid([Fault((), "number_too_big", words)]) from error
    except asyncpg.PostgresError as error:
        if error.sqlstate == "JW001":
            raise Stale from error
        if error.sqlstate == "JW002":
            if error.args and error.args[0] == UNREACHED:
                raise Unreached from error
            raise Retry from error
        raise


def _unique(catalogue: Catalogue, constraint: str) -> Exception:
    """`t12_u34` is field 34 of form 12, `t12_g34_35` a group; another key (an idempotency key, a balance) is a race."""
    table, _, rest = constraint.partition("_")
    form = catalogue.by_id.get(int(table[1:])) if table[:1] == "t" and table[1:].isdigit() else None
    if form is None or rest[:1] not in ("u", "g"):
        return Retry()
    ids = {int(part) for part in rest[1:].split("_") if part.isdigit()}
    return Invalid(_taken(form, ids))


def _taken(form: Form, ids: set[int]) -> list[Fault]:
    titles = [item.title for item in form.fields if item.id in ids]
    what = Words("、".join(t.zh for t in titles) or "?", ", ".join(t.en for t in titles) or "?")
    words = Words("“{f}”已存在，不能重复", '"{f}" exists already').fill(f=what)
    return [Fault((item.slug,), "not_unique", words) for item in form.fields if item.id in ids] or [
        Fault((), "not_unique", words)
    ]
