"""The stream of news that an open page of an event listens to."""

import asyncio
import secrets

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from admit.actions import entries
from admit.model.entries import Entry, Place
from admit.model.errors import LinkUnknown
from admit.web.attendee import sessions
from admit.web.site import Site
from admit.web.streams import LOOK, Stream, event

RETRY_MILLISECONDS = (1_000, 4_000)
"""After how long a page comes back that has lost its stream: all of a server's, when that has started anew."""
VERSION_DIGITS_MAX = 18
HEADERS = {
    b"content-type": b"text/event-stream",
    b"cache-control": b"no-store",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
    b"x-accel-buffering": b"no",  # nginx would keep what is said until it fills a page
}


class StreamEndpoint:
    """A page that is out of date, or not for this browser any more, is told to look again and nothing else."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stream = None if scope["method"] == "HEAD" else await self._join(Request(scope))
        await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS.items())})
        if stream is None:
            body = b"" if scope["method"] == "HEAD" else event(LOOK, "0")
            await send({"type": "http.response.body", "body": body})
            return
        gone = asyncio.create_task(_end_with(stream, receive))
        try:
            await send(_piece(f"retry: {_between(*RETRY_MILLISECONDS)}\n\n".encode()))
            while told := await stream.next():
                await send(_piece(told))
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            self._site.rooms.leave(stream)

    async def _join(self, request: Request) -> Stream | None:
        """None for a page that must be asked for again."""
        session, query = sessions.find(request), request.query_params
        if session is None:
            return None
        try:
            entry = await self._open(session.key)
        except LinkUnknown:
            return None
        if entry.place not in {Place.WAITING, Place.INSIDE} or entry.scene != query.get("scene"):
            return None
        version = query.get("version", "")[:VERSION_DIGITS_MAX]
        return self._site.rooms.join(entry, int(version) if version.isascii() and version.isdecimal() else 0)

    async def _open(self, key: dict[str, str]) -> Entry:
        """Somebody whose connection was lost for long is back."""
        entry = await self._site.database.read(entries.open_, **key)
        if entry.is_resumable:
            await self._site.database.write(entries.resume, **key, rate=self._site.rooms.door_rate)
            entry = await self._site.database.read(entries.open_, **key)
        return entry


async def _end_with(stream: Stream, receive: Receive) -> None:
    """When the browser goes away, so does the stream."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


def _piece(body: bytes) -> dict[str, object]:
    return {"type": "http.response.body", "body": body, "more_body": True}


def _between(low: int, high: int) -> int:
    return low + secrets.randbelow(high - low)
