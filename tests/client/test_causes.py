"""Every exception, by the cause that it is for, and from the real server wherever it has that cause."""

import socket
from collections.abc import Callable

import pytest

from admit.client import (
    AdmitError,
    AnswerUnreadable,
    ApiError,
    BadRequest,
    ContentTooLarge,
    CredentialsWrong,
    Forbidden,
    MethodNotAllowed,
    NotFound,
    PreconditionFailed,
    TooManyRequests,
    Unauthorized,
    Unreachable,
    errors,
)
from admit.testing import AdmitServer
from admit.web.errors import STATUS_BY_CODE
from admit.web.openapi import ALWAYS_POSSIBLE
from tests.client.both import AnyClient
from tests.client.canned import canned, json_answer
from tests.client.conftest import NewClient
from tests.harness import Integration

NO_SUCH_AIRMEET = "018f0000-0000-7000-8000-00000000dead"
ON_PAGES_ALONE = {409}

Act = Callable[[AnyClient, str], object]

ACTS: dict[str, Act] = {
    "airmeets": lambda client, _: list(client.airmeets()),
    "registrations": lambda client, airmeet: list(client.registrations(airmeet)),
    "register": lambda client, airmeet: client.register(airmeet, "ada@example.com", "Ada"),
    "authorize": lambda client, airmeet: client.authorize(airmeet, "ada@example.com", "Ada"),
    "revoke": lambda client, airmeet: client.revoke(airmeet, "ada@example.com"),
}
OF_AN_AIRMEET = [name for name in ACTS if name != "airmeets"]

each_act = pytest.mark.parametrize("act", ACTS)
each_act_of_an_airmeet = pytest.mark.parametrize("act", OF_AN_AIRMEET)


def test_every_status_of_the_api_has_an_exception_of_its_own() -> None:
    statuses = {*STATUS_BY_CODE.values(), *ALWAYS_POSSIBLE, 405, 429, 502} - ON_PAGES_ALONE
    assert set(errors.BY_STATUS) == statuses
    assert len(set(errors.BY_STATUS.values())) == len(errors.BY_STATUS)


@each_act
def test_credentials_wrong(new_client: NewClient, admit_server: AdmitServer, act: str) -> None:
    with pytest.raises(CredentialsWrong, match="do not belong together"):
        ACTS[act](new_client(secret_key="admit_sk_wrong"), admit_server.airmeet_id)


@each_act
def test_forbidden_for_a_revoked_key(client: AnyClient, admit_server: AdmitServer, act: str) -> None:
    """Its token is bad from the revocation on; the exchange for a new one says why."""
    list(client.airmeets())
    admit_server.revoke_key()
    with pytest.raises(Forbidden, match="was revoked"):
        ACTS[act](client, admit_server.airmeet_id)


def test_forbidden_for_an_expired_key(new_client: NewClient, admit_server: AdmitServer) -> None:
    pair = admit_server.add_key(expires_at=admit_server.clock())
    admit_server.clock.advance(seconds=1)
    with pytest.raises(Forbidden, match="has expired"):
        list(new_client(*pair).airmeets())


@each_act
def test_forbidden_for_what_the_key_may_not(new_client: NewClient, admit_server: AdmitServer, act: str) -> None:
    is_reading = act in {"airmeets", "registrations"}
    pair = admit_server.add_key(access="write-only" if is_reading else "read-only")
    with pytest.raises(Forbidden, match="The access key of this token is"):
        ACTS[act](new_client(*pair), admit_server.airmeet_id)


@each_act_of_an_airmeet
def test_not_found_for_an_unknown_airmeet(client: AnyClient, act: str) -> None:
    with pytest.raises(NotFound, match="There is no airmeet"):
        ACTS[act](client, NO_SUCH_AIRMEET)


def test_not_found_for_who_is_not_authorized(client: AnyClient, admit_server: AdmitServer) -> None:
    client.register(admit_server.airmeet_id, "ada@example.com", "Ada")
    with pytest.raises(NotFound, match="No attendee with this email is authorized"):
        client.revoke(admit_server.airmeet_id, "ada@example.com")


@each_act_of_an_airmeet
def test_unauthorized_for_another_communitys_airmeet(
    new_client: NewClient, alice: Integration, charlie: Integration, act: str
) -> None:
    client = new_client(charlie.access_key, charlie.secret_key, charlie.server.url)
    with pytest.raises(Unauthorized, match="belongs to another community"):
        ACTS[act](client, alice.airmeet_id)


def test_bad_request_with_a_sentence_for_each_fault(client: AnyClient, admit_server: AdmitServer) -> None:
    with pytest.raises(BadRequest) as caught:
        client.register(admit_server.airmeet_id, "nobody", "", city="x" * 256)
    assert [sentence.split()[0] for sentence in caught.value.sentences] == ["email", "name", "city"]
    assert (caught.value.status, caught.value.code) == (400, "BAD_REQUEST")
    assert list(client.registrations(admit_server.airmeet_id)) == []


def test_content_too_large(client: AnyClient, admit_server: AdmitServer) -> None:
    with pytest.raises(ContentTooLarge, match="longer than 65536 bytes"):
        client.register(admit_server.airmeet_id, "ada@example.com", "Ada", city="x" * 65536)


def test_precondition_failed_where_new_tokens_have_expired_as_well(
    new_client: NewClient, admit_server: AdmitServer
) -> None:
    admit_server.fail_next(412, times=2, path="/airmeets")
    with pytest.raises(PreconditionFailed):
        list(new_client().airmeets())


@pytest.mark.parametrize("status", sorted(set(errors.BY_STATUS) - {400, 404, 405, 412}))
def test_each_status_raises_its_exception(new_client: NewClient, admit_server: AdmitServer, status: int) -> None:
    client = new_client(retries=0)
    list(client.airmeets())
    admit_server.fail_next(status)
    with pytest.raises(ApiError) as caught:
        list(client.airmeets())
    assert type(caught.value) is errors.BY_STATUS[status]
    assert (caught.value.status, admit_server.requests[-1].status) == (status, status)


def test_too_many_requests_says_how_long_to_wait(new_client: NewClient, admit_server: AdmitServer) -> None:
    admit_server.limit_next(retry_after_seconds=7)
    with pytest.raises(TooManyRequests) as caught:
        list(new_client(retries=0).airmeets())
    assert caught.value.retry_after_seconds == 7


def test_too_many_requests_at_once_where_the_wait_would_be_long(client: AnyClient, admit_server: AdmitServer) -> None:
    admit_server.limit_next(retry_after_seconds=61)
    with pytest.raises(TooManyRequests):
        list(client.airmeets())
    assert len(admit_server.requests) == 1


def test_method_not_allowed_where_something_else_answers(new_client: NewClient) -> None:
    answer = b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 2\r\n\r\nno"
    with canned(answer) as url, pytest.raises(MethodNotAllowed, match="The answer does not say why"):
        list(new_client(url=url).airmeets())


@pytest.mark.parametrize("status", [301, 418, 599])
def test_a_status_without_an_exception_of_its_own(new_client: NewClient, status: int) -> None:
    with canned(b"HTTP/1.1 %d Odd\r\nContent-Length: 0\r\n\r\n" % status) as url, pytest.raises(ApiError) as caught:
        list(new_client(url=url).airmeets())
    assert (type(caught.value), caught.value.status) == (ApiError, status)


@pytest.mark.parametrize("body", [b"<html>Please sign in to the Wi-Fi</html>", b"{}", b"[]", b"\xff", b""])
def test_answer_unreadable_where_something_else_answers(new_client: NewClient, body: bytes) -> None:
    with canned(json_answer(body)) as url, pytest.raises(AnswerUnreadable):
        list(new_client(url=url).airmeets())


def test_unreachable_where_nobody_listens(new_client: NewClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable, match="No answer: ConnectError"):
        list(new_client(url=f"http://127.0.0.1:{port}", retries=0).airmeets())


def test_unreachable_where_the_connection_breaks(new_client: NewClient, admit_server: AdmitServer) -> None:
    admit_server.reset_next()
    with pytest.raises(Unreachable, match="No answer: ReadError"):
        list(new_client(retries=0).airmeets())


def test_each_has_the_id_that_the_server_knows_the_request_by(new_client: NewClient, admit_server: AdmitServer) -> None:
    admit_server.fail_next(500)
    client = new_client()
    with pytest.raises(AdmitError) as of_a_fault:
        list(client.airmeets())
    with pytest.raises(AdmitError) as of_the_server:
        client.revoke(NO_SUCH_AIRMEET, "ada@example.com")
    for caught in (of_a_fault, of_the_server):
        assert len(caught.value.request_id) == 32
        assert str(caught.value).endswith(f"(request {caught.value.request_id})")


@pytest.mark.parametrize("url", ["", "events.example.com", "ftp://events.example.com", "http://", "http://x/?a=b"])
def test_an_address_that_is_none_is_refused_before_any_call(new_client: NewClient, url: str) -> None:
    with pytest.raises(ValueError, match="is not the address of an installation"):
        new_client(url=url or " ")


@pytest.mark.parametrize("key", [" ", "a\nb", "schlüssel", "a\x00"])
def test_a_key_that_is_none_is_refused_without_being_told(new_client: NewClient, key: str) -> None:
    with pytest.raises(ValueError, match="The secret key is empty, or has") as caught:
        new_client(secret_key=key)
    assert repr(key)[1:-1] == " " or repr(key)[1:-1] not in str(caught.value)


@pytest.mark.parametrize("end", ["/", "/api/v1", "/api/v1/"])
def test_an_address_may_be_written_with_the_path_of_the_api(
    new_client: NewClient, admit_server: AdmitServer, end: str
) -> None:
    assert new_client(url=admit_server.url + end).check() == "Test"
