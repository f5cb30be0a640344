"""A database with one table that has nothing to do with guest lists, and actions on it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from admit.lib.clock import Timestamp
from admit.store.database import Database, Transaction
from admit.store.postgres.database import PostgresDatabase
from admit.store.sqlite.database import SqliteDatabase
from tests.harness import ManualClock, database_url

R = TypeVar("R")

CREATE = """
CREATE TABLE IF NOT EXISTS notes (
    note TEXT NOT NULL,
    answers TEXT,
    CONSTRAINT notes_pk PRIMARY KEY (note),
    CONSTRAINT notes_answers_fk FOREIGN KEY (answers) REFERENCES notes (note) DEFERRABLE INITIALLY DEFERRED
);
"""


class Changed(Exception):
    """Somebody changes their mind in the middle of an action."""


def on_database(where: Path | str, use: Callable[[Database], Awaitable[R]], *, clock: ManualClock | None = None) -> R:
    """What `use` answers, given the database at a path or a URL; closed afterwards."""

    async def opened() -> R:
        database = await opened_at(database_url(where), clock or Ticking())
        try:
            await database.write(create)
            return await use(database)
        finally:
            await database.close()

    return asyncio.run(opened())


async def opened_at(url: str, clock: ManualClock) -> Database:
    if url.startswith("postgresql:"):
        return await PostgresDatabase.open(url, clock)
    return SqliteDatabase(Path(url.removeprefix("sqlite:///")), clock)


async def create(tx: Transaction) -> None:
    await tx.script(CREATE)


class Ticking(ManualClock):
    """Each transaction has an instant of its own."""

    def __call__(self) -> Timestamp:
        self.advance(seconds=1)
        return super().__call__()


async def add(tx: Transaction, note: str, answers: str | None = None) -> Timestamp:
    """When the transaction was that the note was added in. Nothing looks at `answers` until COMMIT."""
    await tx.run("INSERT INTO notes (note, answers) VALUES (:note, :answers)", {"note": note, "answers": answers})
    return tx.now


async def add_and_raise(tx: Transaction, note: str) -> None:
    await add(tx, note)
    raise Changed


async def all_(tx: Transaction) -> list[str]:
    return [note for (note,) in await tx.all("SELECT note FROM notes ORDER BY note", {})]
