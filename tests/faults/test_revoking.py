"""What is taken away on one process is refused on all of them."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import httpx
import pytest

from tests.harness import Integration, LiveServer, ManualClock
from tests.postgres import PostgresServer
from tests.processes import ServerProcess, served

COUNT = 3
SECONDS_MAX = 1.0
CENTURY_SECONDS = 100 * 365 * 24 * 60 * 60
"""The test's clock and that of the processes differ."""


@pytest.fixture
def alice(postgres: PostgresServer) -> Iterator[Integration]:
    with LiveServer(postgres.new_database(), ManualClock()) as server:
        yield server.community("Alice's community")


@pytest.fixture
def processes(alice: Integration, tmp_path: Path) -> Iterator[list[ServerProcess]]:
    with ExitStack() as stack:
        yield [stack.enter_context(served(alice.server.where, tmp_path / f"{n}.log")) for n in range(COUNT)]


def ask_until_refused(url: str, headers: Mapping[str, str], begun: Barrier) -> float:
    """When it was served for the last time, and that it is not served again."""
    with httpx.Client(headers=headers) as http:
        assert not http.get(url).is_error
        begun.wait(timeout=20)
        served_at = time.monotonic()
        while not http.get(url).is_error:
            served_at = time.monotonic()
        assert {http.get(url).is_client_error for _ in range(20)} == {True}
    return served_at


@pytest.mark.parametrize("what", ["a key", "an entry link"])
def test_a_second_after_it_was_revoked_on_one_process_it_is_refused_on_all(
    alice: Integration, processes: list[ServerProcess], what: str
) -> None:
    headers = {"X-Airmeet-Access-Token": alice.mint(CENTURY_SECONDS)}
    link = httpx.URL(alice.authorize("ada@example.com").json()["entryLink"]).raw_path.decode()
    path = "/api/v1/airmeets" if what == "a key" else link
    begun = Barrier(COUNT + 1)
    with ThreadPoolExecutor(COUNT) as callers:
        asking = [callers.submit(ask_until_refused, process.url + path, headers, begun) for process in processes]
        begun.wait(timeout=20)
        if what == "a key":
            alice.revoke_key()
        else:
            attendee = f"{processes[0].url}/api/v1/airmeet/{alice.airmeet_id}/attendee/ada@example.com"
            assert httpx.delete(attendee, headers=headers).is_success
        revoked_at = time.monotonic()
        assert max(each.result() for each in asking) - revoked_at < SECONDS_MAX
