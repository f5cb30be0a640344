"""`make bench-postgres`: the page and the registration on PostgreSQL, as ratios to the bare ASGI app of the same run.

Admit and PostgreSQL share what cores there are; the load keeps to one, as it does for the bare app.
"""

import argparse
import asyncio
import itertools
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from admit.server import copy_database
from admit.store.copying import Progress
from bench import cores, load, seed, servers
from bench.load import Load, Sample
from bench.work import Site, bare_app, speeds
from tests.postgres import PostgresServer

ROWS = 200_000
PROCESSES = (1, 2)
LOADS = 2
"""The first two of bench.work: a page, and a registration."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.postgres", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each load is run (%(default)s)")
    parser.add_argument("--seconds", type=int, default=3, help="how long each time (%(default)s)")
    options = parser.parse_args()
    on, runs = cores.choose(), itertools.count(1)
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name, _filled(Path(name)) as (url, seeded):
        folder = Path(name)

        def sample(one: Load, seconds: int) -> Sample:
            return load.run(one, run=next(runs), seconds=seconds, core=on.load)

        with servers.bare(folder, on.server) as bare:
            baseline = bare_app(bare.url)
            for processes in PROCESSES:
                with servers.admit_at(url, folder, processes) as server:
                    site = Site(server.url, seeded, folder)
                    wanted = [speed.load for speed in speeds(baseline, site, site, folder)[:LOADS]]
                    for one in wanted:
                        bounded = Load(one.name, one.url, one.kind, one.values, one.headers)
                        sample(bounded, 1)
                        pairs = [
                            (sample(baseline, options.seconds), sample(bounded, options.seconds))
                            for _ in range(options.rounds)
                        ]
                        _print(one.name, processes, pairs)
    return 0


@contextmanager
def _filled(folder: Path) -> Iterator[tuple[str, seed.Seeded]]:
    """The URL of a PostgreSQL with its usual durability, which `admit copy` has filled from SQLite."""
    print(f"Seeding {ROWS:,} registrations …", flush=True)
    source = servers.database_url(folder)
    seeded = asyncio.run(seed.fill(source, ROWS, 1))
    with PostgresServer("max_connections=60", "shared_buffers=512MB", "max_wal_size=4GB") as postgres:
        url = postgres.new_database()
        asyncio.run(copy_database(source, url, _unwatched))
        yield url, seeded


@contextmanager
def _unwatched(_: str, __: int) -> Iterator[Progress]:
    yield lambda _: None


def _print(name: str, processes: int, pairs: list[tuple[Sample, Sample]]) -> None:
    ratio = median(work.per_second / bare.per_second for bare, work in pairs)
    per_second = median(work.per_second for _, work in pairs)
    p50, p99 = (median(getattr(work, part) for _, work in pairs) for part in ("p50_ms", "p99_ms"))
    print(f"{name:<32} {processes} processes  {per_second:8,.0f}/s  {ratio:.3f}  p50 {p50:.1f} ms  p99 {p99:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
