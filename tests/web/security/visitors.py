"""Every address of the two route tables, and browsers without a screen that hold the cookies of who is on the stage."""

from types import TracebackType
from typing import Self

import httpx

from admit.web.attendee.routes import AT_THE_DOOR
from admit.web.attendee.routes import PAGES as ATTENDEE_PAGES
from admit.web.dashboard.routes import PAGES as DASHBOARD_PAGES
from tests.dashboard import CSRF
from tests.harness import http_client
from tests.journeys.stage import By, Stage

_TABLE = [(page.method, page.path) for page in (*DASHBOARD_PAGES, *ATTENDEE_PAGES)]
_TABLE += [(method, path) for method, path, _ in AT_THE_DOOR]
GETS = [path for method, path in _TABLE if method == "GET"]
POSTS = [path for method, path in _TABLE if method == "POST"]


class Visitor:
    """Follows redirects and keeps cookies, as browsers do."""

    def __init__(self, stage: Stage, *whom: By) -> None:
        self.stage = stage
        self.whom = whom
        self.http = http_client(stage.server.url, follow_redirects=True)
        for by in whom:
            for name, value in stage.cookies(by).items():
                self.http.cookies.set(name, value)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()

    def get(self, pattern: str, query: dict[str, str] | None = None, **ids: str) -> httpx.Response:
        return self.http.get(pattern.format(**self.stage.ids | ids), params=query)

    def post(self, pattern: str, fields: dict[str, str], **ids: str) -> httpx.Response:
        return self.http.post(pattern.format(**self.stage.ids | ids), data=fields)

    def proof(self, page: str) -> str:
        """As the forms of this page carry it."""
        found = CSRF.search(self.get(page).text)
        assert found is not None
        return found[1]
