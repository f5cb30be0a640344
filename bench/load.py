"""The load: wrk, with one thread and 32 connections. What it sends stands in load.lua."""

import subprocess
from pathlib import Path

import msgspec

from bench.cores import pinned

CONNECTIONS = 32
ANSWER_SECONDS_MAX = 10
CHUNK_BYTES = 1024 * 1024
SCRIPT = Path(__file__).with_name("load.lua")


class LoadFailed(Exception):
    pass


class Load(msgspec.Struct, frozen=True):
    """`kind` is one of load.lua's, and `values` are what it needs to know.

    `database` is the file of a load that reads all over it: it is read through beforehand, for systems that take back
    the memory of what lies idle, and then the first seconds would measure the disk. `hops` requests do the work once.
    """

    name: str
    url: str
    kind: str
    values: tuple[str, ...]
    headers: dict[str, str] = {}
    database: Path | None = None
    hops: int = 1


class Sample(msgspec.Struct, frozen=True):
    """What one run of wrk has seen."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    refused: int
    lost: int

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def run(load: Load, *, run: int, seconds: int, core: int) -> Sample:
    """`run` is a number that no other run has. Raises LoadFailed unless every answer was a 2xx or a 303."""
    command = [
        *("wrk", f"-c{CONNECTIONS}", "-t1", f"-d{seconds}s", f"--timeout={ANSWER_SECONDS_MAX}s"),
        *(word for header in load.headers.items() for word in ("-H", ": ".join(header))),
        *("-s", str(SCRIPT), load.url, "--", load.kind, str(run), *load.values),
    ]
    if load.database is not None:
        _read_through(load.database)
    with pinned(core):
        wrk = subprocess.run(command, capture_output=True, check=False, text=True)
    if wrk.returncode:
        raise LoadFailed(f"{load.name}: wrk failed.\n{wrk.stdout}{wrk.stderr}")
    sample = msgspec.json.decode(wrk.stdout.splitlines()[-1], type=Sample)
    if sample.refused or sample.lost or not sample.requests:
        counts = f"{sample.requests} requests, {sample.refused} answered without success, {sample.lost} lost"
        raise LoadFailed(f"{load.name}: {counts}.\n{wrk.stderr}")
    return msgspec.structs.replace(sample, requests=sample.requests // load.hops)


def _read_through(path: Path) -> None:
    with path.open("rb", buffering=0) as file:
        while file.read(CHUNK_BYTES):
            pass
