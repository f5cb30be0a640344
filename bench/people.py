"""`make bench-people`: the dashboard's list of 100,000 people, page by page, searched, and exported."""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
import msgspec

from admit.actions import accounts
from admit.model.people import parse_email
from admit.server import open_database
from admit.web.dashboard.visits import SESSION_COOKIE
from bench import cores, seed, servers

SCRATCH = Path(__file__).with_name("scratch")
PEOPLE = 100_000
ROUNDS = 50
PAGE_MS_MAX = 50
GROWTH_MB_MAX = 20
PAGES = {
    "first page": {},
    "last page": {"before": ""},
    "first page by email": {"sort": "email"},
    "last page by email": {"sort": "email", "before": ""},
    "search that many match": {"q": "guest"},
    "search that one matches": {"q": f"Guest {PEOPLE // 2}"},
    "search that nobody matches": {"q": "sailing"},
    "those who may enter": {"show": "authorized"},
}


class Timed(msgspec.Struct, frozen=True):
    what: str
    p50_ms: float
    worst_ms: float


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.people", description=__doc__)
    options.add_argument("--rounds", type=int, default=ROUNDS, help="how often each page is asked for (%(default)s)")
    rounds = options.parse_args().rounds
    on = cores.choose()
    SCRATCH.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SCRATCH) as scratch:
        folder = Path(scratch)
        session, people = asyncio.run(_prepare(folder))
        with servers.admit(folder, on.server) as server, cores.pinned(on.load):
            cookies = {SESSION_COOKIE: session}
            with httpx.Client(base_url=server.url, cookies=cookies, timeout=60) as http:
                timed = [_timed(http, people, what, query, rounds) for what, query in PAGES.items()]
                grown = [_export(http, f"{people}.{suffix}", server) for suffix in ("csv", "jsonl")]
    slow = [each.what for each in timed if each.p50_ms > PAGE_MS_MAX]
    print(*(f"{what}: above its bound" for what in slow), sep="\n")
    return int(bool(slow) or max(grown) > GROWTH_MB_MAX)


async def _prepare(folder: Path) -> tuple[str, str]:
    """An organizer's session, and the path of their list."""
    async with open_database(servers.database_url(folder)) as database:
        session, community_id = await database.write(
            accounts.sign_up,
            email=parse_email("organizer@example.com"),
            password_hash="none",  # noqa: S106 (nobody signs in with it)
            community_name="Bench",
        )
        guests = await seed.guests(database, community_id, PEOPLE)
        await database.write(seed.authorize, guests.airmeet_id)
    return session, f"/communities/{community_id}/airmeets/{guests.airmeet_id}/people"


def _timed(http: httpx.Client, people: str, what: str, query: dict[str, str], rounds: int) -> Timed:
    """As whoever asks sees it, one page after another."""
    taken = []
    for _ in range(rounds):
        began_at = time.perf_counter()
        page = http.get(people, params=query)
        taken.append((time.perf_counter() - began_at) * 1000)
        page.raise_for_status()
    timed = Timed(what, statistics.median(taken), max(taken))
    print(f"{what:28} {timed.p50_ms:8.1f} ms at the median {timed.worst_ms:8.1f} ms at worst", flush=True)
    return timed


def _export(http: httpx.Client, path: str, server: servers.Server) -> float:
    """By how many megabytes the server grew. Raises ServerFailed for a file with fewer people."""
    before_mb, began_at = server.memory().rss_mb, time.perf_counter()
    length = lines = 0
    with http.stream("GET", path) as answer:
        for piece in answer.iter_bytes():
            length, lines = length + len(piece), lines + piece.count(b"\n")
    seconds, grown_mb = time.perf_counter() - began_at, server.peak_mb() - before_mb
    if lines < PEOPLE:
        raise servers.ServerFailed(f"{path} has {lines} lines.")
    print(
        f"{path.rpartition('.')[2]:28} {seconds:8.1f} s for {length / 1e6:.1f} MB; the server grew by {grown_mb:.1f} MB"
    )
    return grown_mb


if __name__ == "__main__":
    sys.exit(main())
