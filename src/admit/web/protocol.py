"""HTTP on the wire: uvicorn's protocol, bounded, and with an answer's head and body in one system call."""

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from admit.web import request_ids
from admit.web.errors import JSON, error_body

HEAD_BYTES_MAX = 32 * 1024
GATHERED_BYTES_MAX = 64 * 1024


class HeadTooLarge(Exception):
    """Raised inside the parser, which then gives the connection up."""


class Http(HttpToolsProtocol):
    """With a bound on the request line and headers, and with the error body of the contract."""

    head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it, too
        super().connection_made(cast("asyncio.Transport", GatheringTransport(transport, self.loop)))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.head_bytes = 0

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def send_400_response(self, msg: str) -> None:
        """What uvicorn says where it cannot make a request out of what arrived."""
        if self.head_bytes > HEAD_BYTES_MAX:
            msg = f"The request line and headers are longer than {HEAD_BYTES_MAX} bytes."
        body = error_body(400, (msg,))
        lines = [
            STATUS_LINE[400],
            f"content-type: {JSON}\r\ncontent-length: {len(body)}\r\n"
            f"x-request-id: {request_ids.choose(self.headers or ())}\r\nconnection: close\r\n\r\n".encode(),
            body,
        ]
        self.transport.write(b"".join(lines))
        self.transport.close()

    def _count(self, length: int) -> None:
        self.head_bytes += length
        if self.head_bytes > HEAD_BYTES_MAX:
            raise HeadTooLarge


class GatheringTransport:
    """What is written during one turn of the event loop leaves together at its end, or once it is a lot."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0

    def write(self, data: bytes) -> None:
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)
        self._waiting_bytes += len(data)
        if self._waiting_bytes > GATHERED_BYTES_MAX:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> object:
        """Everything else is the transport's own."""
        return getattr(self._transport, name)

    def _flush(self) -> None:
        if self._waiting and not self._transport.is_closing():
            self._transport.write(b"".join(self._waiting))
        self._waiting.clear()
        self._waiting_bytes = 0
