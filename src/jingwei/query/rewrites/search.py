"""Search: each word must occur in the row's search text, asked only where all the fields in it are seen."""

from collections.abc import Callable
from dataclasses import replace

from jingwei.base.errors import Forbidden
from jingwei.base.words import Words
from jingwei.query import names
from jingwei.query.frame import Given, Source
from jingwei.query.operands import like
from jingwei.query.permission import FALSE, every, seen, visible
from jingwei.query.plan import ROW, Plan


def search(plan: Plan) -> Plan:
    """Adds one condition a word; a role that cannot read all that is searched may not search at all."""
    if not plan.request.search:
        return plan
    conditions = [allowed(plan, slug) for slug in plan.form.searched]
    if FALSE in conditions:
        words = Words(
            "无权搜索：含有您不能查看的字段",
            "You may not search here: some searched fields are hidden from you",
        )
        raise Forbidden("search", words, ("q",))
    words_found = [
        f"{ROW}.search LIKE {plan.frame.bind(Source(f'word {i}', 'text', word(i)))}"
        for i in range(len(plan.request.search))
    ]
    return replace(plan, where=(*plan.where, every(*conditions, *words_found)), selective=True)


def word(index: int) -> Callable[[Given], object]:
    return lambda given: like(given.request.search[index], "contains")


def allowed(plan: Plan, slug: str) -> str:
    """Where a searched field is seen; of a link it is the title that was made searchable."""
    item = plan.form[slug]
    own = seen(plan.frame, plan.form, ROW, slug)
    if item.to is None or own == FALSE:
        return own
    target = plan.frame.catalogue.target(item)
    there, link = plan.frame.alias("f"), names.column(item, ROW)("")
    reachable = visible(plan.frame, target, there, target.title_field)
    if reachable == FALSE:
        return FALSE
    found = (
        f"EXISTS (SELECT FROM {plan.frame.table(target)} {there} WHERE {there}.id = {link} AND {reachable})"
    )
    return every(own, f"({link} IS NULL OR {found})")
