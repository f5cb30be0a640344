"""What is tried again, how often, how late, and what a lost answer leaves behind."""

import time
from collections.abc import Iterator

import pytest

from admit.client import NotFound, ServiceUnavailable, Unreachable
from admit.client.attempts import BACKOFF_SECONDS, Delivery, deliver, retry_after_seconds
from admit.client.steps import Answer, Lost, Pause, Send
from admit.lib.clock import Timestamp
from admit.testing import AdmitServer
from tests.client.both import AnyClient
from tests.client.conftest import NewClient

NOW = Timestamp("2026-11-24T04:30:00.000Z")
DELIVERY = Delivery(name="airmeets", request_id="r", send=Send("GET", "/", {}, b""), is_done_if_gone=False)


def statuses(server: AdmitServer) -> list[int | None]:
    return [request.status for request in server.requests]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_server_that_is_busy_or_gone_is_asked_again(
    client: AnyClient, admit_server: AdmitServer, status: int
) -> None:
    admit_server.fail_next(status, times=2)
    assert [airmeet.name for airmeet in client.airmeets(page_size=1)] == ["Open evening"]
    assert statuses(admit_server) == [status, status, 200, 200, 200]


def test_a_connection_that_breaks_is_made_again(client: AnyClient, admit_server: AdmitServer) -> None:
    list(client.airmeets())
    admit_server.reset_next(times=2)
    assert client.register(admit_server.airmeet_id, "ada@example.com", "Ada").email == "ada@example.com"
    assert statuses(admit_server)[-3:] == [None, None, 200]


def test_all_attempts_of_a_call_have_one_request_id(client: AnyClient, admit_server: AdmitServer) -> None:
    admit_server.fail_next(503, times=1)
    list(client.airmeets())
    first, second, after = [request.request_id for request in admit_server.requests[:3]]
    assert first == second != after


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_a_no_is_not_asked_again(client: AnyClient, admit_server: AdmitServer, status: int) -> None:
    list(client.airmeets())
    admit_server.fail_next(status)
    with pytest.raises(Exception, match=str(status)):
        list(client.airmeets())
    assert statuses(admit_server)[-1] == status


@pytest.mark.parametrize("retries", [0, 2])
def test_it_gives_up_after_so_many(new_client: NewClient, admit_server: AdmitServer, retries: int) -> None:
    client = new_client(retries=retries)
    admit_server.fail_next(503, times=9)
    with pytest.raises(ServiceUnavailable):
        list(client.airmeets())
    assert statuses(admit_server) == [503] * (retries + 1)


def test_it_waits_as_long_as_it_is_told_to(client: AnyClient, admit_server: AdmitServer) -> None:
    list(client.airmeets())
    admit_server.limit_next(retry_after_seconds=1)
    began_at = time.monotonic()
    list(client.airmeets())
    assert time.monotonic() - began_at >= 1


@pytest.mark.parametrize("is_reset", [True, False])
def test_a_revocation_whose_answer_was_lost_is_done(
    client: AnyClient, admit_server: AdmitServer, *, is_reset: bool
) -> None:
    """The second attempt is told 404, and nobody has to hear of it."""
    client.authorize(admit_server.airmeet_id, "ada@example.com", "Ada")
    if is_reset:
        admit_server.reset_next(path="/attendee", after_doing=True)
    else:
        admit_server.fail_next(504, path="/attendee", after_doing=True)
    client.revoke(admit_server.airmeet_id, "ada@example.com")
    assert statuses(admit_server)[-2:] == [None if is_reset else 504, 404]


def test_a_404_after_a_503_is_told_since_that_did_nothing(client: AnyClient, admit_server: AdmitServer) -> None:
    admit_server.fail_next(503, path="/attendee")
    with pytest.raises(NotFound):
        client.revoke(admit_server.airmeet_id, "ada@example.com")


def test_a_registration_whose_answer_was_lost_is_there_once(client: AnyClient, admit_server: AdmitServer) -> None:
    admit_server.reset_next(path="/user", after_doing=True)
    client.register(admit_server.airmeet_id, "ada@example.com", "Ada")
    assert [row.email for row in client.registrations(admit_server.airmeet_id)] == ["ada@example.com"]


def test_the_pauses_grow_and_are_random() -> None:
    def pauses() -> Iterator[float]:
        script = deliver(DELIVERY, retries=4, now=NOW)
        next(script)
        while True:
            try:
                step = script.throw(Lost("gone"))
            except Unreachable:
                return
            assert isinstance(step, Pause)
            yield step.seconds
            assert script.send(None) is DELIVERY.send

    drawn = [list(pauses()) for _ in range(200)]
    assert [len(waited) for waited in drawn] == [4] * 200
    for number, waited in enumerate(zip(*drawn, strict=True)):
        bound = BACKOFF_SECONDS * 2**number
        assert max(waited) <= bound
        assert max(waited) > bound / 2
        assert min(waited) < bound / 2


@pytest.mark.parametrize(
    "told, seconds",
    [
        ("0", 0),
        ("120", 120),
        ("Tue, 24 Nov 2026 04:31:30 GMT", 90),
        ("Tue, 24 Nov 2026 04:29:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
    ],
)
def test_retry_after_holds_seconds_or_a_date(told: str, seconds: float | None) -> None:
    assert retry_after_seconds({"retry-after": told}, NOW) == seconds


def test_retry_after_comes_before_the_pause_of_ones_own() -> None:
    script = deliver(DELIVERY, retries=1, now=NOW)
    next(script)
    step = script.send(Answer(429, {"retry-after": "30"}, b""))
    assert isinstance(step, Pause)
    assert 30 <= step.seconds <= 30 + BACKOFF_SECONDS
