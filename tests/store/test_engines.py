"""What every engine promises: snapshots, and instants that do not move."""

import asyncio

import pytest

from admit.lib.clock import Timestamp, timestamp
from admit.store.database import Database, Transaction
from tests.harness import START, ManualClock
from tests.store import notes
from tests.store.notes import on_database

GROUP = 200


def test_reads_never_see_half_a_group(database: str) -> None:
    async def use(opened: Database) -> list[int]:
        group = asyncio.gather(*(opened.write(notes.add, str(number)) for number in range(GROUP)))
        seen = [0]
        while not group.done():
            seen.append(len(await opened.read(notes.all_)))
            await asyncio.sleep(0)
        [_] = set(await group)
        return [*seen, len(await opened.read(notes.all_))]

    seen = on_database(database, use)
    assert sorted(set(seen)) == [0, GROUP]
    assert seen == sorted(seen)


def test_a_write_is_seen_by_every_read_that_begins_after_it(database: str) -> None:
    async def use(opened: Database) -> list[int]:
        seen = []
        for number in range(50):
            await opened.write(notes.add, str(number))
            seen.append(len(await opened.read(notes.all_)))
        return seen

    assert on_database(database, use) == list(range(1, 51))


def test_a_transactions_now_does_not_move(database: str) -> None:
    clock = ManualClock()

    async def look_and_wait(tx: Transaction) -> tuple[Timestamp, Timestamp]:
        first = tx.now
        clock.advance(hours=1)
        return first, tx.now

    async def use(opened: Database) -> tuple[tuple[Timestamp, Timestamp], tuple[Timestamp, Timestamp]]:
        return await opened.write(look_and_wait), await opened.read(look_and_wait)

    begun, an_hour_later = on_database(database, use, clock=clock)
    clock.reset()
    assert begun == (timestamp(START),) * 2
    clock.advance(hours=1)
    assert an_hour_later == (clock(),) * 2


def test_a_statement_is_run_for_each_of_many_rows(database: str) -> None:
    """Also one that returns something, which nobody looks at. An action that raises afterwards undoes them all."""

    async def add_each(tx: Transaction, *texts: str, then_raises: bool = False) -> None:
        rows = [{"note": note} for note in texts]
        await tx.run_each("INSERT INTO notes (note) VALUES (:note) RETURNING note", rows)
        if then_raises:
            raise notes.Changed

    async def use(opened: Database) -> list[str]:
        await opened.write(add_each)
        await opened.write(add_each, "a", "b", "c")
        with pytest.raises(notes.Changed):
            await opened.write(add_each, "d", then_raises=True)
        return await opened.read(notes.all_)

    assert on_database(database, use) == ["a", "b", "c"]
