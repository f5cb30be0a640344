"""Where an entry link leads. Opening it changes nothing: mail scanners open links too."""

from starlette.requests import Request
from starlette.responses import Response

from admit.actions import attendees
from admit.lib import ids
from admit.model.errors import LinkUnknown
from admit.web.attendee.schedule import schedule
from admit.web.site import Site
from admit.web.templates import PRIVATE_HEADERS, environment

LANDING = environment.get_template("landing.html")
LINK_UNKNOWN = environment.get_template("link_unknown.html").render()


async def show_landing(site: Site, request: Request) -> Response:
    airmeet_id = ids.canonical_uuid(request.path_params["airmeet_id"]) or ""
    code = request.query_params.get("code", "")
    try:
        entry = await site.database.read(attendees.open_link, airmeet_id=airmeet_id, code=code)
    except LinkUnknown:
        return Response(LINK_UNKNOWN, 404, PRIVATE_HEADERS, "text/html")
    when = schedule(entry.airmeet.starts_at, entry.airmeet.ends_at, entry.airmeet.timezone)
    return Response(LANDING.render(entry=entry, when=when), 200, PRIVATE_HEADERS, "text/html")
