"""The pages that attendees meet, as a table. What stands at an event's address depends on how somebody came."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admit.model.errors import LinkUnknown, Refusal
from admit.web.attendee import entry, sessions
from admit.web.attendee.streams import StreamEndpoint
from admit.web.errors import STATUS_BY_CODE
from admit.web.site import Site

EVENT = "/e/{airmeet_id}"

Show = Callable[[Site, Request], Awaitable[Response]]


async def show_event(site: Site, request: Request) -> Response:
    """By a link, in an entry session, or neither."""
    if "code" in request.query_params:
        return await entry.open_link(site, request)
    if sessions.find(request):
        return await entry.show(site, request)
    raise LinkUnknown


PAGES: tuple[tuple[str, str, Show], ...] = (
    ("GET", EVENT, show_event),
    ("POST", EVENT + "/enter", entry.enter),
    ("POST", EVENT + "/leave", entry.leave),
    ("GET", EVENT + "/details", entry.show_details),
    ("POST", EVENT + "/details", entry.change_details),
)


def routes(site: Site) -> list[Route]:
    pages = [Route(path, _endpoint(site, show), methods=[method]) for method, path, show in PAGES]
    return [*pages, Route(EVENT + "/stream", StreamEndpoint(site), methods=["GET"])]


def _endpoint(site: Site, show: Show) -> Callable[[Request], Awaitable[Response]]:
    """Every refusal that `show` lets through becomes a page."""

    async def endpoint(request: Request) -> Response:
        try:
            return await show(site, request)
        except LinkUnknown:
            return sessions.link_unknown()
        except Refusal as refusal:
            session = sessions.find(request)
            if session is None:
                return sessions.link_unknown()
            return session.page("attendee/refused.html", status=STATUS_BY_CODE[refusal.code], errors=refusal.sentences)

    return endpoint
