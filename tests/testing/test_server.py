"""AdmitServer, as other people's tests use it."""

import socket
import time

import httpx
import pytest

from admit import testing
from admit.client import BadRequest, Forbidden, InternalServerError, NotFound
from admit.testing import AdmitServer

START_SECONDS_MAX = 1.0


def test_it_starts_in_under_a_second() -> None:
    began_at = time.monotonic()
    with AdmitServer() as server:
        assert [airmeet.name for airmeet in server.client.airmeets()] == ["Open evening"]
    assert time.monotonic() - began_at < START_SECONDS_MAX


def test_it_serves_everything_that_admit_serves(admit_server: AdmitServer) -> None:
    assert httpx.get(f"{admit_server.url}/docs").status_code == 200
    link = admit_server.client.authorize(admit_server.airmeet_id, "ada@example.com", "Ada Lovelace").entry_link
    assert "Ada Lovelace" in httpx.get(link, follow_redirects=True).text


def test_two_know_nothing_of_each_other(admit_server: AdmitServer) -> None:
    with AdmitServer() as other, pytest.raises(NotFound):
        list(other.client.registrations(admit_server.airmeet_id))


def test_it_says_why_it_does_not_start(admit_server: AdmitServer) -> None:
    port = httpx.URL(admit_server.url).port or 0
    with pytest.raises(OSError, match="in use"):
        AdmitServer(port=port).__enter__()


def test_its_clock_stands_still_until_it_is_moved(admit_server: AdmitServer) -> None:
    client, airmeet = admit_server.client, admit_server.airmeet_id
    client.register(airmeet, "ada@example.com", "Ada")
    admit_server.clock.advance(days=1, seconds=1)
    client.register(airmeet, "grace@example.com", "Grace")
    assert [row.registration_date for row in client.registrations(airmeet)] == [
        "2026-11-24T04:30:00.000Z",
        "2026-11-25T04:30:01.000Z",
    ]


def test_requests_can_be_looked_at(admit_server: AdmitServer) -> None:
    admit_server.client.register(admit_server.airmeet_id, "ada@example.com", "Ada", city="London")
    with pytest.raises(NotFound):
        admit_server.client.revoke(admit_server.airmeet_id, "a/b@example.com")
    root = f"/api/v1/airmeet/{admit_server.airmeet_id}"
    seen = [(request.method, request.path, request.status) for request in admit_server.requests]
    assert seen == [
        *(("POST", "/api/v1/auth", 200), ("POST", f"{root}/user", 200)),
        ("DELETE", f"{root}/attendee/a/b@example.com", 404),
    ]
    assert admit_server.requests[1].json() == {"email": "ada@example.com", "name": "Ada", "city": "London"}


def test_pages_leave_no_request_behind_and_meet_no_fault(admit_server: AdmitServer) -> None:
    admit_server.fail_next(500, times=9)
    assert httpx.get(f"{admit_server.url}/docs").status_code == 200
    assert admit_server.requests == []


def test_a_fault_waits_for_the_path_that_it_is_for(admit_server: AdmitServer) -> None:
    client, airmeet = admit_server.client, admit_server.airmeet_id
    admit_server.fail_next(500, path="/attendee")
    client.register(airmeet, "ada@example.com", "Ada")
    with pytest.raises(InternalServerError, match="This call was told to fail with Internal Server Error"):
        client.authorize(airmeet, "ada@example.com", "Ada")
    client.authorize(airmeet, "ada@example.com", "Ada")


def test_a_fault_may_say_what_the_real_one_says(admit_server: AdmitServer) -> None:
    admit_server.fail_next(400, path="/user", sentence="Guest list is closed")
    with pytest.raises(BadRequest) as caught:
        admit_server.client.register(admit_server.airmeet_id, "ada@example.com", "Ada")
    assert caught.value.sentences == ("Guest list is closed",)


@pytest.mark.parametrize("after_doing", [False, True])
def test_a_fault_may_come_after_what_was_asked_is_done(admit_server: AdmitServer, *, after_doing: bool) -> None:
    client, airmeet = admit_server.client, admit_server.airmeet_id
    admit_server.fail_next(500, path="/user", after_doing=after_doing)
    with pytest.raises(InternalServerError):
        client.register(airmeet, "ada@example.com", "Ada")
    assert len(list(client.registrations(airmeet))) == after_doing


def test_a_reset_connection_is_reset_and_not_closed(admit_server: AdmitServer) -> None:
    admit_server.reset_next()
    url = httpx.URL(admit_server.url)
    with socket.create_connection((url.host, url.port or 0), timeout=10) as connection:
        connection.sendall(b"POST /api/v1/auth HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_a_delay_is_waited_for_until_it_is_taken_back(admit_server: AdmitServer) -> None:
    list(admit_server.client.airmeets())
    admit_server.delay(0.2)
    began_at = time.monotonic()
    admit_server.client.check()
    assert time.monotonic() - began_at >= 0.2
    admit_server.delay(0)
    began_at = time.monotonic()
    admit_server.client.check()
    assert time.monotonic() - began_at < 0.2


def test_keys_may_be_added_with_less_to_them(admit_server: AdmitServer) -> None:
    other = admit_server.add_airmeet("Another evening", timezone="Europe/Paris")
    pair = admit_server.add_key(airmeet_ids=[other])
    assert [each.timezone for each in admit_server.client.airmeets()] == ["UTC", "Europe/Paris"]
    with admit_server.new_client(*pair) as client:
        assert [each.uid for each in client.airmeets()] == [other]


def test_a_reset_leaves_nothing_of_what_was(admit_server: AdmitServer) -> None:
    before = admit_server.url, admit_server.access_key, admit_server.airmeet_id
    old = admit_server.new_client()
    old.register(admit_server.airmeet_id, "ada@example.com", "Ada")
    admit_server.clock.advance(days=1)
    admit_server.fail_next(500, times=9)
    admit_server.delay(5)
    admit_server.reset()
    after = admit_server.url, admit_server.access_key, admit_server.airmeet_id
    assert [one == another for one, another in zip(before, after, strict=True)] == [True, False, False]
    assert admit_server.requests == []
    assert list(admit_server.client.registrations(admit_server.airmeet_id)) == []
    assert admit_server.clock() == "2026-11-24T04:30:00.000Z"
    with old, pytest.raises(Forbidden):
        list(old.airmeets())


def test_there_is_no_other_name_to_ask_for() -> None:
    with pytest.raises(AttributeError, match=r"module 'admit.testing' has no attribute 'AdmitSever'"):
        _ = testing.AdmitSever
