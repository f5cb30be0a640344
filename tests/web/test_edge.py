"""What holds for every request before any operation sees it: addresses, methods, request ids, media types."""

import re

import httpx
import pytest

from tests.harness import Integration, LiveServer
from tests.sockets import connection, exchange

OWN_REQUEST_ID = re.compile(r"[0-9a-f]{32}")
PERSON = b'{"email": "ada@example.com", "name": "Ada Lovelace"}'

NOT_FOUND = {"success": False, "code": "NOT_FOUND", "errors": ["There is nothing at this address."]}
METHOD_NOT_ALLOWED = {
    "success": False,
    "code": "METHOD_NOT_ALLOWED",
    "errors": ["This address does not answer to this method."],
}
NOT_JSON = {
    "success": False,
    "code": "BAD_REQUEST",
    "errors": ["The request has a body, so its Content-Type must be application/json."],
}

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
METHODS_OF = {
    "/api/v1/auth": {"POST"},
    "/api/v1/airmeets": {"GET", "HEAD"},
    "/api/v1/airmeet/{airmeet_id}/registrations": {"GET", "HEAD"},
    "/api/v1/airmeet/{airmeet_id}/user": {"POST"},
    "/api/v1/airmeet/{airmeet_id}/attendee": {"POST"},
    "/api/v1/airmeet/{airmeet_id}/attendee/ada%40example.com": {"DELETE"},
}


def assert_answers(answer: httpx.Response, status: int, body: object) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json")
    assert answer.json() == body


class TestAddresses:
    @pytest.mark.parametrize(
        "path",
        [
            *("/nowhere", "/api", "/api/v1", "/api/v1/", "/api/v2/airmeets", "/API/V1/AIRMEETS", "/api/v1/airmeets/"),
            *("/api/v1/airmeet", "/api/v1/airmeet/1", "/api/v1/airmeet/a/b/registrations", "/static/nothing.css"),
            *("/%00", "/%ff", "/%zz", "/static/%00", "/static/..%2f..%2fpyproject.toml", "//api/v1/airmeets"),
            *("/api/v1/airmeets%0A", "/healthz%0a", "/%0A/api/v1/airmeets", "/docs%0D", "/docs%20", "/docs;x"),
        ],
    )
    def test_an_unknown_path_is_404_before_any_token(self, server: LiveServer, path: str) -> None:
        answer = exchange(server.url, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert_answers(answer, 404, NOT_FOUND)

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    def test_an_unknown_path_is_404_whatever_the_method(self, server: LiveServer, method: str) -> None:
        assert_answers(server.http.request(method, "/api/v1/nowhere"), 404, NOT_FOUND)

    @pytest.mark.parametrize(
        "path, method", [(path, method) for path in METHODS_OF for method in METHODS if method not in METHODS_OF[path]]
    )
    def test_a_wrong_method_is_405_before_any_token_and_says_what_is_allowed(
        self, server: LiveServer, alice: Integration, path: str, method: str
    ) -> None:
        answer = server.http.request(method, path.format(airmeet_id=alice.airmeet_id))
        assert_answers(answer, 405, METHOD_NOT_ALLOWED)
        assert set(answer.headers["Allow"].split(", ")) == METHODS_OF[path]

    def test_head_answers_as_get_without_the_body(self, server: LiveServer, alice: Integration) -> None:
        head = server.http.head("/api/v1/airmeets", headers={"X-Airmeet-Access-Token": alice.token})
        get = alice.get("/api/v1/airmeets")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == get.headers["Content-Length"]


class TestRequestIds:
    @pytest.mark.parametrize(
        "method, path, status",
        [
            ("GET", "/healthz", 200),
            ("GET", "/", 303),
            ("GET", "/static/admit.css", 200),
            ("GET", "/e/nothing?code=x", 404),
            ("GET", "/nowhere", 404),
            ("PUT", "/api/v1/auth", 405),
            ("POST", "/api/v1/auth", 400),
            ("GET", "/api/v1/airmeets", 400),
        ],
    )
    def test_every_answer_has_one_of_its_own(self, server: LiveServer, method: str, path: str, status: int) -> None:
        first, second = server.http.request(method, path), server.http.request(method, path)
        assert (first.status_code, second.status_code) == (status, status)
        assert OWN_REQUEST_ID.fullmatch(first.headers["X-Request-Id"])
        assert OWN_REQUEST_ID.fullmatch(second.headers["X-Request-Id"])
        assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]

    def test_an_answer_of_every_status_of_an_operation_has_one(self, alice: Integration, charlie: Integration) -> None:
        answers = [
            alice.register("ada@example.com"),
            alice.register("nobody"),
            alice.post(f"/api/v1/airmeet/{charlie.airmeet_id}/user", {}),
            alice.get(f"/api/v1/airmeet/{alice.airmeet_id}/registrations", alice.mint(lifetime_seconds=0)),
            alice.revoke("nobody@example.com"),
            alice.authorize("ada@example.com"),
            alice.revoke("ada@example.com"),
        ]
        assert [answer.status_code for answer in answers] == [200, 400, 401, 412, 404, 200, 204]
        assert all(OWN_REQUEST_ID.fullmatch(answer.headers["X-Request-Id"]) for answer in answers)

    @pytest.mark.parametrize("given", ["a", "A-z_0.9", "0" * 128, "-", "..."])
    @pytest.mark.parametrize("path", ["/healthz", "/nowhere"])
    def test_the_callers_own_is_kept(self, server: LiveServer, path: str, given: str) -> None:
        answer = server.http.get(path, headers={"x-REQUEST-id": given})
        assert answer.headers.get_list("X-Request-Id") == [given]

    def test_of_several_the_last_counts(self, server: LiveServer) -> None:
        answer = server.http.get("/healthz", headers=[("X-Request-Id", "first"), ("X-Request-Id", "last")])
        assert answer.headers.get_list("X-Request-Id") == ["last"]

    @pytest.mark.parametrize("given", [b"", b"0" * 129, b"a b", b"a/b", b"a\tb", "é".encode(), b"a,b", b"<b>", b"a:b"])
    def test_another_is_replaced(self, server: LiveServer, given: bytes) -> None:
        answer = server.http.get("/healthz", headers={b"X-Request-Id": given})
        assert OWN_REQUEST_ID.fullmatch(answer.headers["X-Request-Id"])


class TestLenience:
    """Deployed clients send many things that nobody asked for."""

    @pytest.mark.parametrize("name", ["x-airmeet-access-token", "X-AIRMEET-ACCESS-TOKEN", "x-Airmeet-access-Token"])
    def test_header_names_may_have_any_case(self, server: LiveServer, alice: Integration, name: str) -> None:
        request = f"GET /api/v1/airmeets HTTP/1.1\r\nhOST: x\r\n{name}: {alice.token}\r\n\r\n"
        assert exchange(server.url, request.encode()).status_code == 200

    @pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/json"}])
    def test_a_get_without_a_body_needs_no_content_type(
        self, server: LiveServer, alice: Integration, headers: dict[str, str]
    ) -> None:
        headers = {"X-Airmeet-Access-Token": alice.token, **headers}
        assert server.http.get("/api/v1/airmeets", headers=headers).status_code == 200

    def test_extra_headers_parameters_and_members_are_ignored(self, server: LiveServer, alice: Integration) -> None:
        headers = {"X-Airmeet-Access-Token": alice.token, "X-Unheard-Of": "1", "Authorization": "Basic eDp4"}
        body = {"email": "ada@example.com", "name": "Ada", "attendance_type": "IN-PERSON", "x": {"y": [None]}}
        path = f"/api/v1/airmeet/{alice.airmeet_id}"
        assert server.http.post(f"{path}/user?x=1&x=2&size=0", headers=headers, json=body).status_code == 200
        listed = server.http.get(f"{path}/registrations?page=7&x&=&&", headers=headers)
        assert [row["email"] for row in listed.json()["data"]] == ["ada@example.com"]


class TestBodies:
    @pytest.mark.parametrize(
        "content_type, content",
        [
            (None, b""),
            ("text/plain", b""),
            ("application/json", b""),
            ("application/json", b"{}"),
            ("application/json", b'{"unheard": ["of"]}'),
            ("application/json;charset=utf-8", b"{}"),
            ("Application/JSON ; charset=UTF-8", b"{}"),
        ],
    )
    def test_auth_is_called_bare_or_with_json(
        self, server: LiveServer, alice: Integration, content_type: str | None, content: bytes
    ) -> None:
        headers = {"X-Airmeet-Access-Key": alice.access_key, "X-Airmeet-Secret-Key": alice.secret_key}
        headers |= {} if content_type is None else {"Content-Type": content_type}
        assert server.http.post("/api/v1/auth", headers=headers, content=content).status_code == 200

    @pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/jsonp", "text/json", "json"])
    @pytest.mark.parametrize(
        "method, path",
        [
            ("POST", "/api/v1/auth"),
            ("GET", "/api/v1/airmeets"),
            ("GET", "/api/v1/airmeet/{airmeet_id}/registrations"),
            ("DELETE", "/api/v1/airmeet/{airmeet_id}/attendee/ada%40example.com"),
        ],
    )
    def test_a_body_that_does_not_say_it_is_json_is_400(
        self, server: LiveServer, alice: Integration, method: str, path: str, content_type: str | None
    ) -> None:
        alice.authorize("ada@example.com")
        before = server.state()
        headers = {
            "X-Airmeet-Access-Key": alice.access_key,
            "X-Airmeet-Secret-Key": alice.secret_key,
            "X-Airmeet-Access-Token": alice.token,
        }
        headers |= {} if content_type is None else {"Content-Type": content_type}
        path = path.format(airmeet_id=alice.airmeet_id)
        assert_answers(server.http.request(method, path, headers=headers, content=PERSON), 400, NOT_JSON)
        assert server.state() == before

    def test_the_airmeet_comes_before_the_media_type(self, server: LiveServer, alice: Integration) -> None:
        path = "/api/v1/airmeet/nowhere/attendee/ada%40example.com"
        headers = {"X-Airmeet-Access-Token": alice.token}
        assert server.http.request("DELETE", path, headers=headers, content=PERSON).status_code == 404

    def test_a_body_may_come_in_chunks(self, server: LiveServer, alice: Integration) -> None:
        head = (
            f"POST /api/v1/airmeet/{alice.airmeet_id}/user HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            f"Content-Type: application/json\r\nX-Airmeet-Access-Token: {alice.token}\r\n\r\n"
        )
        chunks = [b"1\r\n%c\r\n" % byte for byte in PERSON]
        assert_answers(exchange(server.url, head.encode(), *chunks, b"0\r\n\r\n"), 200, {"email": "ada@example.com"})

    def test_a_connection_serves_one_request_after_another(self, server: LiveServer, alice: Integration) -> None:
        request = f"GET /api/v1/airmeets HTTP/1.1\r\nHost: x\r\nX-Airmeet-Access-Token: {alice.token}\r\n\r\n"
        with connection(server.url) as opened:
            for _ in range(3):
                opened.send(request.encode())
                assert opened.answer().status_code == 200

    @pytest.mark.parametrize(
        "request_line", [b"GET /healthz HTTP/1.1\r\nConnection: close", b"GET /healthz HTTP/1.0"], ids=["1.1", "1.0"]
    )
    def test_whoever_wants_one_answer_is_not_kept(self, server: LiveServer, request_line: bytes) -> None:
        with connection(server.url) as opened:
            opened.send(request_line + b"\r\nHost: x\r\n\r\n")
            answer = opened.answer()
            assert (answer.status_code, answer.headers["Connection"]) == (200, "close")
            assert opened.is_closed()

    def test_requests_sent_at_once_are_answered_in_their_order(self, server: LiveServer, alice: Integration) -> None:
        paths = ["/healthz", "/api/v1/airmeets", "/nowhere", "/docs", "/healthz"]
        token = f"X-Airmeet-Access-Token: {alice.token}"
        with connection(server.url) as opened:
            opened.send("".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n{token}\r\n\r\n" for path in paths).encode())
            answers = [opened.answer() for _ in paths]
        assert [answer.status_code for answer in answers] == [200, 200, 404, 200, 200]
        assert answers[3].headers["Content-Type"].startswith("text/html")
