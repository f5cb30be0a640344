"""The list of an airmeet's people: filled for data of before it, and as quick on a long list as on a short one."""

import asyncio
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import apsw
import pytest

from admit.model.guests import Listed
from admit.server import open_database
from admit.store import guests, migrate
from admit.store.database import Transaction
from admit.store.sqlite.connections import connect
from tests.harness import ManualClock
from tests.store.notes import opened_at

NUMBER = 4
"""Of the migration that gave everybody their place."""
LONG = 100_000
PAGE_SIZE = 50
STEPS_PER_ROW_MAX = 150
"""Virtual machine steps, for a row of the slowest list there is: the revoked, one attendee in a dozen."""

BEFORE = """
INSERT INTO communities (community_id, name, created_at) VALUES ('c', 'C', 't');
INSERT INTO airmeets (
    airmeet_id, community_id, seq, name, status, timezone, starts_at, ends_at, registration_seq, registration_count,
    created_at
)
VALUES
    ('m', 'c', 1, 'M', 'CREATED', 'UTC', '1', '2', 2, 2, 't'),
    ('n', 'c', 2, 'N', 'CREATED', 'UTC', '1', '2', 0, 0, 't');
INSERT INTO registrations VALUES
    ('m', 1, 'ada@x', 'Ada@x', 'ÉVA', '', '', 'ÜNI', '', 't1'),
    ('m', 2, 'bob@x', 'bob@x', 'Bob', '', '', '', '', 't2');
INSERT INTO attendees VALUES
    ('m', 'late@x', 'late@x', 'Late', '', '', '', '', 'code1', 't9', NULL),
    ('m', 'early@x', 'early@x', 'Early', '', '', 'Org', '', 'code2', 't3', 't4'),
    ('m', 'bob@x', 'bob@x', 'Robert', '', '', '', '', 'code3', 't5', NULL),
    ('n', 'ada@x', 'ada@x', 'Ada', '', '', '', '', 'code4', 't6', NULL);
"""

AIRMEETS = """
SELECT airmeet_id, registration_seq, authorized_count
FROM airmeets
ORDER BY seq
"""

ATTENDEES = """
SELECT airmeet_id, email_key, seq, is_registered
FROM attendees
ORDER BY airmeet_id, email_key
"""

FILL = """
INSERT INTO communities (community_id, name, created_at) VALUES ('c', 'C', 't');
INSERT INTO airmeets (
    airmeet_id, community_id, seq, name, status, timezone, starts_at, ends_at, created_at
)
VALUES ('long', 'c', 1, 'M', 'CREATED', 'UTC', '1', '2', 't');
CREATE TEMP TABLE numbers AS
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
SELECT i, 'guest' || (i * 7919 % 100003) || '@example.com' AS email, 'name ' || (i * 104729 % 100003) AS name
FROM n;
"""
REGISTER = """
INSERT INTO registrations (
    airmeet_id, seq, email_key, email, name, city, country, organisation, designation, registered_at
)
SELECT 'long', i, email, email, name, '', '', '', '', 't'
FROM numbers
WHERE i % 4 <> 0
"""
AUTHORIZE = """
INSERT INTO attendees (
    airmeet_id, email_key, email, name, city, country, organisation, designation, code, authorized_at, revoked_at,
    seq, is_registered
)
SELECT 'long', email, email, name, '', '', '', '', i, 't', CASE WHEN i % 5 = 0 THEN 't' END,
    i, i % 4 <> 0
FROM numbers
WHERE i % 2 = 0
"""


async def migrate_up_to(tx: Transaction, number: int) -> None:
    await tx.script(migrate.MIGRATIONS)
    for migration in migrate.known():
        if migration.version < number:
            await tx.script(migration.sql)
            await tx.run(migrate.INSERT_APPLIED, {"version": migration.version, "name": "x", "now": tx.now})


def test_who_was_on_the_lists_before_gets_a_place(blank_database: str) -> None:
    async def migrated() -> dict[str, list[tuple[Any, ...]]]:
        database = await opened_at(blank_database, ManualClock())
        try:
            await database.write(migrate_up_to, NUMBER)
            await database.write(lambda tx: tx.script(BEFORE))
            await database.write(migrate.run)
            return await database.read(look)
        finally:
            await database.close()

    async def look(tx: Transaction) -> dict[str, list[tuple[Any, ...]]]:
        return {
            "airmeets": await tx.all(AIRMEETS, {}),
            "registrations": await tx.all("SELECT seq FROM registrations ORDER BY seq", {}),
            "attendees": await tx.all(ATTENDEES, {}),
        }

    assert asyncio.run(migrated()) == {
        "airmeets": [("m", 4, 2), ("n", 1, 1)],
        "registrations": [(1,), (2,)],
        "attendees": [
            ("m", "bob@x", 2, 1),
            ("m", "early@x", 3, 0),
            ("m", "late@x", 4, 0),
            ("n", "ada@x", 1, 0),
        ],
    }


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[apsw.Connection]:
    """With an airmeet of 100,000 people: registered, authorized, both, or sent away."""
    path = tmp_path_factory.mktemp("places") / "admit.db"

    async def make() -> None:
        async with open_database(f"sqlite:///{path}"):
            pass

    asyncio.run(make())
    connection = connect(path)
    connection.execute(FILL)
    with connection:
        connection.execute(REGISTER)
        connection.execute(AUTHORIZE)
    yield connection
    connection.close()


def steps(connection: apsw.Connection, sql: str, parameters: Mapping[str, object]) -> tuple[int, int, int, int]:
    """Rows, and the steps that SQLite took for them: of its machine, over unindexed rows, and to sort."""
    counted: list[dict[str, int]] = []
    connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, lambda event: counted.append(event["stmt_status"]))
    rows = connection.execute(sql, parameters).fetchall()
    connection.trace_v2(0, None)
    [status] = counted
    return (
        len(rows),
        status["SQLITE_STMTSTATUS_VM_STEP"],
        status["SQLITE_STMTSTATUS_FULLSCAN_STEP"],
        status["SQLITE_STMTSTATUS_SORT"],
    )


def places(connection: apsw.Connection, sql: str, parameters: Mapping[str, object]) -> list[int | str]:
    return [row[0] for row in connection.execute(sql, parameters)]


@pytest.mark.parametrize("listed, key", list(product(Listed, guests.FIRST_BY_KEY)))
def test_a_page_costs_its_rows_wherever_it_lies_on_a_list_of_100_000(
    filled: apsw.Connection, listed: Listed, key: str
) -> None:
    start = {"airmeet_id": "long", "place": guests.FIRST_BY_KEY[key], "size": LONG}
    every = places(filled, guests.LIST_PLACES[listed, key, True], start)
    assert len(every) == len(set(every)) > LONG / 12
    for is_ascending in (True, False):
        first = (guests.FIRST_BY_KEY if is_ascending else guests.LAST_BY_KEY)[key]
        for place in (first, every[len(every) // 2], every[-PAGE_SIZE - 1 if is_ascending else PAGE_SIZE]):
            parameters = {"airmeet_id": "long", "place": place, "size": PAGE_SIZE}
            for statements in (guests.LIST_PLACES, guests.LIST_FILED):
                rows, taken, unindexed, sorts = steps(filled, statements[listed, key, is_ascending], parameters)
                assert (rows, unindexed, sorts) == (PAGE_SIZE, 0, 0)
                assert taken < PAGE_SIZE * STEPS_PER_ROW_MAX
