"""The pages that attendees meet, as a table. What stands at an event's address depends on how somebody came."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from admit.lib import urls
from admit.model.errors import LinkUnknown, Refusal
from admit.web.attendee import calendars, entry, events, profiles, registration, sessions
from admit.web.attendee.pages import Page, PageEndpoint
from admit.web.attendee.sessions import EntrySession
from admit.web.attendee.streams import StreamEndpoint
from admit.web.attendee.visits import PROFILE_PATH
from admit.web.errors import STATUS_BY_CODE
from admit.web.site import Site

EVENT = "/e/{airmeet_id}"
ME = PROFILE_PATH

Show = Callable[[Site, Request], Awaitable[Response]]


async def show_event(site: Site, request: Request) -> Response:
    """By a link, in an entry session, or neither: then it is the event's page for everybody."""
    code = _code(request)
    if code is not None:
        return await entry.open_link(site, request, code)
    session = sessions.find(request)
    if session is not None:
        return await entry.show(site, session)
    return await events.show_event(site, request)


def _code(request: Request) -> str | None:
    """`query_params` takes six times as long, for most of what an event's guests open."""
    return urls.query(request.scope["query_string"]).get("code")


AT_THE_DOOR: tuple[tuple[str, str, Show], ...] = (
    ("GET", EVENT, show_event),
    ("GET", EVENT + "/event.ics", calendars.show_calendar),
    ("POST", EVENT + "/enter", entry.enter),
    ("POST", EVENT + "/leave", entry.leave),
    ("GET", EVENT + "/details", entry.show_details),
    ("POST", EVENT + "/details", entry.change_details),
)
"""Without a cookie, or with that of an entry session."""

PAGES = (
    Page("GET", EVENT + "/register", registration.show_form),
    Page("POST", EVENT + "/register", registration.register),
    Page("GET", EVENT + "/register/sent", registration.show_registration_sent),
    Page("GET", EVENT + "/confirm", registration.show_confirmation),
    Page("POST", EVENT + "/confirm", registration.confirm),
    Page("GET", EVENT + "/link", registration.show_link_form),
    Page("POST", EVENT + "/link", registration.send_link),
    Page("GET", EVENT + "/link/sent", registration.show_link_sent),
    Page("GET", ME, profiles.show_profile),
    Page("POST", ME + "/link", profiles.send_link),
    Page("GET", ME + "/sent", profiles.show_sent),
    Page("GET", profiles.OPEN_PATH, profiles.show_opening),
    Page("POST", profiles.OPEN_PATH, profiles.open_profile),
    Page("GET", ME + "/change", profiles.show_change),
    Page("POST", ME + "/change", profiles.change),
    Page("GET", ME + "/export.json", profiles.export),
    Page("GET", ME + "/erase", profiles.confirm_erasure),
    Page("POST", ME + "/erase", profiles.erase),
    Page("GET", ME + "/erased", profiles.show_erased),
    Page("POST", ME + "/close", profiles.close),
)


def routes(site: Site) -> list[Route]:
    return [
        *(Route(path, DoorEndpoint(site, show), methods=[method]) for method, path, show in AT_THE_DOOR),
        Route(EVENT + "/stream", StreamEndpoint(site), methods=["GET"]),
        *(Route(page.path, PageEndpoint(site, page), methods=[page.method]) for page in PAGES),
    ]


class DoorEndpoint:
    """Every refusal that `show` lets through becomes a page."""

    def __init__(self, site: Site, show: Show) -> None:
        self._site = site
        self._show = show

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._show(self._site, request)
        except LinkUnknown:
            response = sessions.link_unknown()
        except Refusal as refusal:
            response = _refused(sessions.find(request), refusal)
        await response(scope, receive, send)


def _refused(session: EntrySession | None, refusal: Refusal) -> Response:
    if session is None:
        return sessions.link_unknown()
    return session.page("attendee/entry_refused.html", status=STATUS_BY_CODE[refusal.code], errors=refusal.sentences)
