"""The outermost layer: every request gets an id, a time limit, a line in the log, and an answer whatever happens."""

import asyncio
import logging
import re
import time
import uuid

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admit.model.errors import Refusal
from admit.web.errors import response_to
from admit.web.limits import require_small_body

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")

log = logging.getLogger("admit.request")


class Edge:
    """Wraps the router. What an answer's body holds never reaches the log, nor does the path: it may name a person."""

    def __init__(self, router: ASGIApp, *, timeout_seconds: float) -> None:
        self._router = router
        self._timeout_seconds = timeout_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._router(scope, receive, send)
            return
        exchange = Exchange(scope, send)
        scope["app"] = self._router  # With it the router raises what it would otherwise answer by itself.
        try:
            async with asyncio.timeout(self._timeout_seconds):
                require_small_body(scope["headers"])
                await self._router(scope, receive, exchange.send)
        except ClientDisconnect:
            exchange.status = 499
        except Exception as error:
            if not isinstance(error, (Refusal, HTTPException, TimeoutError)):
                log.exception("bug request_id=%s", exchange.request_id)
            if exchange.status:
                raise
            await response_to(error)(scope, receive, exchange.send)
        finally:
            exchange.write_log_line()


class Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._started_at = time.perf_counter()
        self.request_id = _request_id(scope["headers"])
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"].append((b"x-request-id", self.request_id.encode()))
        await self._send(message)

    def write_log_line(self) -> None:
        route = self._scope.get("route")
        log.info(
            "%s %s status=%d ms=%.1f request_id=%s",
            self._scope["method"],
            getattr(route, "path", "-"),
            self.status,
            (time.perf_counter() - self._started_at) * 1000,
            self.request_id,
        )


def _request_id(headers: list[tuple[bytes, bytes]]) -> str:
    """The caller's own, where it is one that a log can hold."""
    for name, value in headers:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            return value.decode()
    return uuid.uuid4().hex
