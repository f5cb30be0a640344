"""The attendee pages as a table."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admit.web.attendee import calendars, events, landing
from admit.web.site import Site

EVENT = "/e/{airmeet_id}"


def routes(site: Site) -> list[Route]:
    async def show_event(request: Request) -> Response:
        """The same address is the event's for everybody, and the entry link's for whoever has a code."""
        show = landing.show_landing if "code" in request.query_params else events.show_event
        return await show(site, request)

    async def show_calendar(request: Request) -> Response:
        return await calendars.show_calendar(site, request)

    return [Route(EVENT, show_event), Route(EVENT + "/event.ics", show_calendar)]
