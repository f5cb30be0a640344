"""Open pages of people at an event: what each of them is told, as server-sent events (HTML Standard, 9.2)."""

import asyncio
from collections import defaultdict

from admit.model.entries import Entry, Place
from admit.model.presences import Beat, Presence

LOOK = "look"
"""Ask for the page again: it shows something else now. Its data are milliseconds, over which many spread."""
PLACE = "place"
PEOPLE = "people"
COUNT = "count"
BEAT = b"event: beat\ndata:\n\n"


def event(name: str, data: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in data.splitlines())
    return f"event: {name}\n{lines}\n".encode()


class Stream:
    """One page. What it was not told yet is replaced by what is newer: a slow reader costs no more than a fast one."""

    __slots__ = ("_pending", "_wake", "beat", "is_over", "place", "scene", "ticket", "told_place")

    def __init__(self, entry: Entry) -> None:
        if entry.presence is None:
            raise AssertionError("Only who has a seat has a stream.")
        self.beat = Beat(entry.airmeet.airmeet_id, entry.email.key, entry.session_digest)
        self.place = entry.place
        self.scene = entry.scene
        self.ticket = entry.presence.ticket
        self.told_place = b""
        self.is_over = False
        self._pending: dict[str, bytes] = {}
        self._wake = asyncio.Event()

    def fits(self, presence: Presence) -> bool:
        """Whether its page shows what is so."""
        return presence.state == self.place.value and presence.session_digest == self.beat.session_digest

    def tell(self, name: str, encoded: bytes) -> None:
        """`encoded` is shared by all who are told the same."""
        if not self.is_over:
            self._pending[name] = encoded
            self._wake.set()

    def look(self, spread_milliseconds: int = 0) -> None:
        """The last that it is told."""
        self._pending = {LOOK: event(LOOK, str(spread_milliseconds))}
        self.end()

    def end(self) -> None:
        self.is_over = True
        self._wake.set()

    async def next(self) -> bytes:
        """Waits for what is new; nothing is the end."""
        if not self._pending and not self.is_over:
            await self._wake.wait()
        self._wake.clear()
        told = b"".join(self._pending.values())
        self._pending.clear()
        return told


Streams = defaultdict[str, list[Stream]]
"""By email key: one person may have several pages open in one browser."""


def of_place(streams: Streams, place: Place) -> list[Stream]:
    return [stream for each in streams.values() for stream in each if stream.place is place and not stream.is_over]
