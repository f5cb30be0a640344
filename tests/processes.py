"""`admit serve` in a process of its own."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.forks import Program
from tests.harness import database_url

STOP_SECONDS = 10


class ServerProcess:
    """Serves the SQLite file or the URL `where`; what it logs can be read once it has stopped."""

    def __init__(self, where: Path | str, log_path: Path) -> None:
        settings = {"ADMIT_DATABASE": database_url(where), "ADMIT_PORT": "0"}
        self._log_path = log_path
        with log_path.open("wb") as log:
            self._process = Program(("serve", "--json"), os.environ | settings, log_path.parent, log)
        self.url: str = json.loads(self._process.stdout.readline())["url"]

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def wait(self) -> int:
        """For its end: the exit status."""
        return self._process.wait(timeout=STOP_SECONDS)

    def stop(self) -> None:
        self._process.terminate()
        self._process.close()

    def log(self) -> str:
        return self._log_path.read_text()


@contextmanager
def served(where: Path | str, log_path: Path) -> Iterator[ServerProcess]:
    process = ServerProcess(where, log_path)
    try:
        yield process
    finally:
        process.stop()
