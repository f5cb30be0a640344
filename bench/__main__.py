"""`make bench`: how fast Admit is, as a ratio to a bare ASGI app that the same run measures on the same machine."""

import argparse
import asyncio
import itertools
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench import cores, importing, load, machine, measures, reading, report, seed, servers
from bench.cores import Cores
from bench.load import Load, LoadFailed, Sample
from bench.machine import Machine
from bench.measures import Pair, Speed, Start
from bench.seed import Seeded
from bench.servers import ServerFailed
from bench.work import AUTHORIZE, REGISTER, Site, bare_app, speeds

SCRATCH = Path(__file__).with_name("scratch")
USUAL, LONG = "usual", "long"
"""The two installations: one that is written to, and one whose long list is only read."""
ROWS_SMALL = 2_000
ROWS_USUAL = 200_000
ROWS_LARGE = 2_000_000
STARTS = 5
WARM_UP_SECONDS = 1
QUIET_LOAD_AVERAGE = 0.5
IN_MEMORY = {"tmpfs", "ramfs"}
INTERRUPTED = 130

Round = dict[str, Pair]
"""By the name of the work."""


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _scratch() as folder:
            result = _measure(options, folder, cores.choose())
    except KeyboardInterrupt:
        return INTERRUPTED
    except (LoadFailed, ServerFailed) as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"\n{report.table(result)}\n\nEvery number is in {report.save(result)}")
    return int(options.strict and result.is_below_a_floor)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=_positive, default=5, help="how often each load is run (%(default)s)")
    parser.add_argument("--seconds", type=_positive, default=3, help="how long each time (%(default)s)")
    parser.add_argument("--rows-large", type=_positive, default=ROWS_LARGE, help="the longest list (%(default)s)")
    parser.add_argument("--strict", action="store_true", help="exit with status 1 if something is below its floor")
    return parser.parse_args()


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return int(text)


@contextmanager
def _scratch() -> Iterator[Path]:
    """On the disk that the repository is on: the system's folder for temporary files may be in memory."""
    shutil.rmtree(SCRATCH, ignore_errors=True)  # Of a run that was killed.
    SCRATCH.mkdir()
    try:
        yield SCRATCH
    finally:
        shutil.rmtree(SCRATCH)


def _measure(options: argparse.Namespace, folder: Path, on: Cores) -> report.Result:
    at, what, where = datetime.now(UTC), machine.commit(), machine.machine(folder)
    _warn(where, on)
    starts = [_start(folder, on) for _ in range(STARTS)]
    usual, long = _seed(folder / USUAL, ROWS_USUAL), _seed(folder / LONG, ROWS_SMALL, options.rows_large)
    with (
        servers.bare(folder, on.server) as bare_server,
        servers.admit(folder / USUAL, on.server) as usual_server,
        servers.admit(folder / LONG, on.server) as long_server,
    ):
        sites = (
            Site(usual_server.url, usual, servers.database(folder / USUAL)),
            Site(long_server.url, long, servers.database(folder / LONG)),
        )
        wanted = speeds(bare_app(bare_server.url), *sites, _links(folder, usual))
        warm_up, *rounds = _rounds(wanted, [WARM_UP_SECONDS] + options.rounds * [options.seconds], on)
        print("Reading through the client …", flush=True)
        readings = reading.readings(usual_server.url, usual, core=on.load)
    print("Importing people …", flush=True)
    importings = importing.importings(folder, on)
    _require_kept(folder / USUAL, usual, [warm_up, *rounds])
    pairs = {name: [pairs[name] for pairs in rounds] for name in warm_up}
    return report.Result(
        at=at,
        commit=what,
        machine=where,
        rounds=options.rounds,
        seconds=options.seconds,
        findings=measures.findings(wanted, pairs),
        limits=[*measures.limits(starts), *measures.imports(importings), measures.client(readings)],
        starts=starts,
        readings=readings,
        importings=importings,
        pairs=pairs,
    )


def _warn(where: Machine, on: Cores) -> None:
    if on.is_shared:
        print("There is only one core: the load takes from the server, and every figure is worse for it.")
    if where.load_average > QUIET_LOAD_AVERAGE:
        print(f"The machine is busy, with a load average of {where.load_average:.2f}: figures may not hold.")
    if where.filesystem in IN_MEMORY:
        print(f"{SCRATCH} is in memory: writes do not wait for a disk, and look faster than they are.")


def _start(folder: Path, on: Cores) -> Start:
    with tempfile.TemporaryDirectory(dir=folder) as empty, servers.admit(Path(empty), on.server) as server:
        return Start(ready_seconds=server.ready_seconds, memory=server.memory())


def _seed(folder: Path, *rows: int) -> Seeded:
    print(f"Seeding {sum(rows):,} registrations …", flush=True)
    folder.mkdir()
    return asyncio.run(seed.fill(servers.database_url(folder), *rows))


def _links(folder: Path, seeded: Seeded) -> Path:
    file = folder / "links.txt"
    file.write_text("\n".join(seeded.entry_paths) + "\n", encoding="ascii")
    return file


def _rounds(wanted: Sequence[Speed], seconds: Sequence[int], on: Cores) -> list[Round]:
    """A round for each of `seconds`. Work and baselines take turns, so that a busy machine slows both of a pair."""
    runs = itertools.count(1)

    def sample(one: Load, length: int) -> Sample:
        return load.run(one, run=next(runs), seconds=length, core=on.load)

    rounds = []
    for number, length in enumerate(seconds):
        print(f"Round {number} of {len(seconds) - 1} …" if number else "Warming up …", flush=True)
        rounds.append({s.load.name: Pair(sample(s.against, length), sample(s.load, length)) for s in wanted})
    return rounds


def _require_kept(folder: Path, seeded: Seeded, rounds: Sequence[Round]) -> None:
    """Raises LoadFailed unless each acknowledged write is there, and was for somebody new."""
    kept = asyncio.run(seed.count(servers.database_url(folder), seeded.door_id))
    for name, count in zip((REGISTER, AUTHORIZE), kept, strict=True):
        acknowledged = sum(pairs[name].work.requests for pairs in rounds)
        if count < acknowledged:
            raise LoadFailed(f"{name}: {acknowledged:,} were acknowledged, and {count:,} are kept.")


if __name__ == "__main__":
    sys.exit(main())
