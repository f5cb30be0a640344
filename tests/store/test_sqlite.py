"""The embedded engine: snapshots, fixed instants, and actions that await nothing else."""

import asyncio
import threading
from pathlib import Path

import apsw
import pytest

from admit.store import sqlite
from admit.store.database import CannotOpen, Database, Transaction
from tests.store import notes
from tests.store.notes import on_database


def test_a_read_sees_one_snapshot_whatever_is_committed_meanwhile(tmp_path: Path) -> None:
    beside = apsw.Connection(str(tmp_path / "notes.db"))

    async def look_twice(tx: Transaction) -> tuple[list[str], list[str]]:
        first = await notes.all_(tx)
        beside.execute("INSERT INTO notes (note) VALUES ('beside')")
        return first, await notes.all_(tx)

    async def use(database: Database) -> tuple[list[str], list[str], list[str]]:
        return *await database.read(look_twice), await database.read(notes.all_)

    assert on_database(tmp_path / "notes.db", use) == ([], [], ["beside"])
    beside.close()


async def add_and_await_elsewhere(tx: Transaction) -> None:
    await notes.add(tx, "elsewhere")
    await asyncio.sleep(0)


def test_an_action_that_awaits_something_other_than_its_transaction_is_a_bug_and_leaves_nothing(tmp_path: Path) -> None:
    async def use(database: Database) -> list[str]:
        with pytest.raises(RuntimeError, match="other than its transaction"):
            await database.write(add_and_await_elsewhere)
        with pytest.raises(RuntimeError, match="other than its transaction"):
            await database.read(lambda _: asyncio.sleep(0))
        await database.write(notes.add, "next")
        return await database.read(notes.all_)

    assert on_database(tmp_path / "notes.db", use) == ["next"]


def test_a_write_waits_for_a_process_that_holds_the_lock_for_a_moment(tmp_path: Path) -> None:
    async def use(database: Database) -> list[str]:
        beside = apsw.Connection(str(tmp_path / "notes.db"))
        beside.execute("BEGIN IMMEDIATE")
        waits = asyncio.create_task(database.write(notes.add, "waits"))
        asyncio.get_running_loop().call_later(0.1, beside.close)
        await waits
        return await database.read(notes.all_)

    assert on_database(tmp_path / "notes.db", use) == ["waits"]


def test_opening_waits_for_another_process_that_is_making_the_database(tmp_path: Path) -> None:
    beside = apsw.Connection(str(tmp_path / "notes.db"))
    beside.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.1, beside.close)
    release.start()

    assert on_database(tmp_path / "notes.db", lambda database: database.read(notes.all_)) == []
    release.join()


def test_a_file_that_another_process_keeps_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    beside = apsw.Connection(str(tmp_path / "notes.db"))
    beside.execute("BEGIN EXCLUSIVE")

    with pytest.raises(CannotOpen):
        on_database(tmp_path / "notes.db", lambda database: database.read(notes.all_))
    beside.close()
