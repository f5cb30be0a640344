"""The embedded engine: snapshots, fixed instants, and actions that await nothing else."""

import asyncio
import threading
from pathlib import Path

import apsw
import pytest

from admit.lib.clock import Timestamp
from admit.store.database import CannotOpen, Database, Transaction
from tests.store import notes
from tests.store.notes import Changed, on_database


def test_a_read_sees_one_snapshot_whatever_is_committed_meanwhile(tmp_path: Path) -> None:
    beside = apsw.Connection(str(tmp_path / "notes.db"))

    async def look_twice(tx: Transaction) -> tuple[list[str], list[str]]:
        first = await notes.all_(tx)
        beside.execute("INSERT INTO notes (note) VALUES ('beside')")
        return first, await notes.all_(tx)

    async def use(database: Database) -> tuple[list[str], list[str], list[str]]:
        first, second = await database.read(look_twice)
        await asyncio.sleep(0)
        return first, second, await database.read(notes.all_)

    assert on_database(tmp_path / "notes.db", use) == ([], [], ["beside"])
    beside.close()


def test_those_who_read_in_one_turn_of_the_loop_share_a_snapshot_and_who_comes_later_does_not(tmp_path: Path) -> None:
    beside = apsw.Connection(str(tmp_path / "notes.db"))

    async def count(tx: Transaction) -> tuple[int, Timestamp]:
        row = await tx.one("SELECT COUNT(*) FROM notes", {})
        assert row
        return row[0], tx.now

    async def read_and_write_beside(database: Database) -> tuple[int, Timestamp]:
        counted = await database.read(count)
        beside.execute("INSERT INTO notes (note) VALUES (hex(randomblob(8)))")
        return counted

    async def use(database: Database) -> list[tuple[int, Timestamp]]:
        together = await asyncio.gather(*[read_and_write_beside(database) for _ in range(3)])
        return [*together, await database.read(count)]

    first, second, third, later = on_database(tmp_path / "notes.db", use)
    assert first == second == third
    assert [first[0], later[0]] == [0, 3]
    assert later[1] > first[1]
    beside.close()


def test_the_same_question_is_the_same_whatever_the_order_of_its_parameters(tmp_path: Path) -> None:
    async def ask(tx: Transaction, parameters: dict[str, str]) -> tuple[str, str] | None:
        row = await tx.one("SELECT :first, :second", parameters)
        return (row[0], row[1]) if row else None

    async def use(database: Database) -> list[tuple[str, str] | None]:
        asked = [{"first": "a", "second": "b"}, {"second": "a", "first": "b"}, {"second": "b", "first": "a"}]
        return await asyncio.gather(*[database.read(ask, parameters) for parameters in asked])

    assert on_database(tmp_path / "notes.db", use) == [("a", "b"), ("b", "a"), ("a", "b")]


def test_whoever_was_told_of_a_write_sees_it_beside_any_number_of_readers(tmp_path: Path) -> None:
    async def use(database: Database) -> list[list[str]]:
        is_over = asyncio.Event()

        async def read_on() -> None:
            while not is_over.is_set():
                await database.read(notes.all_)
                await asyncio.sleep(0)

        readers = [asyncio.create_task(read_on()) for _ in range(8)]
        seen = []
        for note in "abc":
            await database.write(notes.add, note)
            seen.append(await database.read(notes.all_))
        is_over.set()
        await asyncio.gather(*readers)
        return seen

    assert on_database(tmp_path / "notes.db", use) == [["a"], ["a", "b"], ["a", "b", "c"]]


def test_a_reader_that_fails_takes_the_snapshot_of_nobody(tmp_path: Path) -> None:
    async def use(database: Database) -> tuple[object, object, object]:
        await database.write(notes.add, "there")
        return await asyncio.gather(
            database.read(notes.all_),
            database.read(lambda tx: tx.all("SELECT nothing", {})),
            database.read(notes.all_),
            return_exceptions=True,
        )

    before, failed, after = on_database(tmp_path / "notes.db", use)
    assert [before, type(failed), after] == [["there"], apsw.SQLError, ["there"]]


def test_what_several_ask_once_is_asked_once_in_each_group(tmp_path: Path) -> None:
    asked = 0

    async def count_notes(tx: Transaction, at_most: int) -> int:
        nonlocal asked
        asked += 1
        found = len(await notes.all_(tx))
        if found > at_most:
            raise Changed
        return found

    async def add(tx: Transaction, note: str, at_most: int) -> int:
        count = await tx.once(count_notes, at_most)
        await notes.add(tx, note)
        return count

    async def use(database: Database) -> list[object]:
        first = await asyncio.gather(*[database.write(add, note, 5) for note in "abc"])
        second = await asyncio.gather(*[database.write(add, note, 5) for note in "de"])
        refused = await asyncio.gather(*[database.write(add, note, 4) for note in "fg"], return_exceptions=True)
        return [first, second, [type(error) for error in refused]]

    assert on_database(tmp_path / "notes.db", use) == [[0, 0, 0], [3, 3], [Changed, Changed]]
    assert asked == 4, "once for each group, and for each who was refused"


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


def test_the_log_begins_anew_although_writes_never_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admit.store.sqlite.connections.CHECKPOINT_PAGES", 50)
    monkeypatch.setattr("admit.store.sqlite.connections.CHECKPOINT_PAGES_MAX", 1_000_000)

    async def use(database: Database) -> int:
        for number in range(2_000):
            await asyncio.gather(*(database.write(notes.add, f"{number} {letter}") for letter in "abc"))
        return (tmp_path / "notes.db-wal").stat().st_size

    assert on_database(tmp_path / "notes.db", use) < 1_000 * 4_096  # It takes 2,300 pages to write them all.


def test_opening_waits_for_another_process_that_is_making_the_database(tmp_path: Path) -> None:
    beside = apsw.Connection(str(tmp_path / "notes.db"))
    beside.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.1, beside.close)
    release.start()

    assert on_database(tmp_path / "notes.db", lambda database: database.read(notes.all_)) == []
    release.join()


def test_a_file_that_another_process_keeps_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admit.store.sqlite.connections.BUSY_SECONDS", 0.05)
    beside = apsw.Connection(str(tmp_path / "notes.db"))
    beside.execute("BEGIN EXCLUSIVE")

    with pytest.raises(CannotOpen):
        on_database(tmp_path / "notes.db", lambda database: database.read(notes.all_))
    beside.close()
