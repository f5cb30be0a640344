"""`kill -9` of random Admit processes, and of PostgreSQL, under load: what was acknowledged is there, once."""

import asyncio
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random, SystemRandom

import httpx
import pytest

from tests.faults.clients import Clients
from tests.faults.kept import look_at_postgres
from tests.faults.ledger import Ledger
from tests.faults.programs import ADMIT, make_door
from tests.postgres import PostgresServer

PROCESSES = 3
CLIENTS = 8
PAUSE_SECONDS = 0.3
SERVES = re.compile(r"admit\.supervisor process (\d+) (?:serves|takes its place)$", re.MULTILINE)


class Refused(httpx.TransportError):
    """503: what was asked may or may not have been done."""


class Steadfast(Clients):
    """They go on when a process is gone, until it is enough."""

    is_enough = False

    async def run(self, emails: Sequence[str], *, count: int) -> None:
        async with httpx.AsyncClient(
            base_url=self._base_url,
            headers=self._door.headers,
            timeout=30,
            event_hooks={"response": [self._look]},
        ) as self._http:
            await asyncio.gather(*(self._write_until_it_is_enough(emails) for _ in range(count)))

    async def _write_until_it_is_enough(self, emails: Sequence[str]) -> None:
        while not self.is_enough:
            await self._write_until_the_server_is_gone(emails)
            await asyncio.sleep(0.01)  # The one who refuses has nothing to wait for.

    async def _look(self, answer: httpx.Response) -> None:
        if answer.status_code == 503 or self.is_enough:
            assert self.is_enough or answer.headers["Retry-After"] == "1"
            raise Refused("refused")


class Killing:
    def __init__(self, own: PostgresServer, folder: Path, random: Random) -> None:
        self._own = own
        self._url = own.new_database()
        self._log = folder / "log"
        self._random = random
        self.ledger = Ledger()
        self.kills = 0

    async def run(self, seconds: float) -> None:
        door = await asyncio.to_thread(make_door, self._url)
        with self._log.open("w") as log:
            served = subprocess.Popen(  # noqa: ASYNC220, S603 (our own command, before anything runs)
                [*ADMIT, "serve", "--processes", str(PROCESSES), "--port", "0", "--database", self._url],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "ADMIT_LOG_REQUESTS": "false"},
            )
        assert served.stdout is not None
        clients = Steadfast(served.stdout.readline().split()[1], door, self.ledger, self._random)
        emails = [f"guest-{number}@example.com" for number in range(200)]
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(clients.run(emails, count=CLIENTS))
                await clients.first_answer.wait()
                await self._kill_for(seconds)
                clients.is_enough = True
        finally:
            served.terminate()
            served.communicate(timeout=60)
        assert served.returncode == 0

    async def _kill_for(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            await asyncio.sleep(self._random.uniform(0, 2 * PAUSE_SECONDS))
            if self._random.random() < 0.15 or self.kills == 3:
                await asyncio.to_thread(self._own.kill)
                await asyncio.to_thread(self._own.start)
            else:
                self._kill_a_process()
            self.kills += 1

    def _kill_a_process(self) -> None:
        pids = [int(pid) for pid in SERVES.findall(self._log.read_text())][-PROCESSES:]
        try:
            os.kill(self._random.choice(pids), signal.SIGKILL)
        except ProcessLookupError:
            return

    async def assert_whole(self) -> None:
        held, contradictions = await look_at_postgres(self._url)
        assert contradictions == []
        assert self.ledger.losses(held) == []


@pytest.fixture
def own() -> Iterator[PostgresServer]:
    """With the durability that an acknowledged write rests on."""
    with PostgresServer("max_connections=60") as server:
        yield server


def kill_for(own: PostgresServer, folder: Path, seed: int, seconds: float) -> Killing:
    killing = Killing(own, folder, Random(seed))

    async def killed() -> None:
        await killing.run(seconds)
        await killing.assert_whole()

    asyncio.run(killed())
    return killing


def test_whatever_is_killed_what_was_acknowledged_is_kept(own: PostgresServer, tmp_path: Path) -> None:
    killing = kill_for(own, tmp_path, seed=1, seconds=6)
    assert killing.kills > 4
    assert killing.ledger.acknowledged_count > 100


@pytest.mark.soak
def test_whatever_is_killed_for_minutes_what_was_acknowledged_is_kept(own: PostgresServer, tmp_path: Path) -> None:
    seed = SystemRandom().randrange(2**32)
    try:
        killing = kill_for(own, tmp_path, seed, seconds=float(os.environ.get("SOAK_SECONDS", "180")))
        print(f"{killing.kills} kills, {killing.ledger.acknowledged_count} acknowledged")  # noqa: T201 (for a note)
    except BaseException as error:
        error.add_note(f"The seed was {seed}.")
        raise
