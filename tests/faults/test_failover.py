"""A primary that dies, and its synchronous replica in its place: nothing that was acknowledged went with it."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random, SystemRandom

import pytest

from admit.store.postgres import connections
from tests.faults.killing import UnderLoad, kill_at_random
from tests.faults.test_unavailable import is_refused
from tests.harness import LiveServer, ManualClock
from tests.postgres import PORT
from tests.replicas import Pair

ANSWER_SECONDS_MAX = 8.0
"""Of a lock that is waited for, and a machine that is busy."""


@pytest.fixture
def pair() -> Iterator[Pair]:
    with Pair() as pair:
        yield pair


def test_when_the_replica_takes_over_processes_go_on_and_nothing_is_lost(pair: Pair, tmp_path: Path) -> None:
    url = pair.new_database()
    load = UnderLoad(url, tmp_path, Random(1))

    async def harm() -> None:
        await load.next_answers(100)
        before = load.pids()
        await asyncio.to_thread(pair.fail_over)
        await load.next_answers(100)
        assert load.pids() == before

    async def failed_over() -> None:
        await load.run(harm)
        await load.assert_whole(pair.url_of_primary(url))

    asyncio.run(failed_over())
    assert load.clients.refused_count > 0
    assert load.clients.answer_seconds_max < ANSWER_SECONDS_MAX


def test_nothing_is_acknowledged_that_the_replica_does_not_have(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor what the primary has by now, and would lose with its disk: a replay finds it there and changes nothing."""
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 0.5)
    monkeypatch.setattr(connections, "GRACE_SECONDS", 0.5)
    url = pair.new_database()
    with LiveServer(url, ManualClock()) as server:
        alice = server.community("Alice's community")
        pair.replica.signal(signal.SIGSTOP)
        try:
            answers = [alice.register("ada@example.com") for _ in range(3)]
            listed = [row["email"] for row in alice.list_registrations()["data"]]
        finally:
            pair.replica.signal(signal.SIGCONT)
        assert all(is_refused(answer) for answer in answers)
        assert listed == ["ada@example.com"]
        assert alice.register("ada@example.com").status_code == 200


def test_a_host_that_says_nothing_does_not_keep_from_the_other(pair: Pair, tmp_path: Path) -> None:
    """As of a machine that is gone, and the first in the URL."""
    with closing(socket.socket(socket.AF_UNIX)) as silent:
        silent.bind(str(tmp_path / f".s.PGSQL.{PORT}"))
        silent.listen()
        url = pair.new_database().replace("host=", f"host={tmp_path},")

        with LiveServer(url, ManualClock()) as server:
            assert server.community("Alice's community").register("ada@example.com").status_code == 200


@pytest.mark.soak
def test_however_often_they_change_places_what_was_acknowledged_is_kept(pair: Pair, tmp_path: Path) -> None:
    seed = SystemRandom().randrange(2**32)
    seconds = float(os.environ.get("SOAK_SECONDS", "180"))
    url = pair.new_database()
    load = UnderLoad(url, tmp_path, Random(seed))
    failovers = 0

    def fall() -> None:
        nonlocal failovers
        pair.fail_over()
        pair.rejoin()
        failovers += 1

    async def killed() -> int:
        kills = 0

        async def harm() -> None:
            nonlocal kills
            kills = await kill_at_random(load, seconds, fall)

        await load.run(harm)
        await load.assert_whole(pair.url_of_primary(url))
        return kills

    try:
        kills = asyncio.run(killed())
    except BaseException as error:
        error.add_note(f"The seed was {seed}.")
        raise
    clients = load.clients
    print(  # noqa: T201 (for a note)
        f"{failovers} failovers among {kills} kills, {load.ledger.acknowledged_count} acknowledged, "
        f"{clients.refused_count} refused, an answer took at most {clients.answer_seconds_max:.1f} s, "
        f"and nobody was served for at most {clients.gap_seconds_max:.1f} s"
    )
