"""A page of the dashboard: one row of its route table, and the ASGI endpoint that shows it."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from admit.model.errors import AirmeetUnknown, Refusal, SignedOut
from admit.web import forms
from admit.web.dashboard.visits import Visit
from admit.web.errors import STATUS_BY_CODE
from admit.web.limits import FORM_BYTES_MAX, read_body, require_small_body
from admit.web.site import Site

AIRMEET_UNKNOWN = "There is no such airmeet, or it is not among yours."


class Page(msgspec.Struct, frozen=True):
    """POST changes something and then redirects; GET changes nothing."""

    method: str
    path: str
    show: Callable[[Visit], Awaitable[Response]]
    body_bytes_max: int = FORM_BYTES_MAX

    @property
    def takes_uploads(self) -> bool:
        return self.body_bytes_max > FORM_BYTES_MAX


class PageEndpoint:
    """Every refusal that `show` lets through becomes a page that says what happened and what to do."""

    def __init__(self, site: Site, page: Page) -> None:
        self._site = site
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = Visit(self._site, Request(scope))
        try:
            await self._read_form(visit, receive)
            if self._page.method == "POST":
                visit.require_own_form()
            response = await self._page.show(visit)
        except SignedOut:
            response = visit.end_session(visit.redirect("/signin", next=_path_to_return_to(scope)))
        except AirmeetUnknown:
            response = visit.page("dashboard/refused.html", status=HTTPStatus.NOT_FOUND, errors=(AIRMEET_UNKNOWN,))
        except Refusal as refusal:
            response = visit.page(
                "dashboard/refused.html", status=STATUS_BY_CODE[refusal.code], errors=refusal.sentences
            )
        await response(scope, receive, send)

    async def _read_form(self, visit: Visit, receive: Receive) -> None:
        """Much is read of nobody who has not signed in."""
        if self._page.takes_uploads:
            await visit.account()
            require_small_body(dict(visit.request.scope["headers"]), self._page.body_bytes_max)
        body = await read_body(visit.request.scope, receive, self._page.body_bytes_max)
        visit.fill(await forms.parse(visit.request.headers, body))


def _path_to_return_to(scope: Scope) -> str:
    if scope["method"] != "GET":
        return "/"
    path, query = scope["path"], scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path
