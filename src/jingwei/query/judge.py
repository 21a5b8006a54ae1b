"""The row rules of one action's grants as SQL over a record, written once for everybody of the same roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jingwei.query.frame import Frame, Given, Rights, Source
from jingwei.query.permission import rule_sql
from jingwei.query.request import RecordRequest
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Grant, Viewer


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """A rule for each grant, true where the grant reaches the record at alias `t`."""

    form: Form
    grants: tuple[Grant, ...]
    rules: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def idle(self) -> bool:
        """Whether every grant reaches every record, so that there is nothing to ask."""
        return all(grant.rows.kind == "all" for grant in self.grants)

    def holding(self, held: Sequence[bool]) -> tuple[Grant, ...]:
        """The grants whose rules hold."""
        return tuple(grant for grant, holds in zip(self.grants, held, strict=True) if holds)

    def arguments(self, viewer: Viewer, ambient: Ambient) -> list[object]:
        given = Given(viewer, RecordRequest(self.form.slug, 0), ambient)
        return [source.of(given) for source in self.sources]


@lru_cache(maxsize=4096)
def judge(catalogue: Catalogue, schema: str, rights: Rights, form: Form, action: str, first: int) -> Judge:
    """The judge of an action; its arguments begin at `$first`."""
    frame = Frame(catalogue, schema, rights, first=first)
    grants = catalogue.access(rights.anybody(), form.slug).may(action)
    rules = tuple(rule_sql(frame, form, grant.rows, "t") for grant in grants)
    return Judge(form, grants, rules, tuple(frame.sources))
