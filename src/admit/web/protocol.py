"""HTTP on the wire: uvicorn's protocol, bounded, and with an answer's head and body in one system call."""

import asyncio
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from starlette.types import Receive, Send
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from admit.lib.deadlines import Deadlines
from admit.web import request_ids
from admit.web.edge import WHOLE_ANSWER
from admit.web.errors import JSON, error_body
from admit.web.limits import WHOLE_BODY, Headers

HEAD_BYTES_MAX = 32 * 1024
GATHERED_BYTES_MAX = 64 * 1024


class HeadTooLarge(Exception):
    """Raised inside the parser, which then gives the connection up."""


class Http(HttpToolsProtocol):
    """With a bound on the request line and headers, and with the error body of the contract."""

    is_in_head = True
    is_head_too_large = False
    arriving_bytes = 0
    head_bytes = 0
    """Of the head that is being read, those that did not arrive together with its first."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it, too
        self.idle = idle_of(self.loop, self.timeout_keep_alive)
        super().connection_made(cast("asyncio.Transport", GatheringTransport(transport, turn_of(self.loop))))

    def data_received(self, data: bytes) -> None:
        self.arriving_bytes = len(data)
        self.head_bytes += len(data)
        super().data_received(data)
        if self.is_in_head and self.head_bytes > HEAD_BYTES_MAX:
            self.is_head_too_large = True
            self.send_400_response("")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = EXTENSIONS
        self.is_in_head, self.head_bytes = True, 0

    def on_headers_complete(self) -> None:
        self.is_in_head = False
        if self.head_bytes + self.arriving_bytes > HEAD_BYTES_MAX:
            self._require_small_head()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """As uvicorn does, but for a timer of each connection's own that closes it when no more requests come."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self.idle.set(self)

    def _unset_keepalive_if_required(self) -> None:
        self.idle.lift(self)

    def send_400_response(self, msg: str) -> None:
        """What uvicorn says where it cannot make a request out of what arrived."""
        if self.is_head_too_large:
            msg = f"The request line and headers are longer than {HEAD_BYTES_MAX} bytes."
        body = error_body(400, (msg,))
        lines = [
            STATUS_LINE[400],
            f"content-type: {JSON}\r\ncontent-length: {len(body)}\r\n"
            f"x-request-id: {request_ids.choose(dict(self.headers or ()))}\r\nconnection: close\r\n\r\n".encode(),
            body,
        ]
        self.transport.write(b"".join(lines))
        self.transport.close()

    def _require_small_head(self) -> None:
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES_MAX:
            self.is_head_too_large = True
            raise HeadTooLarge


def whole_body(receive: Receive) -> bytes | None:
    """A request's body if all of it has arrived; None, with nothing done, if there is anything to wait for."""
    cycle = getattr(receive, "__self__", None)
    if not isinstance(cycle, RequestResponseCycle):
        return None
    if cycle.more_body or cycle.disconnected or cycle.waiting_for_100_continue:
        return None
    cycle.message_event.clear()
    body, cycle.body = bytes(cycle.body), bytearray()
    return body


def answer_whole(send: Send, status: int, headers: Headers, body: bytes) -> bool:
    """What uvicorn does for the two messages of an answer, in a third of the time.

    `headers` tell the body's length and are fit to be sent. False, with nothing done, if not all is as usual: then the
    answer is uvicorn's to give, or that of whoever stands before it.
    """
    cycle = getattr(send, "__self__", None)
    if not isinstance(cycle, RequestResponseCycle):
        return False
    if cycle.disconnected or cycle.flow.write_paused or cycle.scope["method"] == "HEAD":
        return False
    lines = [STATUS_LINE[status]]
    for name, value in (*cycle.default_headers, *headers):
        lines += (name, b": ", value, b"\r\n")
    lines += (b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n", body)
    cycle.response_started = cycle.response_complete = True
    cycle.transport.write(b"".join(lines))
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True


EXTENSIONS: Any = {WHOLE_ANSWER: answer_whole, WHOLE_BODY: whole_body}
"""ASGI has dictionaries here, for extensions of its own."""


class GatheringTransport:
    """What is written during one turn of the event loop leaves together at its end, or once it is a lot.

    So does what is written to other connections: whoever waits at the other end of many is woken once.
    """

    def __init__(self, transport: asyncio.Transport, turn: "Turn") -> None:
        self._transport = transport
        self._turn = turn
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0

    def write(self, data: bytes) -> None:
        if not self._waiting:
            self._turn.at_end(self)
        self._waiting.append(data)
        self._waiting_bytes += len(data)
        if self._waiting_bytes > GATHERED_BYTES_MAX:
            self.flush()

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def __getattr__(self, name: str) -> object:
        """Everything else is the transport's own."""
        return getattr(self._transport, name)

    def flush(self) -> None:
        if self._waiting and not self._transport.is_closing():
            self._transport.write(b"".join(self._waiting))
        self._waiting.clear()
        self._waiting_bytes = 0


class Turn:
    """One turn of an event loop after another, and who has something to flush at its end."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[GatheringTransport] = []

    def at_end(self, transport: GatheringTransport) -> None:
        if not self._waiting:
            self._loop.call_soon(self._end)
        self._waiting.append(transport)

    def _end(self) -> None:
        transports, self._waiting = self._waiting, []
        self._flush(iter(transports))

    def _flush(self, transports: Iterator[GatheringTransport]) -> None:
        try:
            for transport in transports:
                transport.flush()
        except BaseException:
            self._loop.call_soon(self._flush, transports)  # The others are not to blame.
            raise


turn_of = lru_cache(maxsize=1)(Turn)
"""A process serves with one loop."""


@lru_cache(maxsize=1)
def idle_of(loop: asyncio.AbstractEventLoop, seconds: float) -> Deadlines[Http]:  # noqa: ARG001 (another has its own)
    """Until when connections may be idle."""
    return Deadlines(seconds, Http.timeout_keep_alive_handler)
