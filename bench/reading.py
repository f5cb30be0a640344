"""A long list, read through the client and by raw httpx in turn: `python -m bench.reading` prints the seconds."""

import subprocess
import sys
import time
from collections.abc import Callable

import httpx
import msgspec

from admit import Client
from bench.cores import pinned
from bench.seed import Seeded
from bench.servers import REPOSITORY

ROWS = 100_000
PAGE_SIZE = 500
ROUNDS = 7


class Errand(msgspec.Struct, frozen=True):
    url: str
    access_key: str
    secret_key: str
    token: str
    airmeet_id: str


class Reading(msgspec.Struct, frozen=True):
    """Seconds for ROWS rows."""

    raw_seconds: float
    client_seconds: float

    @property
    def ratio(self) -> float:
        """How many rows the client reads while raw httpx reads one."""
        return self.raw_seconds / self.client_seconds


def readings(url: str, seeded: Seeded, *, core: int) -> list[Reading]:
    """By a process on `core`, from a server that has a list of at least ROWS rows."""
    errand = Errand(url, seeded.access_key, seeded.secret_key, seeded.token, seeded.lists[0].airmeet_id)
    command = [sys.executable, "-m", "bench.reading"]
    with pinned(core):
        done = subprocess.run(
            command, input=msgspec.json.encode(errand), cwd=REPOSITORY, stdout=subprocess.PIPE, check=True
        )
    return msgspec.json.decode(done.stdout, type=list[Reading])


def main() -> None:
    errand = msgspec.json.decode(sys.stdin.buffer.read(), type=Errand)
    _seconds(_by_client, errand)
    taken = [Reading(_seconds(_by_httpx, errand), _seconds(_by_client, errand)) for _ in range(ROUNDS)]
    sys.stdout.buffer.write(msgspec.json.encode(taken))


def _seconds(read: Callable[[Errand], int], errand: Errand) -> float:
    began_at = time.perf_counter()
    rows = read(errand)
    seconds = time.perf_counter() - began_at
    if rows != ROWS:
        raise AssertionError(f"{rows} rows were read instead of {ROWS}.")
    return seconds


def _by_httpx(errand: Errand) -> int:
    """As one would write it without the client: dictionaries, and no check of their shape."""
    headers, rows, after = {"X-Airmeet-Access-Token": errand.token}, 0, 0
    with httpx.Client(base_url=errand.url, headers=headers) as http:
        while rows < ROWS:
            query = {"after": after, "size": PAGE_SIZE}
            page = http.get(f"/api/v1/airmeet/{errand.airmeet_id}/registrations", params=query).json()
            rows += sum("@" in row["email"] for row in page["data"])
            after = page["cursors"]["after"]
    return rows


def _by_client(errand: Errand) -> int:
    rows = 0
    with Client(errand.url, errand.access_key, errand.secret_key) as client:
        for row in client.registrations(errand.airmeet_id, page_size=PAGE_SIZE):
            rows += "@" in row.email
            if rows == ROWS:
                break
    return rows


if __name__ == "__main__":
    main()
