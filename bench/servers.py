"""Servers: started as processes of their own, awaited, weighed and stopped."""

import http.client
import os
import select
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from bench.cores import pinned

REPOSITORY = Path(__file__).parent.parent
READY_SECONDS_MAX = 30
STOP_SECONDS_MAX = 30
LOG_LINES_SHOWN = 10

BARE = (sys.executable, "-m", "bench.bare")
ADMIT = (sys.executable, "-m", "admit", "serve", "--port", "0", "--json", "--database")
"""A server prints a JSON object with its URL when it listens."""


class ServerFailed(Exception):
    pass


class Memory(msgspec.Struct, frozen=True):
    """`pss_mb` counts what is shared with other processes in part only. A megabyte has a million bytes."""

    rss_mb: float
    pss_mb: float


class Server(msgspec.Struct, frozen=True):
    url: str
    ready_seconds: float
    process_id: int

    def memory(self) -> Memory:
        lines = Path(f"/proc/{self.process_id}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
        kib = {name: int(number) for name, number, *_ in (line.replace(":", "").split() for line in lines)}
        return Memory(rss_mb=kib["Rss"] * 1024 / 1e6, pss_mb=kib["Pss"] * 1024 / 1e6)

    def peak_mb(self) -> float:
        """The most that was resident at any time."""
        lines = Path(f"/proc/{self.process_id}/status").read_text(encoding="ascii").splitlines()
        [kib] = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
        return int(kib) * 1024 / 1e6


@contextmanager
def bare(folder: Path, core: int) -> Iterator[Server]:
    with _running(BARE, log=folder / "bare.log", core=core) as server:
        yield server


@contextmanager
def admit(folder: Path, core: int) -> Iterator[Server]:
    """`admit serve` as it comes out of the box, on the database in `folder`."""
    with _running((*ADMIT, database_url(folder)), log=folder / "admit.log", core=core) as server:
        yield server


@contextmanager
def admit_at(url: str, folder: Path, processes: int) -> Iterator[Server]:
    """The same on a database of its own, wherever the system lets it run."""
    command = (*ADMIT, url, "--processes", str(processes))
    with _running(command, log=folder / "admit.log", core=None) as server:
        yield server


def database_url(folder: Path) -> str:
    return f"sqlite:///{database(folder).absolute()}"


def database(folder: Path) -> Path:
    return folder / "admit.db"


@contextmanager
def _running(command: tuple[str, ...], *, log: Path, core: int | None) -> Iterator[Server]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("ADMIT_", "PYTHON"))}
    started_at = time.perf_counter()
    with log.open("wb") as stderr, nullcontext() if core is None else pinned(core):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, env=plain, cwd=REPOSITORY)
    with process:
        try:
            url = _announced_url(process, log)
            _require_ready(url, log)
            yield Server(url=url, ready_seconds=time.perf_counter() - started_at, process_id=process.pid)
        finally:
            _stop(process)


def _announced_url(process: subprocess.Popen[bytes], log: Path) -> str:
    if process.stdout is None:
        raise AssertionError("The process was started with a pipe.")
    is_readable, _, _ = select.select([process.stdout], [], [], READY_SECONDS_MAX)
    line = process.stdout.readline() if is_readable else b""
    if not line:
        raise ServerFailed(f"The server did not announce itself. Its log ends:\n{log_end(log)}")
    return msgspec.json.decode(line, type=dict[str, str])["url"]


def _require_ready(url: str, log: Path) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=READY_SECONDS_MAX)
    try:
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
    finally:
        connection.close()
    if status != http.HTTPStatus.OK:
        raise ServerFailed(f"GET /readyz was answered with {status}. The server's log ends:\n{log_end(log)}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()


def log_end(log: Path) -> str:
    with log.open(encoding="utf-8", errors="replace") as lines:
        return "".join(deque(lines, maxlen=LOG_LINES_SHOWN))
