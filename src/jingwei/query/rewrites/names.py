"""Names: the fields asked for become fields of the form; without a wish it is the form's own list."""

from dataclasses import replace

from jingwei.query.names import SYSTEM_FIELDS
from jingwei.query.plan import Output, Plan, readable
from jingwei.query.request import ListRequest


def names(plan: Plan) -> Plan:
    """Adds the outputs; hidden fields are absent from the own list and refused when asked for by name."""
    asked = plan.request.fields if isinstance(plan.request, ListRequest) else None
    if asked is not None:
        items = [readable(plan, slug, ("fields", i)) for i, slug in enumerate(asked)]
    else:
        listed = plan.form.list if isinstance(plan.request, ListRequest) else tuple(plan.form.by_slug)
        items = [plan.form[slug] for slug in listed if plan.reach.shows(slug) != "never"]
    if isinstance(plan.request, ListRequest):
        items = [item for item in items if item.table is None]
    else:
        items += [SYSTEM_FIELDS[slug] for slug in ("owner", "dept", "created_at", "updated_at")]
    return replace(plan, outputs=tuple(Output(item) for item in items))
