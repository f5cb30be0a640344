"""`make bench-postgres`: the page and the registration on PostgreSQL, as ratios to the bare ASGI app of the same run.

An Admit of one process and one of two are measured in turns. They and PostgreSQL share what cores there are; the load
keeps to one, as it does for the bare app.
"""

import argparse
import asyncio
import itertools
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from statistics import median

import msgspec

from admit.server import copy_database
from admit.store.copying import Progress
from bench import cores, load, seed, servers
from bench.load import Load, Sample
from bench.work import Site, bare_app, speeds
from tests.postgres import PostgresServer

ROWS = 200_000
LOADS = 2
"""The first two of bench.work: a page, and a registration."""


class Round(msgspec.Struct, frozen=True):
    """One after another, so that a machine that is slow for a while is so for all three."""

    bare: Sample
    one: Sample
    two: Sample


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

        with (
            servers.bare(folder, on.server) as bare,
            servers.admit_at(url, folder, 1) as one,
            servers.admit_at(url, folder, 2) as two,
        ):
            baseline = bare_app(bare.url)
            pairs = zip(
                _loads(baseline, one.url, seeded, folder), _loads(baseline, two.url, seeded, folder), strict=True
            )
            for by_one, by_two in pairs:
                sample(by_one, 1)
                sample(by_two, 1)
                rounds = [
                    Round(*(sample(each, options.seconds) for each in (baseline, by_one, by_two)))
                    for _ in range(options.rounds)
                ]
                _print(by_one.name, rounds)
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


def _loads(baseline: Load, url: str, seeded: seed.Seeded, folder: Path) -> list[Load]:
    site = Site(url, seeded, folder)
    wanted = [speed.load for speed in speeds(baseline, site, site, folder)[:LOADS]]
    return [msgspec.structs.replace(each, database=None) for each in wanted]


def _print(name: str, rounds: list[Round]) -> None:
    for processes, of in ((1, attrgetter("one")), (2, attrgetter("two"))):
        ratio = median(of(each).per_second / each.bare.per_second for each in rounds)
        per_second = median(of(each).per_second for each in rounds)
        p50, p99 = (median(getattr(of(each), part) for each in rounds) for part in ("p50_ms", "p99_ms"))
        print(
            f"{name:<32} {processes} processes  {per_second:8,.0f}/s  {ratio:.3f}  p50 {p50:.1f} ms  p99 {p99:.1f} ms"
        )
    more = [each.two.per_second / each.one.per_second for each in rounds]
    print(f"{name:<32} two against one {median(more):.3f}, from {min(more):.3f} to {max(more):.3f}")


if __name__ == "__main__":
    sys.exit(main())
