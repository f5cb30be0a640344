"""What a program that is not written in Python steers the server by: a few addresses beside the API's."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from admit.testing.clock import MovableClock
from admit.testing.faults import Fault
from admit.testing.server import AdmitServer

T = TypeVar("T", bound=msgspec.Struct)

ROOT = "/emulator"
JSON = "application/json"

Act = Callable[[Request], Awaitable[object]]


class Time(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the clock is moved, or how much longer each call takes."""

    seconds: float


class Faults(Fault, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The next `times` calls that `path` is in."""

    times: int = 1


class State(msgspec.Struct, frozen=True, rename="camel"):
    """What a client is set up with, and the time on the server's clock."""

    url: str
    access_key: str
    secret_key: str
    airmeet: str
    now: str


class NotUnderstood(Exception):
    """The sentence says why."""


class Emulator:
    """AdmitServer with a clock that runs, and these addresses where it `is_controlled`."""

    def __init__(self, *, host: str, port: int, is_controlled: bool) -> None:
        around = self._around if is_controlled else None
        self.server = AdmitServer(host=host, port=port, clock=MovableClock(runs=True), around=around)

    def state(self) -> State:
        server = self.server
        return State(server.url, server.access_key, server.secret_key, server.airmeet_id, server.clock())

    def _around(self, app: ASGIApp) -> ASGIApp:
        routes = [
            _route("GET", "", self._show),
            _route("POST", "/reset", self._reset),
            _route("POST", "/clock", self._advance),
            _route("POST", "/faults", self._fail),
            _route("POST", "/delay", self._delay),
            _route("GET", "/requests", self._requests),
        ]
        router = Router(routes, redirect_slashes=False)

        async def controlled(scope: Scope, receive: Receive, send: Send) -> None:
            await (router if scope["path"].startswith(ROOT) else app)(scope, receive, send)

        return controlled

    async def _show(self, _: Request) -> object:
        return self.state()

    async def _reset(self, _: Request) -> object:
        """In a thread, since it waits for the loop that this runs on."""
        await asyncio.to_thread(self.server.reset)
        return self.state()

    async def _advance(self, request: Request) -> object:
        self.server.clock.advance(seconds=(await _decoded(request, Time)).seconds)
        return self.state()

    async def _fail(self, request: Request) -> object:
        told = await _decoded(request, Faults)
        self.server.add_fault(told, times=told.times)
        return told

    async def _delay(self, request: Request) -> object:
        told = await _decoded(request, Time)
        self.server.delay(told.seconds)
        return told

    async def _requests(self, _: Request) -> object:
        return self.server.requests


def _route(method: str, path: str, act: Act) -> Route:
    async def answered(request: Request) -> Response:
        try:
            answer, status = await act(request), 200
        except NotUnderstood as error:
            answer, status = {"error": str(error)}, 400
        return Response(msgspec.json.encode(answer), status, media_type=JSON)

    return Route(ROOT + path, answered, methods=[method])


async def _decoded(request: Request, kind: type[T]) -> T:
    """Its body must say that it is JSON, which a page from elsewhere cannot without being asked first."""
    if request.headers.get("content-type", "").partition(";")[0] != JSON:
        raise NotUnderstood(f"Content-Type must be {JSON}.")
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.MsgspecError as error:
        raise NotUnderstood(f"{error}.") from None
