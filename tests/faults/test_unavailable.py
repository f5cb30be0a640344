"""A full disk, a failing one, a file that somebody else keeps: writes say so and try again, reads go on."""

import asyncio
import resource
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import apsw
import httpx
import pytest

from admit.actions import registrations, tokens
from admit.model.errors import DatabaseUnavailable
from admit.model.people import Details, parse_email
from admit.store import migrate
from admit.store.sqlite.database import SqliteDatabase
from tests.faults import kept
from tests.faults.failing import FailingVFS
from tests.faults.programs import OPERATOR, Door, Serving, add_door, make_door
from tests.harness import Integration, LiveServer, ManualClock
from tests.store import notes

UNAVAILABLE = {
    "success": False,
    "code": "SERVICE_UNAVAILABLE",
    "errors": ["The database cannot be used right now; nothing was changed, try again in a moment."],
}
BUSY_SECONDS = 0.3


def person(name: str) -> dict[str, str]:
    return {"email": f"{name}@example.com", "name": name.capitalize()}


def is_refused(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.headers.get("Retry-After"), answer.json()) == (503, "1", UNAVAILABLE)


def limit_file_sizes(server: Serving, limit: int) -> None:
    """From now on no file of the server's may be written beyond `limit`, as on a disk that is full."""
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def writes(http: httpx.Client, door: Door) -> list[httpx.Response]:
    return [
        http.post(f"{door.path}/user", json=person("bob")),
        http.post(f"{door.path}/attendee", json=person("bob")),
        http.delete(f"{door.path}/attendee/ada%40example.com"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the file sizes of another process")
def test_on_a_full_disk_writes_are_refused_and_reads_go_on_until_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "admit.db"
    door = make_door(path)
    with Serving(path) as server, httpx.Client(base_url=server.url, headers=door.headers, timeout=10) as http:
        assert http.post(f"{door.path}/user", json=person("ada")).status_code == 200
        link = http.post(f"{door.path}/attendee", json=person("ada")).json()["entryLink"]
        page = http.get(f"{door.path}/registrations").json()
        before = kept.look(path)

        limit_file_sizes(server, 0)
        assert all(is_refused(answer) for answer in writes(http, door))
        assert is_refused(http.get("/readyz"))
        assert http.get(f"{door.path}/registrations").json() == page
        assert (
            http.get(urlsplit(link)._replace(scheme="", netloc="").geturl(), follow_redirects=True).status_code == 200
        )
        assert kept.look(path) == before

        limit_file_sizes(server, resource.RLIM_INFINITY)
        assert [answer.status_code for answer in writes(http, door)] == [200, 200, 204]
        held, contradictions = kept.look(path)
    assert contradictions == []
    assert held.registered == {"ada@example.com", "bob@example.com"}
    assert held.authorized == {"bob@example.com"}


@pytest.mark.parametrize("error", [apsw.FullError, apsw.IOError])
def test_wherever_the_disk_fails_exactly_what_was_acknowledged_is_kept(tmp_path: Path, error: type[apsw.Error]) -> None:
    """One more write or sync passes in each round, until all of them do."""
    disk = FailingVFS()
    acknowledged: set[str] = set()

    async def register(database: SqliteDatabase, door: Door, email: str) -> None:
        await database.write(
            registrations.register,
            OPERATOR,
            airmeet_id=door.airmeet_id,
            email=parse_email(email),
            details=Details(name="Ada Lovelace", city="London" * 20),
        )
        acknowledged.add(email)

    async def fail_ever_later(database: SqliteDatabase) -> int:
        await database.write(migrate.run)
        await database.write(tokens.ensure_signing_key)
        door = await add_door(database)
        rounds = 0
        while rounds == 0 or disk.has_failed:
            disk.fail_after(rounds, error)
            group = [register(database, door, f"guest-{rounds}-{which}@example.com") for which in range(20)]
            answers = await asyncio.gather(*group, return_exceptions=True)
            assert {type(answer) for answer in answers} <= {type(None), DatabaseUnavailable}
            disk.heal()
            await register(database, door, f"after-{rounds}@example.com")
            held, contradictions = kept.look(tmp_path / "admit.db")
            assert contradictions == []
            assert held.registered == acknowledged
            rounds += 1
        return rounds

    async def opened() -> int:
        database = SqliteDatabase(tmp_path / "admit.db", ManualClock(), vfs=disk.name)
        try:
            return await fail_ever_later(database)
        finally:
            await database.close()

    assert asyncio.run(opened()) > 10
    disk.unregister()


def test_a_log_that_cannot_be_moved_is_told_of_and_moved_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("admit.store.sqlite.connections.CHECKPOINT_PAGES", 50)
    disk, path = FailingVFS(only="notes.db"), tmp_path / "notes.db"

    async def write_much(database: SqliteDatabase, name: str) -> None:
        for number in range(500):
            await database.write(notes.add, f"{name} {number}")

    async def use() -> int:
        database = SqliteDatabase(path, ManualClock(), vfs=disk.name)
        try:
            await database.write(notes.create)
            disk.fail_after(0, apsw.IOError)
            await write_much(database, "ill")
            size = path.stat().st_size
            disk.heal()
            await write_much(database, "well")
            assert path.stat().st_size > size
            return len(await database.read(notes.all_))
        finally:
            await database.close()

    assert asyncio.run(use()) == 1_000
    assert any("could not be moved" in record.message for record in caplog.records)
    disk.unregister()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store waits for a lock as long as a test can."""
    monkeypatch.setattr("admit.store.sqlite.database.BUSY_SECONDS", BUSY_SECONDS)


@pytest.fixture(params=["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def beside(request: pytest.FixtureRequest, alice: Integration) -> Iterator[apsw.Connection]:
    """Somebody who keeps the file."""
    alice.register("ada@example.com")
    connection = apsw.Connection(str(alice.server.path))
    connection.execute(request.param)
    yield connection
    connection.close()


@pytest.mark.usefixtures("impatient")
def test_while_somebody_keeps_the_file_writes_are_refused_and_reads_go_on(
    alice: Integration, beside: apsw.Connection
) -> None:
    page = alice.list_registrations()

    assert is_refused(alice.register("bob@example.com"))
    assert is_refused(alice.authorize("bob@example.com"))
    assert is_refused(alice.server.http.get("/readyz"))
    assert alice.list_registrations() == page

    beside.close()
    assert alice.register("bob@example.com").status_code == 200
    assert [row["email"] for row in alice.list_registrations()["data"]] == ["ada@example.com", "bob@example.com"]


def test_a_file_kept_for_a_moment_is_waited_for(alice: Integration, beside: apsw.Connection) -> None:
    release = threading.Timer(0.1, beside.close)
    release.start()

    assert alice.register("bob@example.com").status_code == 200
    release.join()


def test_everybody_who_waits_for_a_file_that_is_let_go_of_is_served(
    server: LiveServer, alice: Integration, beside: apsw.Connection
) -> None:
    async def register_many() -> list[int]:
        headers = {"X-Airmeet-Access-Token": alice.token}
        path = f"/api/v1/airmeet/{alice.airmeet_id}/user"
        async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=30) as http:
            asyncio.get_running_loop().call_later(0.1, beside.close)
            answers = await asyncio.gather(*(http.post(path, json=person(f"guest-{which}")) for which in range(20)))
        return [answer.status_code for answer in answers]

    assert asyncio.run(register_many()) == [200] * 20
    assert len(alice.list_registrations()["data"]) == 21
