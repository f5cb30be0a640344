"""What LiveServer is, as three processes behind one port, with a clock that all of them read."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from admit.lib.recurring import Recurring
from admit.server import Running, listen, open_database
from admit.upkeep import Upkeep
from tests.harness import LiveServer, ManualClock, http_client
from tests.processes import STOP_SECONDS

COUNT = 3


async def _nothing() -> None:
    """What the processes do by themselves is theirs."""


class SharedClock(ManualClock):
    """Time as a file says it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._write()

    def advance(self, **by: float) -> None:
        super().advance(**by)
        self._write()

    def reset(self) -> None:
        super().reset()
        self._write()

    def _write(self) -> None:
        beside = self.path.with_suffix(".new")
        beside.write_text(self())
        beside.replace(self.path)


class LiveProcesses(LiveServer):
    """Each call is a connection of its own, for whichever process takes it."""

    clock: SharedClock

    def __init__(self, where: str, clock: SharedClock, **settings: Any) -> None:  # noqa: ANN401 (of Settings)
        super().__init__(where, clock, **settings)
        self._environment = {f"ADMIT_{name.upper()}": str(value) for name, value in settings.items()}
        self._environment |= {"ADMIT_DATABASE": where, "ADMIT_LOG_REQUESTS": "false"}

    def new_client(self) -> httpx.Client:
        return http_client(self.url, limits=httpx.Limits(max_keepalive_connections=0))

    def keep_up(self) -> None:
        """By one of the test's own: those of the processes are out of reach, and the database is the same."""
        upkeep = Upkeep(self._running.database, activity_days=self._settings.activity_days)
        self._wait_for(upkeep.round())

    async def _serve(self) -> None:
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()
        async with open_database(str(self.where), clock=self.clock) as database:
            with listen("127.0.0.1", 0) as listener:
                processes = [self._start(listener.fileno()) for _ in range(COUNT)]
            [url, *_] = [await asyncio.to_thread(_first_line, process) for process in processes]

            def stop() -> None:
                loop.call_soon_threadsafe(stopped.set)

            not_here = Recurring(_nothing, pause_seconds=0)
            await self._on_ready(Running(database, url, stop, not_here, not_here, not_here, not_here))
            await stopped.wait()
            for process in processes:
                process.terminate()
            for process in processes:
                await asyncio.to_thread(process.communicate, timeout=STOP_SECONDS)

    def _start(self, listener: int) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 (ourselves)
            [sys.executable, "-m", "tests.served", str(listener), str(self.clock.path)],
            env=os.environ | self._environment,
            pass_fds=[listener],
            stdout=subprocess.PIPE,
            text=True,
        )


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()
