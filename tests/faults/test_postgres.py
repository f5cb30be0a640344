"""A PostgreSQL that is stopped, killed, full or silent: 503 within a bounded time, and service again by itself."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import asyncpg
import httpx
import pytest

from admit.lib.clock import system_clock
from admit.store.database import Transaction
from admit.store.postgres import connections, writer
from admit.store.postgres.database import PostgresDatabase
from tests.faults.test_unavailable import is_refused
from tests.harness import Integration, LiveServer, ManualClock
from tests.postgres import PostgresServer

STATEMENT_SECONDS = 0.5
PATIENCE_SECONDS = 0.4
ANSWER_SECONDS_MAX = 8.0
"""Of a statement, its grace, and a machine that is busy."""
CONNECTIONS = 15
EMAILS = [f"guest-{number:02}@example.com" for number in range(24)]
END_ADMITS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'admit'"
"""Returns when they are gone."""


@pytest.fixture(scope="module")
def own() -> Iterator[PostgresServer]:
    """One that may be killed, and keeps what it acknowledged."""
    with PostgresServer(f"max_connections={CONNECTIONS}", "superuser_reserved_connections=1") as server:
        yield server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", STATEMENT_SECONDS)
    monkeypatch.setattr(connections, "PATIENCE_SECONDS", PATIENCE_SECONDS)


@pytest.fixture
def alice(own: PostgresServer, impatient: None) -> Iterator[Integration]:
    del impatient
    with serving(own) as alice:
        yield alice


@contextmanager
def serving(own: PostgresServer) -> Iterator[Integration]:
    with LiveServer(own.new_database(), ManualClock()) as server:
        alice = server.community("Alice's community")
        assert alice.register("ada@example.com").status_code == 200
        assert len(alice.list_registrations()["data"]) == 1
        yield alice


def timed(alice: Integration) -> list[httpx.Response]:
    """A write, a read and the probe, each answered in time."""
    asks: list[Callable[[], httpx.Response]] = [
        lambda: alice.register("bob@example.com"),
        lambda: alice.get(f"/api/v1/airmeet/{alice.airmeet_id}/registrations"),
        lambda: alice.server.http.get("/readyz"),
    ]
    answers = []
    for ask in asks:
        asked_at = time.monotonic()
        answers.append(ask())
        assert time.monotonic() - asked_at < ANSWER_SECONDS_MAX
    return answers


def assert_serves_again(alice: Integration) -> None:
    """Within a moment, and with all that was acknowledged."""
    deadline = time.monotonic() + ANSWER_SECONDS_MAX
    while any(answer.status_code == 503 for answer in timed(alice)):
        assert time.monotonic() < deadline
    assert [row["email"] for row in alice.list_registrations()["data"]] == ["ada@example.com", "bob@example.com"]


@pytest.mark.parametrize("mode", ["fast", "immediate", "kill -9"])
def test_while_it_is_down_everything_is_refused_and_served_again_once_it_is_up(
    own: PostgresServer, alice: Integration, mode: str
) -> None:
    if mode == "kill -9":
        own.kill()
    else:
        own.stop(mode)
    assert all(is_refused(answer) for answer in timed(alice) + timed(alice))
    own.start()
    assert_serves_again(alice)


def test_a_restart_between_two_calls_is_felt_by_none_or_refused(own: PostgresServer, alice: Integration) -> None:
    own.stop("fast")
    own.start()
    assert_serves_again(alice)


def test_one_that_says_nothing_is_given_up_and_served_again_once_it_speaks(
    own: PostgresServer, alice: Integration
) -> None:
    own.signal(signal.SIGSTOP)
    try:
        assert all(is_refused(answer) for answer in timed(alice))
    finally:
        own.signal(signal.SIGCONT)
    assert_serves_again(alice)


@contextmanager
def slowed(server: PostgresServer, *, rests: float, runs: float, times: int) -> Iterator[None]:
    """It rests for `rests` seconds, and then works for `runs`, so often at the most."""
    has_begun, is_over = threading.Event(), threading.Event()

    def slow() -> None:
        for _ in range(times):
            server.signal(signal.SIGSTOP)
            has_begun.set()
            is_over.wait(rests)
            server.signal(signal.SIGCONT)
            if is_over.wait(runs):
                return

    with ThreadPoolExecutor(1) as beside:
        slowing = beside.submit(slow)
        has_begun.wait()
        try:
            yield
        finally:
            is_over.set()
    slowing.result()


def test_one_that_is_slow_is_waited_for(own: PostgresServer) -> None:
    """A tenth of its speed, and the bounds that everybody has: it rests in the middle of groups, too."""
    slowly = slowed(own, rests=0.2, runs=0.02, times=1000)
    with serving(own) as alice, slowly, ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(alice.register, EMAILS))
        listed = list(callers.map(lambda _: alice.list_registrations(size=500)["data"], range(8)))
    assert [answer.status_code for answer in answers] == [200] * len(EMAILS)
    assert [sorted(row["email"] for row in rows) for rows in listed] == [sorted(["ada@example.com", *EMAILS])] * 8


def test_one_that_is_too_slow_is_given_up_and_what_is_tried_again_is_done_once(
    own: PostgresServer, alice: Integration
) -> None:
    """It rests for longer than a statement may take."""
    left, refused_count, too_long = set(EMAILS), 0, 1.5 * (STATEMENT_SECONDS + connections.GRACE_SECONDS)
    with slowed(own, rests=too_long, runs=0.02, times=3):
        while left:
            with ThreadPoolExecutor(8) as callers:
                answers = dict(zip(sorted(left), callers.map(alice.register, sorted(left)), strict=True))
            left = {email for email, answer in answers.items() if is_refused(answer)}
            refused_count += len(left)
            assert {answer.status_code for email, answer in answers.items() if email not in left} <= {200}
            assert max(answer.elapsed.total_seconds() for answer in answers.values()) < ANSWER_SECONDS_MAX
    assert refused_count > 0
    listed = alice.list_registrations(size=500)["data"]
    assert sorted(row["email"] for row in listed) == sorted(["ada@example.com", *EMAILS])
    assert alice.server.look("SELECT registration_count FROM airmeets") == [(1 + len(EMAILS),)]


def test_out_of_connections_it_is_refused_until_there_are_some(own: PostgresServer, alice: Integration) -> None:
    async def crowd_out() -> None:
        others = await fill(own)
        while await others[0].fetch(END_ADMITS):  # It may have come back in between.
            others += await fill(own)
        answers = await asyncio.to_thread(timed, alice)
        for other in others:
            await other.close()
        assert all(is_refused(answer) for answer in answers)

    asyncio.run(crowd_out())
    assert_serves_again(alice)


async def fill(own: PostgresServer) -> list[asyncpg.Connection]:
    """Every connection that is left."""
    taken = []
    with suppress(asyncpg.TooManyConnectionsError):
        while True:
            taken.append(await asyncpg.connect(own.url("postgres")))
    return taken


def test_a_process_that_stops_in_the_middle_of_a_group_holds_the_others_up_for_a_bounded_time(
    alice: Integration,
) -> None:
    """Its session has the bounds that Admit gives to each of its own."""

    async def stop_in_the_middle() -> None:
        bounds = {"idle_in_transaction_session_timeout": str(2 * int(PATIENCE_SECONDS * 1000))}
        ended = asyncio.Event()
        other = await asyncpg.connect(str(alice.server.where), server_settings=bounds)
        other.add_termination_listener(lambda _: ended.set())
        await other.execute(writer.BEGIN_WRITING)
        assert is_refused(await asyncio.to_thread(alice.register, "bob@example.com"))
        await asyncio.wait_for(ended.wait(), ANSWER_SECONDS_MAX)  # By the server: closing it would free the lock now.

    asyncio.run(stop_in_the_middle())
    assert_serves_again(alice)


def test_the_schema_is_changed_while_a_process_of_before_serves(alice: Integration) -> None:
    """By a newer version, which adds a column to each table that a registration writes."""
    adding = [
        f"ALTER TABLE {table} ADD COLUMN of_tomorrow TEXT NOT NULL DEFAULT ''"
        for table in ("airmeets", "people", "registrations", "activities")
    ]

    async def add(tx: Transaction) -> None:
        for statement in adding:
            await tx.script(statement)

    async def change() -> None:
        database = await PostgresDatabase.open(str(alice.server.where), system_clock, is_patient=True)
        await database.write(add)
        await database.close()

    with ThreadPoolExecutor(5) as callers:
        answers = [callers.submit(alice.register, f"guest-{number}@example.com") for number in range(100)]
        answers[20].result()
        asyncio.run(change())
        assert [answer.result().status_code for answer in answers] == [200] * 100
    assert alice.register("bob@example.com").status_code == 200
    assert len(alice.list_registrations(size=500)["data"]) == 102
