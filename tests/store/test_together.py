"""Actions about different people, which an engine may run side by side."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from admit.lib.clock import Timestamp
from admit.store.database import Database, Transaction
from tests.store import notes
from tests.store.notes import Changed, on_database

COUNTERS = "CREATE TABLE IF NOT EXISTS counters (name TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (name));"
ADD = "INSERT INTO notes (note) VALUES (:note)"
REPLACE = "UPDATE notes SET note = :by WHERE note = :note"
TAKE = "UPDATE counters SET last = last + :count WHERE name = :name RETURNING last"


async def create(tx: Transaction) -> None:
    await tx.script(COUNTERS)
    await tx.run_each("INSERT INTO counters (name, last) VALUES (:name, 0)", [{"name": "a"}, {"name": "b"}])


async def add_numbered(tx: Transaction, note: str, counter: str) -> int | None:
    number = await tx.take(TAKE, {"name": counter})
    await notes.add(tx, f"{note} {number}")
    return number


async def add_if_new(tx: Transaction, note: str) -> bool:
    is_new = note not in await notes.all_(tx)
    if is_new:
        await notes.add(tx, note)
    return is_new


def test_those_who_take_at_once_get_numbers_of_their_own_from_each_sequence(database: str) -> None:
    async def use(opened: Database) -> list[int | None]:
        await opened.write(create)
        taken = await asyncio.gather(
            *(opened.write_about(str(n), add_numbered, f"{n:02}", "ab"[n % 2]) for n in range(40)),
            opened.write_about("nobody", add_numbered, "none", "c"),
        )
        assert await opened.read(notes.all_) == [
            *(f"{n:02} {number}" for n, number in enumerate(taken[:-1])),
            "none None",
        ]
        return [*taken[0:40:2], *taken[1:40:2], taken[-1]]

    assert on_database(database, use) == [*range(1, 21), *range(1, 21), None]


def test_a_sequence_counts_those_who_took_from_it_and_nobody_else(database: str) -> None:
    async def maybe_take(tx: Transaction, counter: str | None) -> int | None:
        return await tx.take(TAKE, {"name": counter}) if counter else None

    async def counters(tx: Transaction) -> dict[str, int]:
        return dict(await tx.all("SELECT name, last FROM counters", {}))

    async def use(opened: Database) -> list[object]:
        await opened.write(create)
        groups = []
        for takers in ("a---", "--a-aa", "ab-a", "bb", "---"):
            wanted = [None if taker == "-" else taker for taker in takers]
            groups.append(
                await asyncio.gather(*(opened.write_about(str(n), maybe_take, name) for n, name in enumerate(wanted)))
            )
        return [*groups, await opened.read(counters)]

    *groups, counted = on_database(database, use)
    assert groups == [
        [1, None, None, None],
        [None, None, 2, None, 3, 4],
        [5, 1, None, 6],
        [2, 3],
        [None, None, None],
    ]
    assert counted == {"a": 6, "b": 3}


def test_of_two_about_the_same_person_the_later_one_finds_what_the_earlier_one_has_left(database: str) -> None:
    async def use(opened: Database) -> list[bool]:
        people = ["ada", "bob", "ada", "ada", "bob", "eve"]
        return await asyncio.gather(*(opened.write_about(person, add_if_new, person) for person in people))

    assert on_database(database, use) == [True, True, False, False, False, True]


def test_any_other_action_finds_all_that_came_before_it_and_nothing_that_comes_after(database: str) -> None:
    async def use(opened: Database) -> list[str]:
        _, _, seen, _ = await asyncio.gather(
            opened.write_about("ada", notes.add, "ada"),
            opened.write_about("bob", notes.add, "bob"),
            opened.write(notes.all_),
            opened.write_about("eve", notes.add, "eve"),
        )
        return seen

    assert on_database(database, use) == ["ada", "bob"]


def test_one_that_changes_its_mind_undoes_only_itself(database: str) -> None:
    async def change_mind(tx: Transaction) -> None:
        await add_numbered(tx, "eve", "a")
        raise Changed

    async def use(opened: Database) -> list[str]:
        await opened.write(create)
        ada, eve, bob = await asyncio.gather(
            opened.write_about("ada", add_numbered, "ada", "a"),
            opened.write_about("eve", change_mind),
            opened.write_about("bob", add_numbered, "bob", "a"),
            return_exceptions=True,
        )
        assert (ada, type(eve), bob) == (1, Changed, 2)
        return await opened.read(notes.all_)

    assert on_database(database, use) == ["ada 1", "bob 2"]


def test_one_finds_what_it_has_ordered_itself(database: str) -> None:
    async def order(tx: Transaction, name: str) -> tuple[bool, int]:
        await tx.run_each(ADD, [{"note": f"{name} 1"}, {"note": f"{name} 2"}])
        is_there = f"{name} 2" in await notes.all_(tx)
        await tx.run_each(REPLACE, [{"note": f"{name} 2", "by": f"{name} 3"}])
        await tx.run_each(ADD, [{"note": f"{name} 2"}])
        return is_there, await tx.run("DELETE FROM notes WHERE note = :note", {"note": f"{name} 3"})

    async def use(opened: Database) -> list[str]:
        people = [f"{n:02}" for n in range(5)]
        answers = await asyncio.gather(*(opened.write_about(name, order, name) for name in people))
        assert answers == [(True, 1)] * 5
        return await opened.read(notes.all_)

    assert on_database(database, use) == [f"{n:02} {number}" for n in range(5) for number in (1, 2)]


def test_what_each_has_ordered_is_done_in_its_order_whatever_that_is(database: str) -> None:
    async def replace_then_add(tx: Transaction, name: str) -> None:
        await tx.run_each(REPLACE, [{"note": f"{name} old", "by": f"{name} new"}])
        await tx.run_each(ADD, [{"note": f"{name} old"}])

    async def add_then_replace(tx: Transaction, name: str) -> None:
        await tx.run_each(ADD, [{"note": f"{name} old"}])
        await tx.run_each(REPLACE, [{"note": f"{name} old", "by": f"{name} new"}])

    async def use(opened: Database) -> list[str]:
        await asyncio.gather(*(opened.write_about(name, notes.add, f"{name} old") for name in ("a", "c")))
        await asyncio.gather(
            opened.write_about("a", replace_then_add, "a"),
            opened.write_about("b", add_then_replace, "b"),
            opened.write_about("c", replace_then_add, "c"),
            opened.write_about("d", add_then_replace, "d"),
        )
        return await opened.read(notes.all_)

    assert on_database(database, use) == ["a new", "a old", "b new", "c new", "c old", "d new"]


def test_what_the_schema_refuses_of_an_order_is_refused_to_the_one_who_ordered_it(database: str) -> None:
    async def order(tx: Transaction, note: str) -> None:
        await tx.run_each(ADD, [{"note": note}])

    async def use(opened: Database) -> list[str]:
        answers = await asyncio.gather(
            *(opened.write_about(str(n), order, "same" if n in {2, 3} else str(n)) for n in range(5)),
            return_exceptions=True,
        )
        assert [isinstance(answer, Exception) for answer in answers] == [False, False, False, True, False]
        return await opened.read(notes.all_)

    assert on_database(database, use) == ["0", "1", "4", "same"]


def test_what_one_has_ordered_before_it_changes_its_mind_is_not_done(database: str) -> None:
    async def change_mind(tx: Transaction) -> None:
        await tx.run_each(ADD, [{"note": "eve"}])
        raise Changed

    async def use(opened: Database) -> list[str]:
        outcomes = await asyncio.gather(
            opened.write_about("ada", notes.add, "ada"),
            opened.write_about("eve", change_mind),
            opened.write_about("bob", notes.add, "bob"),
            return_exceptions=True,
        )
        assert [isinstance(outcome, Changed) for outcome in outcomes] == [False, True, False]
        return await opened.read(notes.all_)

    assert on_database(database, use) == ["ada", "bob"]


def test_what_the_schema_refuses_of_one_is_refused_to_that_one_alone(database: str) -> None:
    async def use(opened: Database) -> list[str]:
        answers = await asyncio.gather(
            *(opened.write_about(str(n), notes.add, "same" if n in {2, 3} else str(n)) for n in range(5)),
            return_exceptions=True,
        )
        assert [isinstance(answer, Exception) for answer in answers] == [False, False, False, True, False]
        return await opened.read(notes.all_)

    assert on_database(database, use) == ["0", "1", "4", "same"]


def test_a_read_that_is_refused_takes_no_other_with_it(database: str) -> None:
    async def fail(tx: Transaction) -> None:
        await tx.one("SELECT note FROM nowhere", {})

    async def use(opened: Database) -> list[object]:
        await opened.write(notes.add, "note")
        reads: list[Awaitable[object]] = [opened.read(fail if n == 3 else notes.all_) for n in range(8)]
        return await asyncio.gather(*reads, return_exceptions=True)

    answers = on_database(database, use)
    assert "nowhere" in str(answers.pop(3))
    assert answers == [["note"]] * 7


def test_reads_that_come_at_once_are_each_answered_with_what_is_theirs(database: str) -> None:
    async def find(tx: Transaction, note: str) -> list[tuple[Any, ...]]:
        found = await tx.all("SELECT note, answers FROM notes WHERE note >= :note ORDER BY note DESC", {"note": note})
        return [(note, *row) for row in found]

    async def use(opened: Database) -> list[list[tuple[Any, ...]]]:
        await asyncio.gather(*(opened.write(notes.add, f"{n:02}", f"{n:02}") for n in range(20)))
        return await asyncio.gather(*(opened.read(find, f"{n // 2:02}") for n in range(40)))

    rows = [f"{n:02}" for n in reversed(range(20))]
    assert on_database(database, use) == [
        [(f"{n // 2:02}", row, row) for row in rows if row >= f"{n // 2:02}"] for n in range(40)
    ]


def test_an_action_awaits_nothing_but_its_transaction(database: str) -> None:
    async def wait(tx: Transaction) -> Timestamp:
        await asyncio.sleep(0)
        return tx.now

    async def use(opened: Database) -> None:
        for way in (opened.read, opened.write):
            with pytest.raises(RuntimeError, match="something other than its transaction"):
                await way(wait)

    on_database(database, use)
