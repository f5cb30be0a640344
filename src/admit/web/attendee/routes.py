"""The attendee pages as a table."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admit.web.attendee import calendars, events, landing, profiles, registration
from admit.web.attendee.pages import Page, PageEndpoint
from admit.web.attendee.visits import PROFILE_PATH
from admit.web.site import Site

EVENT = "/e/{airmeet_id}"
ME = PROFILE_PATH

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
    async def show_event(request: Request) -> Response:
        """The same address is the event's for everybody, and the entry link's for whoever has a code."""
        show = landing.show_landing if "code" in request.query_params else events.show_event
        return await show(site, request)

    async def show_calendar(request: Request) -> Response:
        return await calendars.show_calendar(site, request)

    return [
        Route(EVENT, show_event),
        Route(EVENT + "/event.ics", show_calendar),
        *(Route(page.path, PageEndpoint(site, page), methods=[page.method]) for page in PAGES),
    ]
