"""When whoever wrote is told, while others wait to write already: once the database is busy with these, and soon."""

import asyncio

import asyncpg
import pytest

from admit.model.errors import DatabaseUnavailable
from admit.store import groups
from admit.store.database import Action, Database, Transaction
from admit.store.postgres.writer import WAIT_FOR_LOCK
from tests.postgres import PostgresServer
from tests.store import notes
from tests.store.notes import on_database

FOR_EVER = 60.0
SECONDS = 0.5
"""How long what is slow takes."""


class Story:
    """What happened, when a second action comes in the middle of the first one's transaction, too late to share it."""

    def __init__(self, second: Action[[], None]) -> None:
        self.events: list[str] = []
        self.first_is_told = asyncio.Event()
        self._second = second
        self._following: asyncio.Task[None] | None = None

    async def run(self, database: Database) -> None:
        async def first(tx: Transaction) -> None:
            if self._following is None:
                self._following = asyncio.create_task(self._follow(database))
            await notes.add(tx, "first")

        await database.write(first)
        self.events.append("first is told")
        self.first_is_told.set()
        if self._following is not None:
            await self._following

    async def _follow(self, database: Database) -> None:
        await database.write(self._act)
        self.events.append("second is told")

    async def _act(self, tx: Transaction) -> None:
        self.events.append("second begins")
        await self._second(tx)


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture
def is_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "HELD_SECONDS", FOR_EVER)


async def ask_slowly(tx: Transaction) -> None:
    await tx.one("SELECT pg_sleep(:seconds)", {"seconds": SECONDS})


async def order_slowly(tx: Transaction) -> None:
    sql = "INSERT INTO notes (note) SELECT :note::text FROM (SELECT pg_sleep(:seconds)) AS slept"
    await tx.run_each(sql, [{"note": "slow", "seconds": SECONDS}])


async def waiting(connection: asyncpg.Connection, number: int) -> None:
    """Until as many wait for the lock that orders the groups."""
    sql = """
    SELECT COUNT(*)
    FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = CURRENT_DATABASE() AND locktype = 'advisory' AND NOT granted
    """
    while await connection.fetchval(sql) < number:  # noqa: ASYNC110 (PostgreSQL tells nobody)
        await asyncio.sleep(0.001)


@pytest.mark.usefixtures("is_patient")
def test_whoever_wrote_is_told_while_the_database_works_on_what_the_next_ones_ordered(url: str) -> None:
    story = Story(order_slowly)
    on_database(url, story.run)
    assert story.events == ["second begins", "first is told", "second is told"]


def test_whoever_wrote_is_told_although_the_next_one_asks_for_long(url: str) -> None:
    story = Story(ask_slowly)
    on_database(url, story.run)
    assert story.events == ["second begins", "first is told", "second is told"]


@pytest.mark.usefixtures("is_patient")
def test_whoever_wrote_is_told_while_another_process_has_its_turn(url: str) -> None:
    story = Story(order_slowly)

    async def use(database: Database) -> None:
        before, after = await asyncpg.connect(url), await asyncpg.connect(url)
        async with before.transaction():
            await before.execute(WAIT_FOR_LOCK)
            writing = asyncio.create_task(story.run(database))
            await waiting(before, 1)
            turn = after.transaction()
            await turn.start()
            locking = asyncio.create_task(after.execute(WAIT_FOR_LOCK))
            await waiting(before, 2)
        await locking
        await story.first_is_told.wait()
        story.events.append("the other ends")
        await turn.commit()
        await writing
        await before.close()
        await after.close()

    on_database(url, use)
    assert story.events == ["first is told", "the other ends", "second begins", "second is told"]


@pytest.mark.usefixtures("is_patient")
def test_whoever_wrote_is_told_although_the_next_one_fails(database: str) -> None:
    async def fail(tx: Transaction) -> None:
        await notes.add(tx, "second", "answers nothing, which COMMIT finds")

    story = Story(fail)
    with pytest.raises(DatabaseUnavailable):
        on_database(database, story.run)
    assert story.events == ["second begins", "first is told"]
