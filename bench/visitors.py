"""People who come to an event by their links: plain HTTP over a connection each, as a browser's page needs it."""

import asyncio
import re
import time
from collections import defaultdict
from urllib.parse import quote

import msgspec

HEAD_END = b"\r\n\r\n"
ANSWER_SECONDS_MAX = 30
CSRF = re.compile(rb'name="csrf" value="(\w+)"')
STREAM = re.compile(rb'data-stream="([^"]+)"')
COOKIE = re.compile(rb"set-cookie: (admit_entry=[^;]+)", re.IGNORECASE)
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
INSIDE = b"Who is here"


class Answer(msgspec.Struct, frozen=True):
    status: int
    head: bytes
    body: bytes


class Tally:
    """What happened to all of them. Times are in milliseconds, by what was asked for."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.waited = 0
        self.inside = 0
        self.failures: list[str] = []
        self.events = 0


class Visitor:
    """Comes by a link, goes inside, and stays until told to look again."""

    def __init__(self, address: tuple[str, int], link: str, tally: Tally) -> None:
        self._address = address
        self._link = link
        self._tally = tally
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        self._cookie = ""
        self.is_listening = asyncio.Event()
        self.is_out = asyncio.Event()

    async def come(self, *, stays: bool) -> None:
        """A failure is noted and ends it."""
        try:
            self._reader, self._writer = await asyncio.open_connection(*self._address)
            try:
                await self._go_inside()
                if stays:
                    await self._listen(await self._page())
            finally:
                self._writer.close()
        except (OSError, EOFError, TimeoutError, VisitFailed) as failure:
            self._tally.failures.append(f"{type(failure).__name__}: {failure}")

    async def _go_inside(self) -> None:
        opened = await self._ask("link", "GET", self._link, expected=303)
        cookie = COOKIE.search(opened.head)
        if cookie is None:
            raise VisitFailed("The link gave no cookie.")
        self._cookie = f"Cookie: {cookie[1].decode()}\r\n"
        form = CSRF.search((await self._page()).body)
        if form is None:
            raise VisitFailed("The page has no form.")
        await self._ask("enter", "POST", f"{self._home}/enter", f"csrf={form[1].decode()}&name={quote('A Guest')}", 303)
        page = await self._page()
        if INSIDE not in page.body:
            self._tally.waited += 1
            began_at = time.perf_counter()
            while INSIDE not in page.body:
                await self._listen(page)
                self._writer.close()
                self._reader, self._writer = await asyncio.open_connection(*self._address)
                page = await self._page()
            self._tally.times["queue"].append((time.perf_counter() - began_at) * 1e3)
        self._tally.inside += 1

    @property
    def _home(self) -> str:
        return self._link.partition("?")[0]

    async def _page(self) -> Answer:
        return await self._ask("page", "GET", self._home)

    async def _listen(self, page: Answer) -> None:
        """Until the server says that the page shows something else now, or ends."""
        found = STREAM.search(page.body)
        if found is None:
            raise VisitFailed("The page listens to no stream.")
        path = found[1].decode().replace("&amp;", "&")
        began_at = time.perf_counter()
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n{self._cookie}\r\n".encode())
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            head = await self._reader.readuntil(HEAD_END)
        if not head.startswith(b"HTTP/1.1 200"):
            raise VisitFailed(f"The stream was answered with {head[:12].decode()}.")
        self._tally.times["stream"].append((time.perf_counter() - began_at) * 1e3)
        self.is_listening.set()
        while line := await self._reader.readline():
            self._tally.events += line.startswith(b"event: ")
            if line.startswith(b"event: look"):
                self.is_out.set()
                return

    async def _ask(self, what: str, method: str, path: str, form: str = "", expected: int = 200) -> Answer:
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" if form else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{self._cookie}{kind}Content-Length: {len(form)}\r\n\r\n"
        began_at = time.perf_counter()
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            self._writer.write(f"{head}{form}".encode())
            answered = await self._reader.readuntil(HEAD_END)
            length = LENGTH.search(answered)
            body = await self._reader.readexactly(int(length[1])) if length else b""
        self._tally.times[what].append((time.perf_counter() - began_at) * 1e3)
        answer = Answer(int(answered[9:12]), answered, body)
        if answer.status != expected:
            raise VisitFailed(f"{what} was answered with {answer.status}.")
        return answer


class VisitFailed(Exception):
    pass
