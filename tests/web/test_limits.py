"""The bounds on what comes in: sizes, time, and what is no HTTP at all."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.harness import Integration, LiveServer, ManualClock
from tests.sockets import connection, exchange

BODY_BYTES_MAX = 65_536
HEAD_BYTES_MAX = 32_768
TOO_LARGE = {
    "success": False,
    "code": "CONTENT_TOO_LARGE",
    "errors": ["The request body is longer than 65536 bytes."],
}
HEAD_TOO_LARGE = {
    "success": False,
    "code": "BAD_REQUEST",
    "errors": ["The request line and headers are longer than 32768 bytes."],
}
NOT_HTTP = {"success": False, "code": "BAD_REQUEST", "errors": ["Invalid HTTP request received."]}
GIVEN_UP = {
    "success": False,
    "code": "GATEWAY_TIMEOUT",
    "errors": ["This took too long and was given up; it may be sent again."],
}


def assert_refused(answer: httpx.Response, status: int, body: object) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json")
    assert answer.json() == body
    assert answer.headers["X-Request-Id"]


def head(integration: Integration, operation: str, *headers: str) -> bytes:
    """The head of a POST to `operation` of the integration's airmeet."""
    lines = [
        f"POST /api/v1/airmeet/{integration.airmeet_id}/{operation} HTTP/1.1",
        "Host: x",
        f"X-Airmeet-Access-Token: {integration.token}",
        "Content-Type: application/json",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def person_of(length: int) -> bytes:
    """A well-formed body of `length` bytes."""
    person = b'{"email": "ada@example.com", "name": "Ada"}'
    return person + b" " * (length - len(person))


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)


class TestBodySize:
    @pytest.mark.parametrize("length", [BODY_BYTES_MAX + 1, 2**40, 2**63 - 1])
    @pytest.mark.parametrize("operation", ["user", "attendee"])
    def test_a_length_past_64_kib_is_413_before_any_of_it_is_sent(
        self, server: LiveServer, alice: Integration, operation: str, length: int
    ) -> None:
        assert_refused(exchange(server.url, head(alice, operation, f"Content-Length: {length}")), 413, TOO_LARGE)

    def test_a_length_past_64_kib_is_not_invited_to_continue(self, server: LiveServer, alice: Integration) -> None:
        asking = head(alice, "user", "Expect: 100-continue", f"Content-Length: {BODY_BYTES_MAX + 1}")
        assert_refused(exchange(server.url, asking), 413, TOO_LARGE)

    @pytest.mark.parametrize("path", ["/api/v1/auth", "/api/v1/airmeets", "/api/nowhere"])
    def test_it_is_413_wherever_it_is_sent_and_whoever_sends_it(self, server: LiveServer, path: str) -> None:
        request = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {BODY_BYTES_MAX + 1}\r\n\r\n"
        assert_refused(exchange(server.url, request.encode()), 413, TOO_LARGE)

    def test_chunks_are_413_as_soon_as_they_exceed_64_kib(self, server: LiveServer, alice: Integration) -> None:
        before = server.state()
        with connection(server.url) as opened:
            opened.send(head(alice, "user", "Transfer-Encoding: chunked"))
            opened.send(chunked(person_of(BODY_BYTES_MAX)))
            opened.send(chunked(b" "))  # … and the end never comes.
            assert_refused(opened.answer(), 413, TOO_LARGE)
        assert server.state() == before

    def test_chunks_that_are_all_there_before_anybody_looks_are_413_past_64_kib(
        self, server: LiveServer, alice: Integration
    ) -> None:
        before = server.state()
        whole = chunked(person_of(BODY_BYTES_MAX + 1)) + b"0\r\n\r\n"
        assert_refused(exchange(server.url, head(alice, "user", "Transfer-Encoding: chunked") + whole), 413, TOO_LARGE)
        assert server.state() == before

    def test_a_body_may_come_with_its_head_behind_it_or_a_byte_at_a_time(
        self, server: LiveServer, alice: Integration
    ) -> None:
        body = person_of(100)
        request = head(alice, "user", f"Content-Length: {len(body)}")
        answers = [
            exchange(server.url, request + body),
            exchange(server.url, request, body),
            exchange(server.url, *(bytes([byte]) for byte in request + body)),
        ]
        assert [answer.status_code for answer in answers] == [200] * 3

    def test_a_body_is_invited_to_continue(self, server: LiveServer, alice: Integration) -> None:
        body = person_of(100)
        with connection(server.url) as opened:
            opened.send(head(alice, "user", "Expect: 100-continue", f"Content-Length: {len(body)}"))
            assert opened.line() == b"HTTP/1.1 100 Continue\r\n"
            assert opened.line() == b"\r\n"
            opened.send(body)
            assert opened.answer().status_code == 200

    def test_exactly_64_kib_is_accepted(self, server: LiveServer, alice: Integration) -> None:
        body = person_of(BODY_BYTES_MAX)
        whole = exchange(server.url, head(alice, "user", f"Content-Length: {len(body)}"), body)
        pieces = [chunked(body[:1000]), chunked(body[1000:]), b"0\r\n\r\n"]
        in_chunks = exchange(server.url, head(alice, "user", "Transfer-Encoding: chunked"), *pieces)
        assert [answer.status_code for answer in (whole, in_chunks)] == [200, 200]


class TestForms:
    def test_more_fields_than_any_form_has_are_400(self, server: LiveServer) -> None:
        fields = "&".join(["a=1"] * 1_001)
        answer = server.http.post(
            "/signup", content=fields, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
        assert "The form has more than 1000 fields." in answer.text


class TestHeadSize:
    @pytest.mark.parametrize(
        "request_head",
        [
            b"GET /" + b"x" * HEAD_BYTES_MAX + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /healthz?" + b"x" * HEAD_BYTES_MAX + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nCookie: " + b"x" * HEAD_BYTES_MAX + b"\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"x: y\r\n" * (HEAD_BYTES_MAX // 2) + b"\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"x" * HEAD_BYTES_MAX + b": y\r\n\r\n",
        ],
        ids=["path", "query", "header value", "many headers", "header name"],
    )
    def test_a_head_past_32_kib_is_400_and_the_end(self, server: LiveServer, request_head: bytes) -> None:
        with connection(server.url) as opened:
            opened.send(request_head)
            assert_refused(opened.answer(), 400, HEAD_TOO_LARGE)

    @pytest.mark.parametrize("line", [b"x: y\r\n", b"y"], ids=["many headers", "header value"])
    def test_a_head_that_never_ends_is_400_all_the_same(self, server: LiveServer, line: bytes) -> None:
        with connection(server.url) as opened:
            opened.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nx: ")
            opened.send_until_answered(line * (4096 // len(line)))
            assert_refused(opened.answer(), 400, HEAD_TOO_LARGE)
            assert opened.is_closed()

    def test_many_requests_in_a_row_are_no_long_head(self, server: LiveServer) -> None:
        requests = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 1_000
        with connection(server.url) as opened:
            opened.send(requests[:-30])
            for _ in range(999):
                assert opened.answer().status_code == 200
            opened.send(requests[-30:])
            assert opened.answer().status_code == 200

    def test_a_long_head_within_the_bound_is_read(self, server: LiveServer, alice: Integration) -> None:
        headers = {"X-Airmeet-Access-Token": alice.token, "Cookie": "x" * (HEAD_BYTES_MAX - 2000)}
        assert server.http.get("/api/v1/airmeets", headers=headers).status_code == 200


class TestNoHttp:
    @pytest.mark.parametrize(
        "sent",
        [
            b"\x00\x01\x02\x03\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"hello\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"GET / SPDY/1.1\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
            b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
            b"POST /api/v1/auth HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
            b"POST /api/v1/auth HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"POST /api/v1/auth HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            b"POST /api/v1/auth HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            b"POST /api/v1/auth HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnot hex\r\n",
        ],
        ids=lambda sent: repr(sent[-40:]),
    )
    def test_it_is_answered_400_and_the_connection_ends(self, server: LiveServer, sent: bytes) -> None:
        with connection(server.url) as opened:
            opened.send(sent)
            assert_refused(opened.answer(), 400, NOT_HTTP)
            assert opened.is_closed()

    def test_a_request_id_that_had_arrived_is_kept(self, server: LiveServer) -> None:
        sent = b"POST /api/v1/auth HTTP/1.1\r\nX-Request-Id: from-the-crm\r\nContent-Length: ten\r\n\r\n"
        assert exchange(server.url, sent).headers["X-Request-Id"] == "from-the-crm"

    def test_the_server_goes_on_for_everybody_else(self, server: LiveServer, alice: Integration) -> None:
        with connection(server.url) as opened:
            opened.send(f"GET /api/v1/airmeets HTTP/1.1\r\nX-Airmeet-Access-Token: {alice.token}\r\n".encode())
            exchange(server.url, b"\x00")
            opened.send(b"\r\n")
            assert opened.answer().status_code == 200


class TestPeersThatGoAway:
    def test_half_a_body_changes_nothing(self, server: LiveServer, alice: Integration) -> None:
        before = server.state()
        body = person_of(100)
        with connection(server.url) as opened:
            opened.send(head(alice, "user", f"Content-Length: {len(body)}"))
            for byte in body[:50]:
                opened.send(bytes([byte]))
        assert alice.list_registrations()["data"] == []
        assert server.state() == before

    def test_half_a_chunked_body_changes_nothing(self, server: LiveServer, alice: Integration) -> None:
        before = server.state()
        with connection(server.url) as opened:
            opened.send(head(alice, "user", "Transfer-Encoding: chunked"))
            opened.send(chunked(person_of(100)))
        assert alice.list_registrations()["data"] == []
        assert server.state() == before

    def test_a_body_may_come_byte_by_byte(self, server: LiveServer, alice: Integration) -> None:
        body = person_of(100)
        parts = [body[at : at + 1] for at in range(len(body))]
        answer = exchange(server.url, head(alice, "user", f"Content-Length: {len(body)}"), *parts)
        assert answer.json() == {"email": "ada@example.com"}

    def test_who_sends_nothing_more_than_the_end_is_answered_nothing(self, server: LiveServer) -> None:
        address = httpx.URL(server.url)
        with socket.create_connection((address.host, address.port or 80), timeout=10) as opened:
            opened.shutdown(socket.SHUT_WR)
            assert opened.recv(1) == b""


class TestTimeout:
    @pytest.fixture
    def impatient(self, database: str) -> Iterator[LiveServer]:
        with LiveServer(database, ManualClock(), request_timeout_seconds=0.2) as server:
            yield server

    def test_a_request_that_takes_too_long_is_504_and_changes_nothing(self, impatient: LiveServer) -> None:
        alice = impatient.community("Alice's community")
        before = impatient.state()
        body = person_of(100)
        with connection(impatient.url) as opened:
            opened.send(head(alice, "user", f"Content-Length: {len(body)}") + body[:50])
            assert_refused(opened.answer(), 504, GIVEN_UP)
        assert impatient.state() == before
        assert alice.register("ada@example.com").status_code == 200
