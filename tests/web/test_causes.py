"""Every documented cause of a refusal, cell by cell: call by caller by cause, and nothing changed."""

import base64
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import jwt
import pytest

from admit.lib.clock import Timestamp
from admit.model.access_keys import Access
from tests.harness import Integration, LiveServer

PERSON = {"email": "ada@example.com", "name": "Ada Lovelace"}
NO_SUCH_AIRMEET = "018f0000-0000-7000-8000-00000000dead"

SNAPSHOT = """
SELECT
    (SELECT COUNT(*) FROM people), (SELECT COUNT(*) FROM registrations), (SELECT COUNT(*) FROM attendees),
    (SELECT COUNT(*) FROM attendees WHERE revoked_at IS NULL), (SELECT SUM(registration_seq) FROM airmeets)
"""


@dataclass(frozen=True)
class Operation:
    """One call of the contract: as a caller with `token` makes it for `airmeet_id`, well-formed or not."""

    name: str
    method: str
    path: str
    needed: Access

    def call(
        self, server: LiveServer, token: str | None, airmeet_id: str = "", body: object = None, query: str = ""
    ) -> httpx.Response:
        headers = httpx.Headers({} if token is None else {"X-Airmeet-Access-Token": token}, encoding="latin-1")
        path = self.path.format(airmeet_id=airmeet_id) + query
        body = PERSON if body is None and self.method == "POST" else body
        return server.http.request(self.method, path, headers=headers, json=body)


AIRMEETS = Operation("airmeets", "GET", "/api/v1/airmeets", Access.READ_ONLY)
REGISTRATIONS = Operation("registrations", "GET", "/api/v1/airmeet/{airmeet_id}/registrations", Access.READ_ONLY)
USER = Operation("user", "POST", "/api/v1/airmeet/{airmeet_id}/user", Access.WRITE_ONLY)
ATTENDEE = Operation("attendee", "POST", "/api/v1/airmeet/{airmeet_id}/attendee", Access.WRITE_ONLY)
REVOKE = Operation("revoke", "DELETE", "/api/v1/airmeet/{airmeet_id}/attendee/ada%40example.com", Access.WRITE_ONLY)

WITH_TOKEN = [AIRMEETS, REGISTRATIONS, USER, ATTENDEE, REVOKE]
OF_AN_AIRMEET = [REGISTRATIONS, USER, ATTENDEE, REVOKE]
LISTS = [AIRMEETS, REGISTRATIONS]
WITH_BODY = [USER, ATTENDEE]


def each(operations: list[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", operations, ids=lambda operation: operation.name)


def assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    body = answer.json()
    assert (answer.status_code, body["success"], body["code"]) == (status, False, code)
    assert sorted(body) == ["code", "errors", "success"]
    assert body["errors"]
    assert all(isinstance(sentence, str) and sentence.endswith(".") for sentence in body["errors"])


@pytest.fixture(autouse=True)
def _nothing_changes(server: LiveServer, alice: Integration, charlie: Integration) -> Iterator[None]:
    """Refused is refused: whatever a test here calls, the rows are the same afterwards."""
    alice.authorize("grace@example.com", "Grace Hopper")
    charlie.authorize("grace@example.com", "Grace Hopper")
    before = server.look(SNAPSHOT)
    yield
    assert server.look(SNAPSHOT) == before


class TestAuth:
    @pytest.mark.parametrize("has_access_key, has_secret_key", [(False, True), (True, False), (False, False)])
    def test_400_a_header_is_missing(self, alice: Integration, *, has_access_key: bool, has_secret_key: bool) -> None:
        answer = alice.auth(alice.access_key if has_access_key else None, alice.secret_key if has_secret_key else None)
        assert_refused(answer, 400, "BAD_REQUEST")

    def test_400_the_pair_is_wrong_told_alike_for_an_unknown_key_and_a_wrong_secret(
        self, alice: Integration, charlie: Integration
    ) -> None:
        unknown = alice.auth(str(uuid.uuid4()), alice.secret_key)
        wrong = alice.auth(alice.access_key, charlie.secret_key)
        assert_refused(unknown, 400, "BAD_REQUEST")
        assert unknown.json() == wrong.json()

    def test_403_the_key_was_revoked(self, alice: Integration) -> None:
        alice.revoke_key()
        assert_refused(alice.auth(alice.access_key, alice.secret_key), 403, "FORBIDDEN")

    def test_400_a_revoked_key_is_not_told_to_who_holds_the_wrong_secret(
        self, alice: Integration, charlie: Integration
    ) -> None:
        alice.revoke_key()
        assert_refused(alice.auth(alice.access_key, charlie.secret_key), 400, "BAD_REQUEST")

    def test_403_the_key_has_expired(self, server: LiveServer, alice: Integration) -> None:
        pair = alice.new_key(expires_at=server.clock())
        server.clock.advance(seconds=1)
        assert_refused(alice.auth(*pair), 403, "FORBIDDEN")


class TestToken:
    """What the token decides comes first: the airmeet, the key's scope and the input are wrong here, too."""

    @each(WITH_TOKEN)
    def test_400_the_token_is_missing(self, server: LiveServer, operation: Operation) -> None:
        assert_refused(operation.call(server, None, NO_SUCH_AIRMEET), 400, "BAD_REQUEST")

    @each(WITH_TOKEN)
    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "🎟".encode().decode("latin-1"), "e30.e30.e30"])
    def test_400_the_token_is_malformed(self, server: LiveServer, operation: Operation, token: str) -> None:
        assert_refused(operation.call(server, token, NO_SUCH_AIRMEET), 400, "BAD_REQUEST")

    @each(WITH_TOKEN)
    def test_400_the_signature_was_tampered_with(
        self, server: LiveServer, alice: Integration, operation: Operation
    ) -> None:
        head, payload, signature = alice.token.split(".")
        tampered = f"{head}.{payload}.{signature[::-1]}"
        assert_refused(operation.call(server, tampered, alice.airmeet_id), 400, "BAD_REQUEST")

    @each(WITH_TOKEN)
    def test_400_the_payload_was_tampered_with(
        self, server: LiveServer, alice: Integration, charlie: Integration, operation: Operation
    ) -> None:
        head, _, signature = alice.token.split(".")
        tampered = f"{head}.{charlie.token.split('.')[1]}.{signature}"
        assert_refused(operation.call(server, tampered, charlie.airmeet_id), 400, "BAD_REQUEST")

    @each(WITH_TOKEN)
    @pytest.mark.parametrize("algorithm", ["none", "None", "HS384"])
    def test_400_the_token_names_another_algorithm(
        self, server: LiveServer, alice: Integration, operation: Operation, algorithm: str
    ) -> None:
        kid = jwt.get_unverified_header(alice.token)["kid"]
        payload = jwt.decode(alice.token, options={"verify_signature": False})
        head = {"alg": algorithm, "typ": "JWT", "kid": kid}
        signature = "" if algorithm.lower() == "none" else alice.token.split(".")[2]
        forged = ".".join([_segment(head), _segment(payload), signature])
        assert_refused(operation.call(server, forged, alice.airmeet_id), 400, "BAD_REQUEST")

    @each(WITH_TOKEN)
    def test_400_the_token_was_signed_by_another_installation(
        self, server: LiveServer, alice: Integration, operation: Operation
    ) -> None:
        payload = jwt.decode(alice.token, options={"verify_signature": False})
        kid = jwt.get_unverified_header(alice.token)["kid"]
        foreign = jwt.encode(payload, b"the secret of another installation", "HS256", headers={"kid": kid})
        assert_refused(operation.call(server, foreign, alice.airmeet_id), 400, "BAD_REQUEST")

    @each(WITH_TOKEN)
    def test_400_the_tokens_key_was_revoked(self, server: LiveServer, alice: Integration, operation: Operation) -> None:
        alice.revoke_key()
        assert_refused(operation.call(server, alice.token, alice.airmeet_id), 400, "BAD_REQUEST")

    @each(WITH_TOKEN)
    def test_400_revoked_is_told_before_expired(
        self, server: LiveServer, alice: Integration, operation: Operation
    ) -> None:
        alice.revoke_key()
        server.clock.advance(days=31)
        assert_refused(operation.call(server, alice.token, alice.airmeet_id), 400, "BAD_REQUEST")

    @each(WITH_TOKEN)
    def test_412_the_token_has_expired(self, server: LiveServer, alice: Integration, operation: Operation) -> None:
        server.clock.advance(days=30)
        assert_refused(operation.call(server, alice.token, NO_SUCH_AIRMEET), 412, "PRECONDITION_FAILED")

    @each(WITH_TOKEN)
    def test_412_the_key_of_the_token_has_expired(
        self, server: LiveServer, alice: Integration, operation: Operation
    ) -> None:
        pair = alice.new_key(expires_at=Timestamp("2026-11-25T00:00:00.000Z"))
        token = alice.issue(*pair)
        server.clock.advance(days=1)
        assert_refused(operation.call(server, token, NO_SUCH_AIRMEET), 412, "PRECONDITION_FAILED")


class TestAirmeet:
    @each(OF_AN_AIRMEET)
    @pytest.mark.parametrize("airmeet_id", [NO_SUCH_AIRMEET, "1", "not-a-uuid", "%00", "..%2F", "{" + NO_SUCH_AIRMEET])
    def test_404_the_airmeet_is_unknown(
        self, server: LiveServer, alice: Integration, operation: Operation, airmeet_id: str
    ) -> None:
        token = alice.new_token(Access.WRITE_ONLY if operation.needed is Access.READ_ONLY else Access.READ_ONLY)
        answer = operation.call(server, token, airmeet_id, body={"name": 5}, query="?size=0")
        assert_refused(answer, 404, "NOT_FOUND")

    @each(OF_AN_AIRMEET)
    def test_401_the_airmeet_is_another_communitys(
        self, server: LiveServer, alice: Integration, charlie: Integration, operation: Operation
    ) -> None:
        token = charlie.new_token(Access.WRITE_ONLY if operation.needed is Access.READ_ONLY else Access.READ_ONLY)
        answer = operation.call(server, token, alice.airmeet_id, body={"name": 5}, query="?size=0")
        assert_refused(answer, 401, "UNAUTHORIZED")

    @each(OF_AN_AIRMEET)
    def test_401_the_airmeet_is_another_communitys_for_a_key_of_chosen_airmeets(
        self, server: LiveServer, alice: Integration, charlie: Integration, operation: Operation
    ) -> None:
        token = charlie.new_token(airmeet_ids=[charlie.airmeet_id])
        assert_refused(operation.call(server, token, alice.airmeet_id), 401, "UNAUTHORIZED")

    def test_404_the_email_is_not_authorized(self, server: LiveServer, alice: Integration) -> None:
        assert_refused(REVOKE.call(server, alice.token, alice.airmeet_id), 404, "NOT_FOUND")

    def test_404_the_email_is_authorized_elsewhere_only(
        self, server: LiveServer, alice: Integration, charlie: Integration
    ) -> None:
        elsewhere = alice.new_airmeet("Another evening")
        path = "/api/v1/airmeet/{airmeet_id}/attendee/grace%40example.com"
        assert_refused(
            Operation("revoke", "DELETE", path, Access.WRITE_ONLY).call(server, alice.token, elsewhere),
            404,
            "NOT_FOUND",
        )
        assert charlie.authorize("grace@example.com").status_code == 200

    @pytest.mark.parametrize("email", ["", "nobody", "@", "a@b@c", "ada@example", "ada example.com", "x" * 300])
    def test_404_the_email_is_no_address(self, alice: Integration, email: str) -> None:
        assert_refused(alice.revoke(email), 404, "NOT_FOUND")


class TestKey:
    @each(WITH_TOKEN)
    def test_403_the_key_may_only_do_the_opposite(
        self, server: LiveServer, alice: Integration, operation: Operation
    ) -> None:
        token = alice.new_token(Access.WRITE_ONLY if operation.needed is Access.READ_ONLY else Access.READ_ONLY)
        answer = operation.call(server, token, alice.airmeet_id, body={"name": 5}, query="?size=0")
        assert_refused(answer, 403, "FORBIDDEN")

    @each(OF_AN_AIRMEET)
    def test_403_the_airmeet_was_not_chosen_for_the_key(
        self, server: LiveServer, alice: Integration, operation: Operation
    ) -> None:
        token = alice.new_token(airmeet_ids=[alice.new_airmeet("The chosen one")])
        answer = operation.call(server, token, alice.airmeet_id, body={"name": 5}, query="?size=0")
        assert_refused(answer, 403, "FORBIDDEN")


class TestInput:
    @each(LISTS)
    @pytest.mark.parametrize(
        "query",
        [
            *("size=0", "size=-1", "size=", "size=ten", "size=1.5", "size=%2B5", "size=+5", "size=٣", "size=1e2"),
            *("after=", "after=x", "after=1.0", "after=%2B1", "after=--1", "after=٣", "after=0x10", "after=null"),
            *("before=", "before=x", "before=1%20", "size=5&before=-"),
        ],
    )
    def test_400_the_query_is_wrong(
        self, server: LiveServer, alice: Integration, operation: Operation, query: str
    ) -> None:
        answer = operation.call(server, alice.token, alice.airmeet_id, query="?" + query)
        assert_refused(answer, 400, "BAD_REQUEST")

    @each(LISTS)
    def test_400_says_each_fault_of_the_query(
        self, server: LiveServer, alice: Integration, operation: Operation
    ) -> None:
        answer = operation.call(server, alice.token, alice.airmeet_id, query="?size=0&after=x")
        assert [sentence.split()[0] for sentence in answer.json()["errors"]] == ["size", "after"]

    @each(WITH_BODY)
    @pytest.mark.parametrize(
        "body, members",
        [
            ({}, ["email", "name"]),
            ({"email": "ada@example.com"}, ["name"]),
            ({"name": "Ada"}, ["email"]),
            ({"email": None, "name": None}, ["email", "name"]),
            ({"email": "", "name": ""}, ["email", "name"]),
            ({"email": "   ", "name": " \t".replace("\t", " ")}, ["email", "name"]),
            ({"email": "nobody", "name": "Ada"}, ["email"]),
            ({"email": "a@b@example.com", "name": "Ada"}, ["email"]),
            ({"email": "ada@localhost", "name": "Ada"}, ["email"]),
            ({"email": "x" * 250 + "@example.com", "name": "Ada"}, ["email"]),
            ({"email": "a@" + "b" * 60 + ".example" * 30 + ".com", "name": "Ada"}, ["email"]),
            ({"email": 5, "name": ["Ada"]}, ["email", "name"]),
            ({"email": "ada@example.com", "name": "x" * 256}, ["name"]),
            ({"email": "ada@example.com", "name": "Ada\n"}, ["name"]),
            ({"email": "ada@example.com", "name": "A\x00da"}, ["name"]),
            ({"email": "ada@example.com", "name": "A\x85da"}, ["name"]),
            ({"email": "ada@example.com\n", "name": "Ada"}, ["email"]),
            ({"email": "ada@example.com", "name": "Ada", "city": 5}, ["city"]),
            ({"email": "ada@example.com", "name": "Ada", "country": "x" * 256}, ["country"]),
            ({"email": "ada@example.com", "name": "Ada", "designation": "\x1b[31m"}, ["designation"]),
            ({"email": "ada@example.com", "name": "Ada", "organisation": {}}, ["organisation"]),
            ({"email": "ada@example.com", "name": "Ada", "organization": False}, ["organization"]),
        ],
    )
    def test_400_names_each_member_of_the_body_that_is_wrong(
        self,
        server: LiveServer,
        alice: Integration,
        operation: Operation,
        body: dict[str, object],
        members: list[str],
    ) -> None:
        answer = operation.call(server, alice.token, alice.airmeet_id, body=body)
        assert_refused(answer, 400, "BAD_REQUEST")
        assert [sentence.split()[0] for sentence in answer.json()["errors"]] == members

    @each(WITH_BODY)
    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"null", b"[]", b'"ada"', b"5", b"{", b'{"email": "ada@example.com", "name": "Ada"', b"\xff\xfe{}"),
            *(b"not json", b'{"email": "ada@example.com", "name": "\xff"}', b'{"name": "\\ud800"}', b"{'name': 'Ada'}"),
            *(b"[" * 60_000, b'{"x":' * 10_000, b'{"x":' + b"[" * 30_000 + b"]" * 30_000 + b', "name": "Ada"}'),
            *(b'{"email": "ada@example.com", "name": "Ada"} trailing', b'{"x": "\xff", "email": "a@example.com"}'),
        ],
        ids=lambda body: repr(body[:24]),
    )
    def test_400_the_body_is_garbage(
        self, server: LiveServer, alice: Integration, operation: Operation, body: bytes
    ) -> None:
        answer = server.http.post(
            operation.path.format(airmeet_id=alice.airmeet_id),
            headers={"X-Airmeet-Access-Token": alice.token, "Content-Type": "application/json"},
            content=body,
        )
        assert_refused(answer, 400, "BAD_REQUEST")

    @each(WITH_BODY)
    @pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/x-www-form-urlencoded", "text/json"])
    def test_400_the_body_does_not_say_that_it_is_json(
        self, server: LiveServer, alice: Integration, operation: Operation, content_type: str | None
    ) -> None:
        answer = server.http.post(
            operation.path.format(airmeet_id=alice.airmeet_id),
            headers={"X-Airmeet-Access-Token": alice.token}
            | ({} if content_type is None else {"Content-Type": content_type}),
            content=b'{"email": "ada@example.com", "name": "Ada"}',
        )
        assert_refused(answer, 400, "BAD_REQUEST")


def _segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
