"""The power is cut at every sync: whatever of the unsynced writes survives, what was acknowledged is there."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from random import Random

import apsw
import pytest

from admit.actions import attendees, registrations, tokens
from admit.model.people import Details, parse_email
from admit.store import migrate
from admit.store.sqlite.database import SqliteDatabase
from tests.faults import kept
from tests.faults.disk import Fate, Kind, Whimsical
from tests.faults.kept import Kept
from tests.faults.ledger import Claim, Ledger
from tests.faults.programs import OPERATOR, add_door
from tests.faults.recording import Recording, RecordingVFS
from tests.harness import ManualClock

DETAILS = Details(name="Ada Lovelace", city="London", organisation="Analytical Engines")
GUESTS = [f"guest-{number}@example.com" for number in range(64)]
NEW_GUESTS = [f"new-guest-{number}@example.com" for number in range(6)]
SECTOR_SIZES = [512, 4096] * 4


class Writing:
    """The scripted workload, on a database whose disk is recorded."""

    def __init__(self, database: SqliteDatabase, ledger: Ledger) -> None:
        self._database = database
        self._ledger = ledger
        self._airmeet_id: str

    async def begin(self) -> None:
        await self._database.write(migrate.run)
        await self._database.write(tokens.ensure_signing_key)
        self._airmeet_id = (await add_door(self._database)).airmeet_id

    async def fill(self) -> None:
        """Alone and in groups."""
        await self._register(GUESTS[0])
        await self._authorize(GUESTS[0])
        for first in range(0, len(GUESTS), 8):
            await asyncio.gather(*map(self._register, GUESTS[first : first + 8]))
            await asyncio.gather(*map(self._authorize, GUESTS[first : first + 6]))
            await asyncio.gather(*map(self._revoke, GUESTS[first : first + 4]))
            await asyncio.gather(*map(self._authorize, GUESTS[first : first + 2]))

    async def go_on(self, database: SqliteDatabase) -> None:
        """On the same data, opened again."""
        self._database = database
        await database.write(migrate.run)
        await self._revoke(GUESTS[0])
        for email in NEW_GUESTS:
            await asyncio.gather(self._register(email), self._authorize(email))

    async def _register(self, email: str) -> None:
        attempt = self._ledger.ask(email, Claim.REGISTERED)
        await self._database.write(
            registrations.register, OPERATOR, airmeet_id=self._airmeet_id, email=parse_email(email), details=DETAILS
        )
        self._ledger.acknowledge(attempt)

    async def _authorize(self, email: str) -> None:
        attempt = self._ledger.ask(email, Claim.AUTHORIZED)
        attendee = await self._database.write(
            attendees.authorize, OPERATOR, airmeet_id=self._airmeet_id, email=parse_email(email), details=DETAILS
        )
        self._ledger.acknowledge(attempt, code=attendee.code)

    async def _revoke(self, email: str) -> None:
        attempt = self._ledger.ask(email, Claim.AUTHORIZED, makes=False)
        await self._database.write(attendees.revoke, OPERATOR, airmeet_id=self._airmeet_id, email=parse_email(email))
        self._ledger.acknowledge(attempt)


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[apsw.Connection]]:
    """Every connection that is opened, in order: a database's writer first. They checkpoint often."""
    monkeypatch.setattr("admit.store.sqlite.connections.CHECKPOINT_PAGES", 12)
    opened: list[apsw.Connection] = []
    apsw.connection_hooks.append(opened.append)
    yield opened
    apsw.connection_hooks.remove(opened.append)


def record(path: Path, connections: list[apsw.Connection], synchronous: str = "FULL") -> Recording:
    """The workload on a writer of this durability."""
    ledger = Ledger()
    recording = Recording(ledger)
    vfs = RecordingVFS(recording)

    def opened() -> SqliteDatabase:
        connections.clear()
        database = SqliteDatabase(path, ManualClock(), vfs=vfs.name)
        connections[0].execute(f"PRAGMA synchronous = {synchronous}")
        return database

    async def written() -> None:
        database = opened()
        writing = Writing(database, ledger)
        await writing.begin()
        await writing.fill()
        await database.close()
        database = opened()
        await writing.go_on(database)
        await database.close()

    asyncio.run(written())
    vfs.unregister()
    return recording


class Bench:
    """Where the files that survived a cut are looked at, those that were met before only once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[frozenset[tuple[str, bytes]], tuple[Kept, list[str]]] = {}

    def look(self, files: dict[str, bytes]) -> tuple[Kept, list[str]]:
        image = frozenset(files.items())
        if image not in self._seen:
            folder = self._folder / str(len(self._seen))
            folder.mkdir()
            for name, content in files.items():
                (folder / name).write_bytes(content)
            self._seen[image] = kept.look(folder / "admit.db")
        return self._seen[image]


def harm(recording: Recording, bench: Bench) -> list[str]:
    """Every loss and every contradiction after any cut."""
    random = Random(1)
    found = []
    for number, (disk, ledger) in enumerate(recording.cuts()):
        for fate in (Fate(), Kind(), *(Whimsical(random, size) for size in SECTOR_SIZES)):
            held, contradictions = bench.look(disk.after_a_cut(fate))
            found += [f"cut {number}, {type(fate).__name__}: {fault}" for fault in contradictions + ledger.losses(held)]
    return found


def test_power_cuts_lose_nothing_that_was_acknowledged(tmp_path: Path, connections: list[apsw.Connection]) -> None:
    recording = record(tmp_path / "admit.db", connections)

    assert recording.sync_counts["admit.db"] > 10, "too few checkpoints to learn from"
    assert harm(recording, Bench(tmp_path)) == []


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_power_cuts_do_lose_something_from_a_writer_that_does_not_wait_for_the_disk(
    tmp_path: Path, connections: list[apsw.Connection], synchronous: str
) -> None:
    recording = record(tmp_path / "admit.db", connections, synchronous)

    assert "is not registered" in " ".join(harm(recording, Bench(tmp_path)))
