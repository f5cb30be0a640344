"""The outermost layer: every request gets an id, a time limit, a line in the log, and an answer whatever happens."""

import logging
import time
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admit.lib.time_limit import TimeLimit, current_task
from admit.model.errors import Refusal
from admit.web import request_ids
from admit.web.errors import BodyTooLarge, response_to
from admit.web.limits import Headers, body_bytes_max, require_one_line, require_small_body

CLIENT_CLOSED_REQUEST = 499
"""What the log says where nobody waits for the answer any more."""

log = logging.getLogger("admit.web")

NOT_IN_A_HEADER = bytes({*range(0x20), 0x7F} - {ord("\t")})
"""RFC 9110, section 5.5: not in its value."""

WriteLine = Callable[[str], None]
WHOLE_ANSWER = "admit.whole_answer"
"""A server with this ASGI extension takes an answer's status, headers and body at once, and says whether it did."""


class Edge:
    """Wraps the router. What an answer's body holds never reaches the log, nor does the path: it may name a person."""

    def __init__(
        self,
        router: ASGIApp,
        *,
        takes_uploads: Callable[[Scope], bool],
        timeout_seconds: float,
        write_line: WriteLine | None,
    ) -> None:
        self._router = router
        self._takes_uploads = takes_uploads
        self._limit = TimeLimit(timeout_seconds)
        self._write_line = write_line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(scope, send, self._limit)
        scope["app"] = self._router  # With it the router raises what it would otherwise answer by itself.
        try:
            self._require_small_body(exchange, scope)
            require_one_line(scope["path"])
            await self._limit.run(exchange.task, self._router(scope, receive, exchange))
        except ClientDisconnect:
            exchange.status = CLIENT_CLOSED_REQUEST
        except Exception as error:
            if not isinstance(error, (Refusal, HTTPException, TimeoutError)):
                log.exception("bug request_id=%s", exchange.request_id)
            if exchange.has_begun:
                raise
            await response_to(error)(scope, receive, exchange)
        finally:
            if self._write_line is not None:
                self._write_line(exchange.log_line())

    def _require_small_body(self, exchange: "Exchange", scope: Scope) -> None:
        """Before the router looks, but for the few pages that take more, and look for themselves."""
        try:
            require_small_body(exchange.headers, body_bytes_max(scope["path"]))
        except BodyTooLarge:
            if not self._takes_uploads(scope):
                raise


class Exchange:
    """One request, and the way for its answer."""

    def __init__(self, scope: Scope, send: Send, limit: TimeLimit) -> None:
        self._scope = scope
        self._send = send
        self._limit = limit
        self.task = current_task()
        self._started_at = time.perf_counter()
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        """Names are in lower case. The last value, where there are several."""
        self.request_id = request_ids.choose(self.headers)
        self.status = 0
        self._answer_whole = scope.get("extensions", {}).get(WHOLE_ANSWER)
        self._head: Message | None = None

    @property
    def has_begun(self) -> bool:
        """Whether any of an answer has left."""
        return self.status != 0 and self._head is None

    async def __call__(self, message: Message) -> None:
        """ASGI's `send`. The head of an answer that tells its length waits for the body, which follows at once."""
        if message["type"] == "http.response.start":
            self._begin(message["status"], message["headers"])
            if self._answer_whole is not None and b"content-length" in dict(message["headers"]):
                self._head = message
                return
        elif self._head is not None and self._answer_whole is not None:
            head, self._head = self._head, None
            headers, body = head["headers"], message.get("body", b"")
            is_usual = not message.get("more_body") and _are_usual(headers, body)
            if is_usual and self._answer_whole(self._send, head["status"], headers, body):
                return
            await self._send(head)
        await self._send(message)

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """The same as both messages, in fewer steps, of headers fit to be sent. With a body they tell its length."""
        self._begin(status, headers)
        if not body or self._answer_whole is None or not self._answer_whole(self._send, status, headers, body):
            await self._send({"type": "http.response.start", "status": status, "headers": headers})
            await self._send({"type": "http.response.body", "body": body})

    def _begin(self, status: int, headers: Headers) -> None:
        self.status = status
        self._limit.lift(self.task)  # What has begun, an export perhaps, may take as long as its reader.
        headers.append((b"x-request-id", self.request_id.encode()))

    def log_line(self) -> str:
        """The route and not the path, which may name a person."""
        route = getattr(self._scope.get("route"), "path", "-")
        ms = (time.perf_counter() - self._started_at) * 1000
        return (
            f"INFO admit.request {self._scope['method']} {route} "
            f"status={self.status} ms={ms:.1f} request_id={self.request_id}"
        )


def _are_usual(headers: Headers, body: bytes) -> bool:
    """Whether they tell the body's length, and nothing that only the server may say or refuse to."""
    told = dict(headers)
    values = b"".join([value for _, value in headers])
    return (
        told[b"content-length"] == b"%d" % len(body)
        and b"connection" not in told
        and values.translate(None, NOT_IN_A_HEADER) == values
    )
