"""An answer that tells its length leaves in one piece, and is what it would have been in two."""

import asyncio
import gc
import threading
import time
import weakref
from collections.abc import Iterator
from http import HTTPStatus

import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admit.server import listen, new_event_loop
from admit.web.edge import WHOLE_ANSWER, Edge, Exchange
from admit.web.protocol import GatheringTransport, Http, Turn
from tests.sockets import connection, exchange

IDLE_SECONDS = 1


async def handle(scope: Scope, receive: Receive, send: Send) -> None:
    match scope["path"]:
        case "/cookies":
            response = Response(b"both", headers={"Set-Cookie": "a=1"})
            response.headers.append("Set-Cookie", "b=2")
            await response(scope, receive, send)
        case "/raises":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
            raise ArithmeticError
        case "/too-short":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
            await send({"type": "http.response.body", "body": b"abc"})
        case "/two-lines":
            await Response(b"", headers={"Location": "/\r\nSet-Cookie: a=1"})(scope, receive, send)
        case _:
            extension = scope["extensions"][WHOLE_ANSWER]
            await Response(extension.__name__.encode(), HTTPStatus.CREATED)(scope, receive, send)


def edge(handler: ASGIApp) -> Edge:
    return Edge(handler, takes_uploads=lambda _: False, timeout_seconds=5, write_line=None)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Of a server whose application is behind the edge."""
    config = uvicorn.Config(
        edge(handle),
        http=Http,
        ws="none",
        lifespan="off",
        log_config=None,
        timeout_keep_alive=IDLE_SECONDS,
    )
    server = uvicorn.Server(config)
    with listen("127.0.0.1", 0) as listener:

        def serve() -> None:
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                runner.run(server.serve(sockets=[listener]))

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def get(path: str, method: str = "GET") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def test_it_has_status_headers_and_body(url: str) -> None:
    answer = exchange(url, get("/"))
    assert (answer.status_code, answer.content) == (201, b"answer_whole")
    assert {"date", "content-length", "x-request-id"} <= set(answer.headers)


def test_to_head_it_has_the_length_and_no_body(url: str) -> None:
    with connection(url) as opened:
        opened.send(get("/", "HEAD"))
        answer = opened.answer("HEAD")
        assert (answer.headers["Content-Length"], answer.content) == ("12", b"")
        opened.send(get("/"))
        assert opened.answer().content == b"answer_whole"


def test_a_header_may_come_twice(url: str) -> None:
    assert exchange(url, get("/cookies")).headers.get_list("Set-Cookie") == ["a=1", "b=2"]


def test_what_fails_before_the_body_is_answered_as_a_bug(url: str) -> None:
    answer = exchange(url, get("/raises"))
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_SERVER_ERROR")


@pytest.mark.parametrize("path", ["/too-short", "/two-lines"])
def test_what_is_no_good_answer_ends_the_connection(url: str, path: str) -> None:
    with connection(url) as opened:
        opened.send(get(path))
        assert b"Set-Cookie" not in opened.rest()


def test_a_connection_that_asks_nothing_more_is_closed_and_the_others_stay(url: str) -> None:
    with connection(url) as idle, connection(url) as busy:
        for opened in (idle, busy):
            opened.send(get("/"))
            assert opened.answer().status_code == 201
        asked_since = time.monotonic()
        closed = threading.Event()

        def wait_for_the_end() -> None:
            assert idle.is_closed()
            closed.set()

        waiting = threading.Thread(target=wait_for_the_end)
        waiting.start()
        while not closed.is_set():
            busy.send(get("/"))
            assert busy.answer().status_code == 201
            closed.wait(IDLE_SECONDS / 10)
        waiting.join()
        assert IDLE_SECONDS - 0.1 < time.monotonic() - asked_since < IDLE_SECONDS * 5


def test_an_answer_leaves_nothing_behind_that_only_a_collector_finds() -> None:
    left: list[weakref.ref[Exchange]] = []

    async def remember(_scope: Scope, _receive: Receive, send: Send) -> None:
        assert isinstance(send, Exchange)
        left.append(weakref.ref(send))
        await send.answer(200, [(b"content-length", b"2")], b"{}")

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_: Message) -> None:
        pass

    gc.disable()
    try:
        scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        asyncio.run(edge(remember)(scope, receive, send))
        assert left.pop()() is None
    finally:
        gc.enable()


class Pipe(asyncio.Transport):
    """Takes what it is given, or fails."""

    def __init__(self, *, fails: bool) -> None:
        super().__init__()
        self.written = b""
        self._fails = fails

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._fails:
            raise OSError("as told")
        self.written += data


def test_a_connection_that_fails_at_the_end_of_a_turn_takes_no_other_with_it() -> None:
    async def written() -> list[bytes]:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)
        turn = Turn(loop)
        pipes = [Pipe(fails=fails) for fails in (False, True, False, True, False)]
        for pipe in pipes:
            GatheringTransport(pipe, turn).write(b"all of it")
        for _ in pipes:
            await asyncio.sleep(0)
        return [pipe.written for pipe in pipes]

    assert asyncio.run(written()) == [b"all of it", b"", b"all of it", b"", b"all of it"]
