"""What the log says of a request, what it never says, and what a bug looks like from both sides."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from admit.model.actors import Operator
from admit.store.database import Transaction
from tests.harness import Integration, LiveServer, ManualClock
from tests.processes import served
from tests.sockets import connection, exchange

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO admit\.request "
    r"(?P<method>\S+) (?P<route>\S+) status=(?P<status>\d+) ms=\d+\.\d request_id=(?P<request_id>\S+)"
)
BUG = {
    "success": False,
    "code": "INTERNAL_SERVER_ERROR",
    "errors": ["Something went wrong on our side; the request id says where to look in the log."],
}

NO_SUCH_TABLE = (
    "apsw.SQLError: no such table: registrations",
    'asyncpg.exceptions.UndefinedTableError: relation "registrations" does not exist',
)


async def drop_registrations(tx: Transaction, _: Operator) -> None:
    """From now on whoever reads or writes one meets a bug."""
    await tx.script("DROP TABLE registrations")


@pytest.fixture
def broken(blank_database: str) -> Iterator[LiveServer]:
    with LiveServer(blank_database, ManualClock()) as server:
        server.operate(drop_registrations)
        yield server


class TestLines:
    """Of `admit serve` in its own process, on a database that the test's server shares."""

    def test_each_request_leaves_one_line_with_its_id_and_without_anything_private(
        self, alice: Integration, tmp_path: Path
    ) -> None:
        token = alice.mint(lifetime_seconds=100 * 365 * 24 * 60 * 60)
        path = f"/api/v1/airmeet/{alice.airmeet_id}"
        secret = (token, alice.access_key, alice.secret_key, alice.airmeet_id, "hopper", "Grace", "Arlington")
        person = b'{"email": "grace.hopper@example.com", "name": "Grace Hopper", "city": "Arlington"}'
        requests = [
            ("POST", "/api/v1/auth", f"X-Airmeet-Access-Key: {alice.access_key}", b""),
            ("POST", f"{path}/attendee", "Content-Type: application/json", person),
            ("POST", f"{path}/user", "Content-Type: application/json", person[:-1]),
            ("GET", f"{path}/registrations?size=1&after=hopper", "", b""),
            ("DELETE", f"{path}/attendee/grace.hopper%40example.com", "", b""),
            ("DELETE", f"{path}/attendee/grace.hopper%40example.com", "", b""),
            ("PUT", f"{path}/attendee/grace.hopper%40example.com", "", b""),
            ("GET", f"/e/{alice.airmeet_id}?code=hopper", "", b""),
            ("GET", "/hopper/Grace", "", b""),
            ("GET", f"/e/{alice.airmeet_id}/confirm?code=hopper", "", b""),
            ("POST", f"/e/{alice.airmeet_id}/link", "", b"email=grace.hopper%40example.com"),
            ("GET", "/me/open?code=hopper", "Cookie: admit_profile=hopper", b""),
        ]
        with served(alice.server.where, tmp_path / "log") as process:
            for number, (method, target, header, body) in enumerate(requests):
                lines = [
                    f"{method} {target} HTTP/1.1",
                    f"Host: x\r\nX-Request-Id: request-{number}\r\nContent-Length: {len(body)}",
                    f"X-Airmeet-Access-Token: {token}\r\nX-Airmeet-Secret-Key: {alice.secret_key}",
                    *([header] if header else []),
                ]
                answer = exchange(process.url, "\r\n".join([*lines, "", ""]).encode() + body)
                assert answer.headers["X-Request-Id"] == f"request-{number}"
        matches = [LINE.fullmatch(line) for line in process.log().splitlines()]
        assert [match and match.groups() for match in matches] == [
            ("POST", "/api/v1/auth", "200", "request-0"),
            ("POST", "/api/v1/airmeet/{airmeet_id}/attendee", "200", "request-1"),
            ("POST", "/api/v1/airmeet/{airmeet_id}/user", "400", "request-2"),
            ("GET", "/api/v1/airmeet/{airmeet_id}/registrations", "400", "request-3"),
            ("DELETE", "/api/v1/airmeet/{airmeet_id}/attendee/{email:path}", "204", "request-4"),
            ("DELETE", "/api/v1/airmeet/{airmeet_id}/attendee/{email:path}", "404", "request-5"),
            ("PUT", "/api/v1/airmeet/{airmeet_id}/attendee/{email:path}", "405", "request-6"),
            ("GET", "/e/{airmeet_id}", "404", "request-7"),
            ("GET", "-", "404", "request-8"),
            ("GET", "/e/{airmeet_id}/confirm", "303", "request-9"),
            ("POST", "/e/{airmeet_id}/link", "403", "request-10"),
            ("GET", "/me/open", "303", "request-11"),
        ]
        assert [private for private in secret if private in process.log()] == []

    def test_who_goes_away_before_the_end_leaves_a_line_too(self, alice: Integration, tmp_path: Path) -> None:
        with served(alice.server.where, tmp_path / "log") as process:
            with connection(process.url) as opened:
                opened.send(
                    b"POST /api/v1/auth HTTP/1.1\r\nHost: x\r\nX-Request-Id: gone\r\nContent-Length: 9\r\n\r\n{"
                )
            exchange(process.url, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: here\r\n\r\n")
        matches = [LINE.fullmatch(line) for line in process.log().splitlines()]
        assert sorted(match.groups() for match in matches if match) == [
            ("GET", "/healthz", "200", "here"),
            ("POST", "/api/v1/auth", "499", "gone"),
        ]


class TestBugs:
    @pytest.mark.parametrize(
        "method, path", [("GET", "registrations"), ("POST", "user"), ("POST", "attendee")], ids=lambda part: part
    )
    def test_a_bug_is_told_as_no_more_than_that(
        self, broken: LiveServer, caplog: pytest.LogCaptureFixture, method: str, path: str
    ) -> None:
        alice = broken.community("Alice's community")
        body = {"email": "grace.hopper@example.com", "name": "Grace", "city": "Arlington"} if method == "POST" else None
        headers = {"X-Airmeet-Access-Token": alice.token, "X-Request-Id": "the-bug"}
        path = f"/api/v1/airmeet/{alice.airmeet_id}/{path}?q=hopper"
        answer = broken.http.request(method, path, headers=headers, json=body)
        assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/json")
        assert (answer.headers["X-Request-Id"], answer.json()) == ("the-bug", BUG)
        [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
        logged = logging.Formatter().format(record)
        assert logged.startswith("bug request_id=the-bug\nTraceback (most recent call last):\n")
        assert logged.endswith(NO_SUCH_TABLE)
        private = (alice.token, "hopper", "Grace", "Arlington", alice.airmeet_id)
        assert [word for word in private if word in caplog.text] == []

    def test_the_server_goes_on_after_a_bug(self, broken: LiveServer) -> None:
        alice = broken.community("Alice's community")
        assert alice.register("ada@example.com").status_code == 500
        assert [row["uid"] for row in alice.list_airmeets()["data"]] == [alice.airmeet_id]
        assert broken.look("SELECT COUNT(*) FROM people") == [(0,)]
