"""Processes of Admit on a PostgreSQL, under load, while something dies."""

import asyncio
import os
import re
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from random import Random

import httpx

from tests.faults.clients import Clients
from tests.faults.kept import look_at_postgres
from tests.faults.ledger import Ledger
from tests.faults.programs import make_door
from tests.forks import Program

PROCESSES = 3
CLIENTS = 8
PAUSE_SECONDS = 0.3
SERVES = re.compile(r"admit\.supervisor process (\d+) (?:serves|takes its place)$", re.MULTILINE)


class Refused(httpx.TransportError):
    """503: what was asked may or may not have been done."""


class Steadfast(Clients):
    """They go on when a process is gone, until it is enough."""

    is_enough = False
    refused_count = 0
    answer_seconds_max = 0.0
    gap_seconds_max = 0.0
    """The longest time in which nobody was served."""

    async def run(self, emails: Sequence[str], *, count: int) -> None:
        self.served = asyncio.Event()
        self._served_at = asyncio.get_running_loop().time()
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
        await answer.aread()
        self.answer_seconds_max = max(self.answer_seconds_max, answer.elapsed.total_seconds())
        if answer.status_code == 503 or self.is_enough:
            assert self.is_enough or answer.headers["Retry-After"] == "1"
            self.refused_count += 1
            raise Refused("refused")
        now = asyncio.get_running_loop().time()
        self.gap_seconds_max = max(self.gap_seconds_max, now - self._served_at)
        self._served_at = now
        self.served.set()


class UnderLoad:
    """`admit serve --processes 3` on the database at `url`, and clients that write."""

    def __init__(self, url: str, folder: Path, random: Random) -> None:
        self._url = url
        self._log = folder / "log"
        self.random = random
        self.ledger = Ledger()
        self.clients: Steadfast

    async def run(self, harm: Callable[[], Awaitable[None]]) -> None:
        """For as long as `harm` takes."""
        door = await asyncio.to_thread(make_door, self._url)
        words = ("serve", "--processes", str(PROCESSES), "--port", "0", "--database", self._url)
        variables = os.environ | {"ADMIT_LOG_REQUESTS": "false"}
        emails = [f"guest-{number}@example.com" for number in range(200)]
        with self._log.open("w") as log, Program(words, variables, self._log.parent, log) as served:
            self.clients = Steadfast(served.stdout.readline().split()[1], door, self.ledger, self.random)
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self.clients.run(emails, count=CLIENTS))
                    await self.clients.first_answer.wait()
                    await harm()
                    self.clients.is_enough = True
            finally:
                served.terminate()
        assert served.returncode == 0

    def pids(self) -> list[int]:
        """Of the processes that serve."""
        return [int(pid) for pid in SERVES.findall(self._log.read_text())][-PROCESSES:]

    async def next_answers(self, count: int) -> None:
        """Returns when so many more were served."""
        async with asyncio.timeout(30):
            for _ in range(count):
                self.clients.served.clear()
                await self.clients.served.wait()

    def kill_a_process(self) -> None:
        try:
            os.kill(self.random.choice(self.pids()), signal.SIGKILL)
        except ProcessLookupError:
            return

    async def assert_whole(self, url: str) -> None:
        """`url` is of the one server that is to be asked."""
        held, contradictions = await look_at_postgres(url)
        assert contradictions == []
        assert self.ledger.losses(held) == []


async def kill_at_random(load: UnderLoad, seconds: float, fall: Callable[[], None]) -> int:
    """Mostly processes of Admit, and sometimes PostgreSQL, as `fall` does it. The number of kills."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    kills = 0
    while loop.time() < end:
        await asyncio.sleep(load.random.uniform(0, 2 * PAUSE_SECONDS))
        if load.random.random() < 0.15 or kills == 3:
            await asyncio.to_thread(fall)
        else:
            load.kill_a_process()
        kills += 1
    return kills
