"""What stands in front of the application: it remembers requests, and fails them when it is told to."""

import asyncio
import socket
import struct
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admit.lib import urls
from admit.web import request_ids
from admit.web.errors import JSON, error_body

API = "/api/v1/"
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER with no time to linger: the other side sees its connection reset (RST), not closed."""


class SeenRequest(msgspec.Struct, kw_only=True, rename="camel"):
    """A request to the API. `path` is decoded, the names of `headers` are in lower case.

    `status` is what was answered, None where nothing was.
    """

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    status: int | None = None

    @property
    def request_id(self) -> str:
        return self.headers.get("x-request-id", "")

    def json(self) -> Any:  # noqa: ANN401 (whatever was sent)
        return msgspec.json.decode(self.body)


class Fault(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """`status` None resets the connection. `after_doing` does what was asked first, so that only the answer is lost."""

    status: int | None
    path: str = ""
    sentence: str = ""
    retry_after_seconds: int | None = None
    after_doing: bool = False


class Faults:
    """`latency_seconds` is added to each call of the API. Other addresses are left alone."""

    def __init__(self) -> None:
        self.requests: list[SeenRequest] = []
        self.latency_seconds = 0.0
        self._next: list[Fault] = []

    def add(self, fault: Fault, times: int) -> None:
        self._next += [fault] * times

    def stop(self) -> None:
        self.latency_seconds = 0.0
        self._next = []

    def around(self, app: ASGIApp) -> ASGIApp:
        async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["path"].startswith(API):
                await self._serve(app, scope, receive, send)
            else:
                await app(scope, receive, send)

        return faulty

    async def _serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        seen = _seen(scope)
        self.requests.append(seen)
        fault = self._take(seen.path)
        await asyncio.sleep(self.latency_seconds)
        if fault is None:
            await app(scope, _noting_body(receive, seen), _noting_status(send, seen))
            return
        if fault.after_doing:
            await app(scope, _noting_body(receive, seen), _nowhere)
        if fault.status is None:
            await _reset_connection(receive, send)
        else:
            await _refuse(scope, _noting_status(send, seen), fault.status, fault)

    def _take(self, path: str) -> Fault | None:
        """The first that is meant for `path`."""
        fault = next((fault for fault in self._next if fault.path in path), None)
        if fault is not None:
            self._next.remove(fault)
        return fault


def _seen(scope: Scope) -> SeenRequest:
    query = urls.query(scope["query_string"])
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return SeenRequest(method=scope["method"], path=scope["path"], query=query, headers=headers)


def _noting_body(receive: Receive, seen: SeenRequest) -> Receive:
    async def noted() -> Message:
        message = await receive()
        seen.body += message.get("body", b"")
        return message

    return noted


def _noting_status(send: Send, seen: SeenRequest) -> Send:
    async def noted(message: Message) -> None:
        seen.status = message.get("status", seen.status)
        await send(message)

    return noted


async def _nowhere(message: Message) -> None:
    """An answer that nobody gets."""


async def _refuse(scope: Scope, send: Send, status: int, fault: Fault) -> None:
    """In the contract's shape."""
    body = error_body(status, (fault.sentence or f"This call was told to fail with {HTTPStatus(status).phrase}.",))
    headers = [
        (b"content-type", JSON.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"x-request-id", request_ids.choose(dict(scope["headers"])).encode()),
    ]
    if fault.retry_after_seconds is not None:
        headers.append((b"retry-after", b"%d" % fault.retry_after_seconds))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _reset_connection(receive: Receive, send: Send) -> None:
    """By way of uvicorn, whose `send` is a method of what holds the transport."""
    transport: asyncio.Transport = send.__self__.transport  # type: ignore[attr-defined]  # as above
    peer: socket.socket = transport.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
