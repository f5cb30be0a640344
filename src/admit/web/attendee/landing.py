"""Where an entry link leads. Opening it changes nothing: mail scanners open links too."""

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admit.actions import attendees
from admit.lib import ids
from admit.lib.clock import to_datetime
from admit.model.airmeets import Airmeet
from admit.model.attendees import EntryPass
from admit.model.errors import LinkUnknown
from admit.web.site import Site
from admit.web.templates import PRIVATE_HEADERS, environment


def routes(site: Site) -> list[Route]:
    async def show_landing(request: Request) -> Response:
        airmeet_id = ids.canonical_uuid(request.path_params["airmeet_id"]) or ""
        try:
            entry = await site.database.read(
                attendees.open_link, airmeet_id=airmeet_id, code=request.query_params.get("code", "")
            )
        except LinkUnknown:
            return _page("link_unknown.html", status=404)
        return _page("landing.html", entry=entry, when=_when(entry.airmeet))

    return [Route("/e/{airmeet_id}", show_landing)]


def _when(airmeet: Airmeet) -> tuple[datetime, datetime]:
    """Start and end on the clocks of the event's own zone."""
    zone = ZoneInfo(airmeet.timezone)
    return to_datetime(airmeet.starts_at).astimezone(zone), to_datetime(airmeet.ends_at).astimezone(zone)


def _page(template: str, *, status: int = 200, **values: EntryPass | tuple[datetime, datetime]) -> Response:
    body = environment.get_template(template).render(values)
    return Response(body, status, PRIVATE_HEADERS, "text/html")
