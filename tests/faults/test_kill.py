"""`kill -9` at any moment: what was acknowledged is there, and nothing is there by half."""

import asyncio
import os
from pathlib import Path
from random import Random, SystemRandom

import httpx
import pytest

from tests.faults import kept
from tests.faults.clients import Clients
from tests.faults.kept import Kept
from tests.faults.ledger import Ledger
from tests.faults.programs import Door, Serving, make_door

CLIENTS = 6
GUESTS_OF_A_ROUND = 24
LOAD_SECONDS_MAX = 0.25


class Killing:
    """One database, and round after round a new server on it that is killed under load."""

    def __init__(self, path: Path, random: Random) -> None:
        self._path = path
        self._random = random
        self._door = make_door(path)
        self._ledger = Ledger()
        self._guests: list[str] = []
        self._touched: list[str] = []

    async def run(self, rounds: int) -> None:
        for number in range(rounds):
            with Serving(self._path) as server:
                await self._check(server)
                await self._load_and_kill(server, number)
        with Serving(self._path) as server:
            await self._check(server)
        assert self._ledger.acknowledged_count > 10 * rounds

    async def _load_and_kill(self, server: Serving, number: int) -> None:
        """Some of the guests are new, and some have a history."""
        new = [f"guest-{number}-{which}@example.com" for which in range(GUESTS_OF_A_ROUND // 2)]
        known = self._random.sample(self._guests, min(len(self._guests), GUESTS_OF_A_ROUND // 2))
        self._guests += new
        self._touched = new + known
        clients = Clients(server.url, self._door, self._ledger, self._random)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(clients.run(self._touched, count=CLIENTS))
            await clients.first_answer.wait()
            load_seconds = self._random.uniform(0, LOAD_SECONDS_MAX)
            asyncio.get_running_loop().call_later(load_seconds, server.process.kill)

    async def _check(self, server: Serving) -> None:
        """What the file holds, and that the server shows it."""
        held, contradictions = kept.look(self._path)
        assert contradictions == []
        assert self._ledger.losses(held) == []
        async with self._door.client(server.url) as http:
            assert await _listed(http, self._door) == held.registered
            assert await self._admitted(http, held) == held.authorized.intersection(self._touched)
        self._ledger.settle(held)

    async def _admitted(self, http: httpx.AsyncClient, held: Kept) -> set[str]:
        """Whose entry links open, of those whom the last round touched."""
        admitted = set()
        for email in held.codes.keys() & set(self._touched):
            answer = await http.get(f"/e/{self._door.airmeet_id}", params={"code": held.codes[email]})
            assert answer.status_code in {303, 404}
            if answer.status_code == 303:
                admitted.add(email)
        return admitted


async def _listed(http: httpx.AsyncClient, door: Door) -> set[str]:
    emails: list[str] = []
    cursor = 0
    while True:
        answer = await http.get(f"{door.path}/registrations", params={"size": 500, "after": cursor})
        page = answer.json()
        if not page["data"]:
            break
        emails += [row["email"].lower() for row in page["data"]]
        cursor = page["cursors"]["after"]
    assert len(emails) == len(set(emails))
    return set(emails)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_server_has_kept_what_it_acknowledged(tmp_path: Path, seed: int) -> None:
    """Twice 25 rounds, so that two workers can share them."""
    asyncio.run(Killing(tmp_path / "admit.db", Random(seed)).run(rounds=25))


@pytest.mark.soak
def test_a_server_killed_over_and_over_has_kept_what_it_acknowledged(tmp_path: Path) -> None:
    seed = SystemRandom().randrange(2**32)
    try:
        asyncio.run(Killing(tmp_path / "admit.db", Random(seed)).run(rounds=int(os.environ.get("SOAK_ROUNDS", "100"))))
    except BaseException as error:
        error.add_note(f"The seed was {seed}.")
        raise
