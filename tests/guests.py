"""Somebody with an entry link and without a browser: pages by plain HTTP, and the stream of an open page."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import httpx

from admit.actions import airmeets
from admit.lib.clock import system_clock, to_datetime
from admit.model.airmeets import Status
from tests.dashboard import CSRF
from tests.harness import Integration, LiveServer, http_client

STREAM = re.compile(r'data-stream="([^"]+)"')
EVENT = re.compile(r"event: (?P<name>\w+)\n(?P<data>(?:data:[^\n]*\n)*)\n")


class Guest:
    """`page` is the last answer. Redirects are followed and cookies kept, as browsers do."""

    def __init__(self, server: LiveServer, link: str) -> None:
        self.server = server
        self.link = link
        self.home = httpx.URL(link).path
        self.http = http_client(server.url, follow_redirects=True)
        self.page: httpx.Response

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()

    def open(self) -> httpx.Response:
        """By the link."""
        return self.get(self.link)

    def look(self) -> httpx.Response:
        return self.get(self.home)

    def get(self, path: str) -> httpx.Response:
        self.page = self.http.get(path)
        return self.page

    def post(self, what: str, **fields: str) -> httpx.Response:
        """A form of the last page, which has proof that it was given to us."""
        proof = CSRF.search(self.page.text)
        assert proof is not None
        self.page = self.http.post(f"{self.home}/{what}", data={"csrf": proof[1], **fields})
        return self.page

    def enter(self, **fields: str) -> Self:
        """Of whoever is not registered, the form asks for a name."""
        if 'name="name"' in self.page.text:
            fields.setdefault("name", "Ada Lovelace")
        assert self.post("enter", **fields).status_code == 200
        return self

    @property
    def place(self) -> str:
        """Which of the pages is shown."""
        titles = {
            "in the waiting room": "waiting",
            "Who is here": "inside",
            "in another browser": "elsewhere",
            "It is over.": "over",
            "You were": "over",
            "/enter": "doorstep",
            "This link does not open anything": "unknown",
            "put away": "over",
        }
        return next((place for text, place in titles.items() if text in self.page.text), "none of them")

    @property
    def words(self) -> str:
        main = re.search(r"<main\b.*</main>", self.page.text, re.DOTALL)
        assert main is not None
        return " ".join(html.unescape(re.sub(r"<[^>]*>", "", main[0])).split())

    @property
    def stream(self) -> str:
        """The address that the page listens to."""
        found = STREAM.search(self.page.text)
        assert found is not None
        return html.unescape(found[1])

    @contextmanager
    def listening(self) -> Iterator[Iterator[tuple[str, str]]]:
        """What the open page is told: name and data of each event."""
        with self.http.stream("GET", self.stream) as answer:
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream")
            events = _events(answer.iter_text())
            assert next(events)[0] == "retry"
            yield events


def _events(pieces: Iterator[str]) -> Iterator[tuple[str, str]]:
    told = ""
    for piece in pieces:
        told += piece
        if told.startswith("retry: "):
            yield "retry", ""
            told = told.partition("\n\n")[2]
        while found := EVENT.match(told):
            told = told[found.end() :]
            if found["name"] != "beat":
                yield (
                    found["name"],
                    "\n".join(line.removeprefix("data:").strip() for line in found["data"].splitlines()),
                )
    assert told == ""


def link_of(integration: Integration, email: str = "ada@example.com", name: str = "Ada Lovelace") -> str:
    link: str = integration.authorize(email, name).json()["entryLink"]
    return link


def start(integration: Integration) -> None:
    move(integration, Status.ONGOING)


def move(integration: Integration, status: Status) -> None:
    integration.server.operate(airmeets.change_status, integration.airmeet_id, status)


def set_clock(server: LiveServer) -> None:
    """To the time of server processes."""
    server.clock.advance(seconds=(to_datetime(system_clock()) - to_datetime(server.clock())).total_seconds())
