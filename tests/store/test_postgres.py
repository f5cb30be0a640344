"""The second engine: what is its own about it, and how it comes by its schema."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from admit.server import migrate_database, open_database
from admit.store import migrate
from admit.store.database import CannotOpen, Database, Transaction
from admit.store.migrate import DatabaseNewer, MigrationsMissing
from admit.store.postgres.database import PostgresDatabase
from admit.store.postgres.statements import asked_by_many, of_many, translate
from tests.harness import ManualClock
from tests.postgres import PostgresServer
from tests.store import notes
from tests.store.notes import on_database

EVERY_NAME = [migration.name for migration in migrate.known()]


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    """Of a database without a schema."""
    return postgres.new_database()


def test_parameters_are_numbered_once_each_and_letters_of_every_alphabet_become_small() -> None:
    statement = translate("DELETE FROM t WHERE a::text = :first AND b > :second AND LOWER(c) LIKE :first")
    assert (statement.answered, statement.names) == (
        'DELETE FROM t WHERE a::text = $1 AND b > $2 AND LOWER(c COLLATE "und-x-icu") LIKE $1 RETURNING $3::int',
        ("first", "second"),
    )


@pytest.mark.parametrize(
    "sql, numbered",
    [
        ("SELECT a FROM t ORDER BY a", "SELECT answer.*, $1::int FROM (SELECT a FROM t ORDER BY a) AS answer"),
        (
            "WITH n AS (VALUES (1)) SELECT 1",
            "SELECT answer.*, $1::int FROM (WITH n AS (VALUES (1)) SELECT 1) AS answer",
        ),
        ("UPDATE t SET a = 1", "UPDATE t SET a = 1 RETURNING $1::int"),
        ("INSERT INTO t VALUES (1) RETURNING a, b", "INSERT INTO t VALUES (1) RETURNING a, b, $1::int"),
    ],
)
def test_each_row_says_whose_answer_it_belongs_to(sql: str, numbered: str) -> None:
    assert translate(sql).answered == numbered


GIVEN = "SELECT p{0} FROM unnest(${0}::{1}[]) AS given (p{0})"
ASKED = """
SELECT answer.*, asked.number FROM unnest({given}) AS asked ({columns}) CROSS JOIN LATERAL ({one} OFFSET 0) AS answer
""".strip()


@pytest.mark.parametrize(
    "sql, for_many",
    [
        (
            "SELECT a FROM t WHERE b = :b AND c > :c AND d < :b",
            ASKED.format(
                given="$1::text[], $2::int8[], $3::int[]",
                columns="p1, p2, number",
                one="SELECT a FROM t WHERE b = asked.p1 AND c > asked.p2 AND d < asked.p1",
            ),
        ),
        ("SELECT a FROM t", ASKED.format(given="$1::int[]", columns="number", one="SELECT a FROM t")),
        ("SELECT a FROM t WHERE b = :b LIMIT :size", None),
    ],
)
def test_many_ask_with_lists_of_what_they_ask_for(sql: str, for_many: str | None) -> None:
    statement = translate(sql)
    assert asked_by_many(statement, ("text", "int8")[: len(statement.names)]) == for_many


@pytest.mark.parametrize(
    "sql, for_many",
    [
        (
            "INSERT INTO t (a, b, c) VALUES ($1, 'x', $2)",
            "INSERT INTO t (a, b, c) SELECT p1, 'x', p2 FROM unnest($1::text[], $2::int8[]) AS given (p1, p2)",
        ),
        (
            "WITH part_0 AS (INSERT INTO t (a) VALUES ($1) ON CONFLICT DO NOTHING) INSERT INTO s (b) VALUES ($2)",
            "WITH part_0 AS (INSERT INTO t (a) {} ON CONFLICT DO NOTHING) INSERT INTO s (b) {}".format(
                GIVEN.format(1, "text"), GIVEN.format(2, "int8")
            ),
        ),
        ("INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = 1", None),
        ("INSERT INTO t (a) SELECT b FROM s WHERE c = $1", None),
        ("INSERT INTO t (a) VALUES (LOWER($1))", None),
        ("UPDATE t SET a = $1 WHERE b = $2", None),
        ("WITH part_0 AS (INSERT INTO t (a) VALUES ($1)) DELETE FROM s WHERE b = $2", None),
    ],
)
def test_many_add_with_lists_of_what_they_add(sql: str, for_many: str | None) -> None:
    assert of_many(sql, ("text", "int8")) == for_many


def test_a_read_sees_one_snapshot_whatever_is_committed_meanwhile(postgres: PostgresServer, url: str) -> None:
    async def use(database: Database) -> tuple[list[str], list[str], list[str]]:
        async def look_twice(tx: Transaction) -> tuple[list[str], list[str]]:
            first = await notes.all_(tx)
            postgres.psql(url, "INSERT INTO notes (note) VALUES ('meanwhile')")
            return first, await notes.all_(tx)

        return *await database.read(look_twice), await database.read(notes.all_)

    assert on_database(url, use) == ([], [], ["meanwhile"])


def test_text_sorts_by_its_bytes_although_the_database_sorts_as_people_do(postgres: PostgresServer, url: str) -> None:
    async def use(database: Database) -> list[str]:
        for note in ("b", "a", "B", "-", "\u00e4"):
            await database.write(notes.add, note)
        return await database.read(notes.all_)

    assert on_database(url, use) == ["-", "B", "a", "b", "\u00e4"]
    assert postgres.psql(url, "SELECT 'b' < 'B'") == "t\n"


def test_what_the_schema_refuses_undoes_only_itself_among_those_that_share_its_commit(url: str) -> None:
    """Any error ends PostgreSQL's transaction, and all that was done in it."""

    async def use(database: Database) -> list[str]:
        before, refused, after = await asyncio.gather(
            database.write(notes.add, "note"),
            database.write(notes.add, "note"),
            database.write(notes.add, "other"),
            return_exceptions=True,
        )
        assert isinstance(refused, asyncpg.UniqueViolationError)
        assert before == after
        return await database.read(notes.all_)

    assert on_database(url, use) == ["note", "other"]


def test_groups_of_two_processes_follow_one_another(url: str) -> None:
    """What the second one's action finds is all that the first one's has left, or nothing of it."""

    async def use(database: Database) -> list[int]:
        other = await PostgresDatabase.open(url, ManualClock())

        async def count_and_add(tx: Transaction, number: int) -> int:
            found = len(await notes.all_(tx))
            await notes.add(tx, str(number))
            return found

        each = (database.write, other.write)
        counts = await asyncio.gather(*(each[number % 2](count_and_add, number) for number in range(40)))
        await other.close()
        return sorted(counts)

    assert on_database(url, use) == list(range(40))


def test_a_read_changes_nothing(url: str) -> None:
    async def use(database: Database) -> list[str]:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await database.read(notes.add, "note")
        return await database.read(notes.all_)

    assert on_database(url, use) == []


def test_an_empty_database_is_given_its_schema_by_whoever_opens_it(postgres: PostgresServer, url: str) -> None:
    async def opened() -> None:
        async with open_database(url):
            pass

    asyncio.run(opened())
    assert postgres.psql(url, "SELECT name FROM migrations ORDER BY version").split() == EVERY_NAME


def test_one_that_holds_data_of_an_earlier_admit_is_refused_until_it_is_migrated(
    postgres: PostgresServer, url: str
) -> None:
    last = migrate.known()[-1]

    async def opened() -> None:
        async with open_database(url):
            pass

    async def early() -> None:
        database = await PostgresDatabase.open(url, ManualClock())
        await database.write(up_to_the_last)
        await database.close()

    async def up_to_the_last(tx: Transaction) -> None:
        await tx.script(migrate.MIGRATIONS)
        for migration in migrate.known()[:-1]:
            await tx.script(migration.sql)
            await tx.run(migrate.INSERT_APPLIED, {"version": migration.version, "name": migration.name, "now": tx.now})

    asyncio.run(early())
    with pytest.raises(MigrationsMissing, match=f"{last.name} first: run admit migrate"):
        asyncio.run(opened())
    assert postgres.psql(url, "SELECT name FROM migrations ORDER BY version").split() == EVERY_NAME[:-1]
    assert asyncio.run(migrate_database(url)) == [last.name]
    asyncio.run(opened())


def test_processes_that_migrate_at_once_apply_each_migration_once(postgres: PostgresServer, url: str) -> None:
    command = [sys.executable, "-m", "admit", "migrate", "--json", "--database", url]

    def run(_: int) -> list[str]:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
        assert (done.returncode, done.stderr) == (0, "")
        applied: list[str] = json.loads(done.stdout)["applied"]
        return applied

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(run, range(4)))
    assert sorted(answers) == [[], [], [], EVERY_NAME]
    assert postgres.psql(url, "SELECT name FROM migrations ORDER BY version").split() == EVERY_NAME


def test_a_database_of_a_newer_admit_is_refused(postgres: PostgresServer, url: str) -> None:
    asyncio.run(migrate_database(url))
    postgres.psql(url, "INSERT INTO migrations VALUES (9999, '9999_the_future', '2030-01-01T00:00:00.000Z')")
    with pytest.raises(DatabaseNewer, match="migration 9999"):
        asyncio.run(migrate_database(url))


def test_a_database_that_is_not_there_is_named_without_its_password(url: str) -> None:
    missing = url.replace("postgresql:///test", "postgresql://:secret@/missing")
    with pytest.raises(CannotOpen, match=r"missing.* cannot be opened: .*does not exist") as refused:
        asyncio.run(PostgresDatabase.open(missing, ManualClock()))
    assert "secret" not in str(refused.value)


def test_a_database_in_another_encoding_is_refused(postgres: PostgresServer) -> None:
    create = "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"
    postgres.psql(postgres.url("postgres"), create)
    with pytest.raises(CannotOpen, match="is not in UTF-8"):
        asyncio.run(PostgresDatabase.open(postgres.url("latin"), ManualClock()))


class Counting:
    """A connection, and how often it was asked."""

    def __init__(self, connection: Any, asked: Counter[str]) -> None:  # noqa: ANN401 (it comes without types)
        self._connection = connection
        self._asked = asked

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever a connection has)
        if name in {"execute", "executemany", "fetch", "fetchmany"}:
            self._asked[name] += 1
        return getattr(self._connection, name)


@pytest.mark.parametrize("number", [1, 16])
def test_many_at_once_take_as_many_round_trips_as_one(url: str, number: int) -> None:
    asked: Counter[str] = Counter()

    async def connect() -> Counting:
        return Counting(await asyncpg.connect(url), asked)

    async def use() -> list[int]:
        database = PostgresDatabase(connect, await connect(), ManualClock())
        await database.write(notes.create)
        asked.clear()
        await asyncio.gather(*(database.write_about(str(n), notes.add, str(n)) for n in range(number)))
        writing = asked.total()
        found = await asyncio.gather(*(database.read(notes.all_) for _ in range(number)))
        await database.close()
        assert [len(each) for each in found] == [number] * number
        return [writing, asked.total() - writing]

    assert asyncio.run(use()) == [3, 3]
