"""`kill -9` of random Admit processes, and of PostgreSQL, under load: what was acknowledged is there, once."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom

import pytest

from tests.faults.killing import UnderLoad, kill_at_random
from tests.postgres import PostgresServer


@pytest.fixture
def own() -> Iterator[PostgresServer]:
    """With the durability that an acknowledged write rests on."""
    with PostgresServer("max_connections=60") as server:
        yield server


async def kill_for(own: PostgresServer, folder: Path, seed: int, seconds: float) -> tuple[int, int]:
    """How often was killed, and how much acknowledged."""
    url = own.new_database()
    load = UnderLoad(url, folder, Random(seed))
    kills = 0

    def fall() -> None:
        own.kill()
        own.start()

    async def harm() -> None:
        nonlocal kills
        kills = await kill_at_random(load, seconds, fall)

    await load.run(harm)
    await load.assert_whole(url)
    return kills, load.ledger.acknowledged_count


def test_whatever_is_killed_what_was_acknowledged_is_kept(own: PostgresServer, tmp_path: Path) -> None:
    kills, acknowledged_count = asyncio.run(kill_for(own, tmp_path, seed=1, seconds=6))
    assert kills > 4
    assert acknowledged_count > 100


@pytest.mark.soak
def test_whatever_is_killed_for_minutes_what_was_acknowledged_is_kept(own: PostgresServer, tmp_path: Path) -> None:
    seed = SystemRandom().randrange(2**32)
    seconds = float(os.environ.get("SOAK_SECONDS", "180"))
    try:
        kills, acknowledged_count = asyncio.run(kill_for(own, tmp_path, seed, seconds))
        print(f"{kills} kills, {acknowledged_count} acknowledged")  # noqa: T201 (for a note)
    except BaseException as error:
        error.add_note(f"The seed was {seed}.")
        raise
