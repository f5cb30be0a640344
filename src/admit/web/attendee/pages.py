"""A page for guests: one row of the route table, and the ASGI endpoint that shows it."""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from admit.model.errors import AddressUnproven, AirmeetUnknown, Refusal
from admit.web import forms
from admit.web.attendee import events
from admit.web.attendee.visits import PROFILE_PATH, Visit
from admit.web.errors import STATUS_BY_CODE
from admit.web.limits import FORM_BYTES_MAX, read_body
from admit.web.site import Site


class Page(msgspec.Struct, frozen=True):
    """POST changes something and then redirects; GET changes nothing."""

    method: str
    path: str
    show: Callable[[Visit], Awaitable[Response]]


class PageEndpoint:
    """Every refusal that `show` lets through becomes a page that says what happened and what to do."""

    def __init__(self, site: Site, page: Page) -> None:
        self._site = site
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = Visit(self._site, Request(scope))
        try:
            body = await read_body(scope, receive, FORM_BYTES_MAX)
            visit.fill(await forms.parse(visit.request.headers, body))
            if self._page.method == "POST":
                visit.require_own_form()
            response = await self._page.show(visit)
        except AirmeetUnknown:
            response = events.unknown()
        except AddressUnproven:
            response = visit.redirect(PROFILE_PATH)
        except Refusal as refusal:
            response = visit.page(
                "attendee/refused.html", status=STATUS_BY_CODE[refusal.code], errors=refusal.sentences
            )
        await response(scope, receive, send)
