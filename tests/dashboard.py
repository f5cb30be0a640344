"""Somebody at the dashboard without a browser: pages are asked for, and their forms sent, by plain HTTP."""

import itertools
import re
from types import TracebackType
from typing import Self

import httpx

from tests.harness import LiveServer, http_client

PASSWORD = "correct horse battery staple"
CSRF = re.compile(r'name="csrf" value="([^"]+)"')

_numbers = itertools.count(1)


def new_email(name: str = "ada") -> str:
    """An address that no other test of this run has."""
    return f"{name}.{next(_numbers)}@example.com"


class Organizer:
    """`page` is the last answer. Redirects are followed, as browsers follow them."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.http = http_client(server.url, follow_redirects=True)
        self.page: httpx.Response
        self.email = ""
        self.community_id = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()

    @property
    def session(self) -> str:
        """The secret in the cookie."""
        return self.http.cookies["admit_session"]

    def sign_up(self, community: str, email: str = "") -> Self:
        self.email = email or new_email()
        self.get("/signup")
        page = self.post("/signup", community=community, email=self.email, password=PASSWORD)
        assert page.status_code == 200, page.text
        self.community_id = page.url.path.split("/")[2]
        return self

    def get(self, path: str) -> httpx.Response:
        self.page = self.http.get(path)
        return self.page

    def post(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """A form of the last page, which has proof that it was given to us."""
        proof = CSRF.search(self.page.text)
        assert proof is not None
        self.page = self.http.post(path, data={"csrf": proof[1], **fields})
        return self.page
