"""Names of forms and ledgers in SQL of our own: `f"SELECT {o['customer']} FROM {o}"`."""

from __future__ import annotations

from dataclasses import dataclass

from jingwei.base.errors import Unavailable
from jingwei.base.words import Words
from jingwei.query.names import HEAD_COLUMNS, ROW_COLUMNS
from jingwei.spec.catalogue import Catalogue
from jingwei.store.tables import names

BEHIND = Words(
    "工作区的应用缺少“{c}”，是较早的版本；请管理员先看 jingwei bundle diff，再运行 jingwei bundle apply",
    'The apps of the workspace are of an earlier version, without "{c}"; an administrator looks at jingwei bundle diff, then runs jingwei bundle apply',
)


@dataclass(frozen=True, slots=True)
class Source:
    """A table under an alias; `source["quantity.base"]` is one of its columns."""

    catalogue: Catalogue
    schema: str
    form: str
    alias: str

    def __str__(self) -> str:
        return f"{self.schema}.{names.table(self.catalogue.forms[self.form])} {self.alias}"

    def __getitem__(self, cell: str) -> str:
        slug, _, suffix = cell.partition(".")
        item = self.catalogue.forms[self.form].by_slug.get(slug)
        if item is not None:
            return f"{self.alias}.{names.column(item, suffix)}"
        if slug not in HEAD_COLUMNS and slug not in ROW_COLUMNS:
            raise behind(f"{self.form}.{slug}")
        return f"{self.alias}.{slug}"


@dataclass(frozen=True, slots=True)
class Balances:
    """The balances of a ledger under an alias; its dimensions and measures by name."""

    catalogue: Catalogue
    schema: str
    ledger: str
    alias: str

    def __str__(self) -> str:
        return f"{self.schema}.{names.balance(self.catalogue.ledgers[self.ledger])} {self.alias}"

    def __getitem__(self, slug: str) -> str:
        ledger = self.catalogue.ledgers[self.ledger]
        for one in ledger.dimensions:
            if one.slug == slug:
                return f"{self.alias}.{names.dimension(one)}"
        return f"{self.alias}.{names.measure(ledger.measure(slug))}"


@dataclass(frozen=True, slots=True)
class Names:
    """The tables of one workspace."""

    catalogue: Catalogue
    schema: str

    def form(self, slug: str, alias: str) -> Source:
        if slug not in self.catalogue.forms:
            raise behind(slug)
        return Source(self.catalogue, self.schema, slug, alias)

    def ledger(self, slug: str, alias: str) -> Balances:
        return Balances(self.catalogue, self.schema, slug, alias)


def behind(what: str) -> Unavailable:
    """A workspace keeps the apps it was made with until somebody publishes newer ones."""
    return Unavailable("suite_behind", BEHIND.fill(c=what))
