"""What there is: apps and forms as the caller may see them, in the caller's language."""

from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import NotFound
from jingwei.base.units import DIMENSIONS, UNITS
from jingwei.base.words import Words
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.store.sessions import Caller
from jingwei.web import described
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer
from jingwei.web.pages import pages


async def catalogue(request: Request, caller: Caller) -> Response:
    """The menu: every app with a form the caller may read, and the other pages with what may be done there."""
    doors = deps_of(request).doors
    known = await doors.catalogue(caller.workspace)
    viewer = (await doors.actor(caller)).viewer
    apps = []
    for app in known.apps:
        heads = [described.head(known, viewer, form, caller.language) for form in app.forms]
        if any(heads):
            forms = [head for head in heads if head is not None]
            apps.append(
                {"slug": app.slug, "title": app.title.say(caller.language), "icon": app.icon, "forms": forms}
            )
    units = {
        unit.code: {
            "title": unit.title.say(caller.language),
            "dimension": DIMENSIONS[unit.dimension].say(caller.language),
        }
        for unit in UNITS
    }
    can = pages(known, viewer)
    return answer({"version": known.version, "apps": apps, "pages": can, "units": units})


async def form(request: Request, caller: Caller) -> Response:
    doors = deps_of(request).doors
    known = await doors.catalogue(caller.workspace)
    viewer = (await doors.actor(caller)).viewer
    return answer(described.form(known, viewer, form_of(request, known), caller.language))


def form_of(request: Request, known: Catalogue) -> Form:
    """The form the address names."""
    slug = f"{request.path_params['app']}.{request.path_params['form']}"
    found = known.forms.get(slug)
    if found is None or found.parent is not None:
        raise NotFound("unknown_form", Words("没有表单“{f}”", 'There is no form "{f}"').fill(f=slug[:80]))
    return found


ROUTES = (
    route("/api/v1/catalogue", catalogue, "GET"),
    route("/api/v1/catalogue/{app}/{form}", form, "GET"),
)
