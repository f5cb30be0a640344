"""Group commit: what shares a transaction, what fails together, and what is left to the others."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from admit.model.errors import DatabaseUnavailable
from admit.store.database import Database
from tests.store import notes
from tests.store.notes import Changed, on_database

BROKEN = "answers nothing"


def test_an_action_that_raises_undoes_only_itself_among_those_that_share_its_commit(database: str) -> None:
    async def use(opened: Database) -> list[str]:
        before, raised, after = await asyncio.gather(
            opened.write(notes.add, "before"),
            opened.write(notes.add_and_raise, "during"),
            opened.write(notes.add, "after"),
            return_exceptions=True,
        )
        assert isinstance(raised, Changed)
        assert before == after
        return await opened.read(notes.all_)

    assert on_database(database, use) == ["after", "before"]


def test_a_commit_that_fails_fails_everyone_in_it_and_nobody_after(database: str) -> None:
    async def use(opened: Database) -> list[str]:
        failed = await asyncio.gather(
            opened.write(notes.add, "innocent"),
            opened.write(notes.add_and_raise, "undecided"),
            opened.write(notes.add, "guilty", BROKEN),
            return_exceptions=True,
        )
        assert [type(error) for error in failed] == [DatabaseUnavailable] * 3
        await opened.write(notes.add, "next")
        return await opened.read(notes.all_)

    assert on_database(database, use) == ["next"]


class Driver:
    """Refuses ROLLBACK on every connection that is opened while it is hooked, and opening itself as often as told."""

    def __init__(self) -> None:
        self.openings_that_fail = 0

    def __call__(self, connection: apsw.Connection) -> None:
        if self.openings_that_fail:
            self.openings_that_fail -= 1
            raise apsw.CantOpenError("as told")
        connection.authorizer = self._authorize

    @staticmethod
    def _authorize(operation: int, name: str | None, *_: str | None) -> int:
        is_rollback = operation == apsw.SQLITE_TRANSACTION and name == "ROLLBACK"
        return apsw.SQLITE_DENY if is_rollback else apsw.SQLITE_OK


@pytest.fixture
def driver() -> Iterator[Driver]:
    driver = Driver()
    apsw.connection_hooks.append(driver)
    yield driver
    apsw.connection_hooks.remove(driver)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("openings_that_fail", [0, 1, 2])
def test_a_rollback_that_fails_does_not_stop_the_writer(
    tmp_path: Path, driver: Driver, openings_that_fail: int
) -> None:
    async def use(database: Database) -> None:
        driver.openings_that_fail = openings_that_fail
        for _ in range(1 + openings_that_fail):
            with pytest.raises(DatabaseUnavailable):
                await database.write(notes.add, "guilty", BROKEN)
        await database.write(notes.add, "next")

    on_database(tmp_path / "notes.db", use)
    with apsw.Connection(str(tmp_path / "notes.db")) as beside:
        assert beside.execute("SELECT note FROM notes").get == "next"


def test_closing_finishes_what_was_accepted_and_refuses_what_comes_after(database: str) -> None:
    async def use(opened: Database) -> None:
        accepted = [asyncio.create_task(opened.write(notes.add, f"{number:03}")) for number in range(600)]
        await asyncio.sleep(0)
        await opened.close()
        await asyncio.gather(*accepted)
        with pytest.raises(DatabaseUnavailable):
            await opened.write(notes.add, "late")

    on_database(database, use)
    assert on_database(database, lambda opened: opened.read(notes.all_)) == [f"{number:03}" for number in range(600)]


def test_an_action_is_not_begun_once_its_caller_has_gone(database: str) -> None:
    async def use(opened: Database) -> list[str]:
        gone = asyncio.create_task(opened.write(notes.add, "gone"))
        await asyncio.sleep(0)
        gone.cancel()
        await opened.write(notes.add, "stays")
        return await opened.read(notes.all_)

    assert on_database(database, use) == ["stays"]


def test_nor_if_the_caller_leaves_while_another_process_holds_the_lock(tmp_path: Path) -> None:
    async def use(database: Database) -> list[str]:
        beside = apsw.Connection(str(tmp_path / "notes.db"))
        beside.execute("BEGIN IMMEDIATE")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await database.write(notes.add, "gone")
        beside.close()
        await database.write(notes.add, "stays")
        return await database.read(notes.all_)

    assert on_database(tmp_path / "notes.db", use) == ["stays"]


def test_more_writes_than_may_wait_are_refused_and_the_rest_are_kept(database: str) -> None:
    async def use(opened: Database) -> tuple[int, int]:
        answers = await asyncio.gather(
            *(opened.write(notes.add, f"{number:05}") for number in range(10_001)), return_exceptions=True
        )
        refused = [answer for answer in answers if isinstance(answer, DatabaseUnavailable)]
        return len(refused), len(await opened.read(notes.all_))

    assert on_database(database, use) == (1, 10_000)
