"""The token: fetched at the first call, kept, renewed in time or when it is refused, and never twice at once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from admit import Client
from admit.client import BadRequest
from admit.client.calls import list_airmeets
from admit.client.drivers import Driver
from admit.client.session import Session
from admit.client.tokens import Token, load, save
from admit.lib.clock import Timestamp
from admit.testing import AdmitServer
from admit.testing.clock import MovableClock
from tests.client.both import AnyClient
from tests.client.conftest import NewClient


def paths(server: AdmitServer) -> list[str]:
    return [request.path.removeprefix("/api/v1/") for request in server.requests]


def test_it_is_fetched_at_the_first_call_and_kept(client: AnyClient, admit_server: AdmitServer) -> None:
    assert paths(admit_server) == []
    list(client.airmeets(page_size=1))
    list(client.airmeets(page_size=1))
    assert paths(admit_server) == ["auth", *["airmeets"] * 4]


def test_one_that_has_expired_is_renewed(client: AnyClient, admit_server: AdmitServer) -> None:
    client.register(admit_server.airmeet_id, "ada@example.com", "Ada")
    admit_server.clock.advance(days=31)
    client.register(admit_server.airmeet_id, "grace@example.com", "Grace")
    assert [request.status for request in admit_server.requests] == [200, 200, 412, 200, 200]


def test_one_that_is_said_to_be_bad_is_renewed_once(client: AnyClient, admit_server: AdmitServer) -> None:
    """As it is where the database was put back to an older state, with other signing keys."""
    client.register(admit_server.airmeet_id, "ada@example.com", "Ada")
    admit_server.fail_next(400, path="/user", sentence="Supplied token is bad")
    client.register(admit_server.airmeet_id, "grace@example.com", "Grace")
    assert [request.status for request in admit_server.requests] == [200, 200, 400, 200, 200]


def test_what_is_said_of_the_input_renews_nothing(client: AnyClient, admit_server: AdmitServer) -> None:
    for _ in range(3):
        with pytest.raises(BadRequest):
            client.register(admit_server.airmeet_id, "nobody", "Ada")
    assert [request.status for request in admit_server.requests] == [200, 400, 400, 400]


@pytest.fixture
def clock() -> MovableClock:
    """The client's, not the server's."""
    return MovableClock()


@pytest.fixture
def driver(admit_server: AdmitServer, clock: MovableClock) -> Iterator[Driver]:
    session = Session(admit_server.url, admit_server.access_key, admit_server.secret_key, clock=clock)
    with closing(Driver(session)) as driver:
        yield driver


def renewals(driver: Driver, server: AdmitServer) -> int:
    """By a call."""
    before = paths(server).count("auth")
    driver.perform(list_airmeets(size=1))
    return paths(server).count("auth") - before


def test_it_is_renewed_a_day_before_the_server_would_refuse_it(
    driver: Driver, clock: MovableClock, admit_server: AdmitServer
) -> None:
    assert renewals(driver, admit_server) == 1
    clock.advance(days=29, seconds=-1)
    assert renewals(driver, admit_server) == 0
    clock.advance(seconds=1)
    assert renewals(driver, admit_server) == 1
    assert [request.status for request in admit_server.requests] == [200] * 5


def test_it_is_renewed_where_the_clock_was_put_back(
    driver: Driver, clock: MovableClock, admit_server: AdmitServer
) -> None:
    renewals(driver, admit_server)
    clock.advance(seconds=-1)
    assert renewals(driver, admit_server) == 1


def test_a_400_that_does_not_name_it_puts_the_blame_on_one_of_more_than_a_minute(
    driver: Driver, clock: MovableClock, admit_server: AdmitServer
) -> None:
    renewals(driver, admit_server)
    clock.advance(minutes=1)
    admit_server.fail_next(400, path="airmeets")
    assert renewals(driver, admit_server) == 1


def test_many_threads_renew_it_once(admit_server: AdmitServer) -> None:
    threads = 12
    with Client(admit_server.url, admit_server.access_key, admit_server.secret_key) as client:
        list(client.airmeets())
        admit_server.clock.advance(days=31)
        at_once = threading.Barrier(threads)

        def call(number: int) -> str:
            at_once.wait()
            return client.register(admit_server.airmeet_id, f"guest{number}@example.com", "Guest").email

        with ThreadPoolExecutor(threads) as callers:
            assert len(set(callers.map(call, range(threads)))) == threads
    assert paths(admit_server).count("auth") == 2


def test_a_file_keeps_it_for_the_next_program(
    new_client: NewClient, admit_server: AdmitServer, token_file: Path
) -> None:
    for _ in range(3):
        list(new_client(token_file=token_file).airmeets())
    assert paths(admit_server).count("auth") == 1
    assert [path.name for path in token_file.parent.iterdir()] == ["token.json"]


def test_the_file_is_for_its_owner_alone_and_holds_no_secret_key(
    new_client: NewClient, admit_server: AdmitServer, token_file: Path
) -> None:
    list(new_client(token_file=token_file).airmeets())
    modes = [oct(path.stat().st_mode & 0o777) for path in (token_file.parent, token_file)]
    assert modes == ["0o700", "0o600"]
    assert admit_server.secret_key not in token_file.read_text()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b'{"url": 5}'])
def test_a_file_that_is_not_ours_is_written_anew(
    new_client: NewClient, admit_server: AdmitServer, token_file: Path, content: bytes
) -> None:
    token_file.parent.mkdir()
    token_file.write_bytes(content)
    list(new_client(token_file=token_file).airmeets())
    kept = load(token_file, url=admit_server.url, access_key=admit_server.access_key)
    assert kept is not None


def test_the_token_of_another_key_or_place_is_not_used(
    new_client: NewClient, admit_server: AdmitServer, token_file: Path
) -> None:
    list(new_client(token_file=token_file).airmeets())
    list(new_client(*admit_server.add_key(), token_file=token_file).airmeets())
    assert paths(admit_server).count("auth") == 2
    assert load(token_file, url="https://elsewhere.example.com", access_key=admit_server.access_key) is None


def test_a_kept_token_that_the_server_does_not_know_is_renewed(
    new_client: NewClient, admit_server: AdmitServer, token_file: Path
) -> None:
    at = Timestamp("2026-11-24T04:30:00.000Z")
    save(token_file, Token(admit_server.url, admit_server.access_key, "eyJ", at))
    assert [airmeet.name for airmeet in new_client(token_file=token_file).airmeets()] == ["Open evening"]
