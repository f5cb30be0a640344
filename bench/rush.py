"""`make rush`: many people with links of their own come to one event at once, and half of them keep the page open."""

import argparse
import asyncio
import http
import http.client
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import uvloop

from bench import cores, seed, servers
from bench.servers import Server
from bench.visitors import Tally, Visitor

SCRATCH = Path(__file__).with_name("scratch")
"""On the disk that the repository is on: the system's folder for temporary files may be in memory."""
HELD_SECONDS = 30
SETTLE_SECONDS = 30
SEED = 1
FILES_SPARE = 200


def main() -> int:
    options = _options()
    _allow_files(options.streams + FILES_SPARE)
    on = cores.choose()
    SCRATCH.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        url = servers.database_url(Path(folder))
        token, links = asyncio.run(seed.fill_door(url, options.people))
        with servers.admit(Path(folder), on.server) as server, cores.pinned(on.load):
            return uvloop.run(_rush(server, token, links, options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.rush", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000, help="how many come (%(default)s)")
    parser.add_argument("--seconds", type=int, default=60, help="within which time (%(default)s)")
    parser.add_argument("--streams", type=int, default=5_000, help="how many keep their page open (%(default)s)")
    return parser.parse_args()


def _allow_files(count: int) -> None:
    """For this process and the server that it starts: each connection is a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


async def _rush(server: Server, token: str, links: list[str], options: argparse.Namespace) -> int:
    address = urlsplit(server.url)
    tally = Tally()
    people = [Visitor((address.hostname or "", address.port or 0), link, tally) for link in links]
    stayers = people[: options.streams]
    memory = {"at rest": server.memory().rss_mb}
    dice = random.Random(SEED)  # noqa: S311 (the same arrivals each time)
    began_at = time.perf_counter()
    order = list(enumerate(people))
    dice.shuffle(order)
    tasks = []
    for moment, (number, visitor) in zip(sorted(dice.random() for _ in order), order, strict=True):
        await asyncio.sleep(max(0.0, began_at + moment * options.seconds - time.perf_counter()))
        tasks.append(asyncio.create_task(visitor.come(stays=number < options.streams)))
    arrived_seconds = time.perf_counter() - began_at
    await asyncio.wait_for(asyncio.gather(*(v.is_listening.wait() for v in stayers)), SETTLE_SECONDS)
    memory["all there"] = server.memory().rss_mb
    await asyncio.sleep(HELD_SECONDS)
    memory[f"{HELD_SECONDS} s later"] = server.memory().rss_mb
    out_seconds = await _revoke(server, token, stayers[0], links[0])
    held = sum(v.is_listening.is_set() and not v.is_out.is_set() for v in stayers)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    _report(tally, memory, arrived_seconds=arrived_seconds, held=held, out_seconds=out_seconds)
    return int(bool(tally.failures) or tally.inside < len(people))


async def _revoke(server: Server, token: str, visitor: Visitor, link: str) -> float:
    """How long it takes from the answer of the API to the page that hears of it."""

    def ask() -> None:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        airmeet_id = link.split("/")[2].partition("?")[0]
        path = f"/api/v1/airmeet/{airmeet_id}/attendee/guest0%40example.com"
        connection.request("DELETE", path, headers={"X-Airmeet-Access-Token": token})
        if connection.getresponse().status != http.HTTPStatus.NO_CONTENT:
            raise RuntimeError("Access could not be taken away.")

    await asyncio.get_running_loop().run_in_executor(None, ask)
    began_at = time.perf_counter()
    await asyncio.wait_for(visitor.is_out.wait(), SETTLE_SECONDS)
    return time.perf_counter() - began_at


def _report(tally: Tally, memory: dict[str, float], *, arrived_seconds: float, held: int, out_seconds: float) -> None:
    print(
        f"{tally.inside:,} people inside, who came within {arrived_seconds:.0f} s; {tally.waited:,} waited in the queue"
    )
    print(f"{held:,} streams held, {tally.events:,} events told; out {out_seconds:.1f} s after access was taken away")
    for what, times in tally.times.items():
        times.sort()
        p50, p99 = (times[int(len(times) * part)] for part in (0.5, 0.99))
        print(f"{what:8} {len(times):7,}   p50 {p50:8.1f} ms   p99 {p99:8.1f} ms   max {times[-1]:8.1f} ms")
    print("memory   " + ", ".join(f"{when} {megabytes:.0f} MB" for when, megabytes in memory.items()))
    for failure, count in Counter(tally.failures).most_common(5):
        print(f"failed   {count:,} times: {failure}")


if __name__ == "__main__":
    sys.exit(main())
