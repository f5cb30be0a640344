"""The embedded engine: snapshots, fixed instants, and actions that await nothing else."""

import asyncio
import threading
from pathlib import Path

import apsw
import pytest

from admit.lib.clock import Timestamp, timestamp
from admit.store import sqlite
from admit.store.database import CannotOpen, Transaction
from admit.store.sqlite import SqliteDatabase
from tests.harness import START, ManualClock
from tests.store import notes
from tests.store.notes import on_database

GROUP = 200


def test_reads_never_see_half_a_group(tmp_path: Path) -> None:
    async def use(database: SqliteDatabase) -> list[int]:
        group = asyncio.gather(*(database.write(notes.add, str(number)) for number in range(GROUP)))
        seen = [0]
        while not group.done():
            seen.append(len(await database.read(notes.all_)))
            await asyncio.sleep(0)
        transactions = await group
        assert all(tx is transactions[0] for tx in transactions)
        return [*seen, len(await database.read(notes.all_))]

    seen = on_database(tmp_path / "notes.db", use)
    assert sorted(set(seen)) == [0, GROUP]
    assert seen == sorted(seen)


def test_a_read_sees_one_snapshot_whatever_is_committed_meanwhile(tmp_path: Path) -> None:
    beside = apsw.Connection(str(tmp_path / "notes.db"))

    async def look_twice(tx: Transaction) -> tuple[list[str], list[str]]:
        first = await notes.all_(tx)
        beside.execute("INSERT INTO notes (note) VALUES ('beside')")
        return first, await notes.all_(tx)

    async def use(database: SqliteDatabase) -> tuple[list[str], list[str], list[str]]:
        return *await database.read(look_twice), await database.read(notes.all_)

    assert on_database(tmp_path / "notes.db", use) == ([], [], ["beside"])
    beside.close()


def test_a_write_is_seen_by_every_read_that_begins_after_it(tmp_path: Path) -> None:
    async def use(database: SqliteDatabase) -> list[int]:
        seen = []
        for number in range(50):
            await database.write(notes.add, str(number))
            seen.append(len(await database.read(notes.all_)))
        return seen

    assert on_database(tmp_path / "notes.db", use) == list(range(1, 51))


async def add_and_await_elsewhere(tx: Transaction) -> None:
    await notes.add(tx, "elsewhere")
    await asyncio.sleep(0)


def test_an_action_that_awaits_something_other_than_its_transaction_is_a_bug_and_leaves_nothing(tmp_path: Path) -> None:
    async def use(database: SqliteDatabase) -> list[str]:
        with pytest.raises(RuntimeError, match="other than its transaction"):
            await database.write(add_and_await_elsewhere)
        with pytest.raises(RuntimeError, match="other than its transaction"):
            await database.read(lambda _: asyncio.sleep(0))
        await database.write(notes.add, "next")
        return await database.read(notes.all_)

    assert on_database(tmp_path / "notes.db", use) == ["next"]


def test_a_transactions_now_does_not_move(tmp_path: Path) -> None:
    clock = ManualClock()

    async def look_and_wait(tx: Transaction) -> tuple[Timestamp, Timestamp]:
        first = tx.now
        clock.advance(hours=1)
        return first, tx.now

    async def use(database: SqliteDatabase) -> tuple[tuple[Timestamp, Timestamp], tuple[Timestamp, Timestamp]]:
        return await database.write(look_and_wait), await database.read(look_and_wait)

    begun, an_hour_later = on_database(tmp_path / "notes.db", use, clock=clock)
    clock.reset()
    assert begun == (timestamp(START),) * 2
    clock.advance(hours=1)
    assert an_hour_later == (clock(),) * 2


def test_a_write_waits_for_a_process_that_holds_the_lock_for_a_moment(tmp_path: Path) -> None:
    async def use(database: SqliteDatabase) -> list[str]:
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
