"""Every statement of the store among a million rows, as each engine plans it with statistics of them."""

import asyncio
import re
from pathlib import Path

import asyncpg
import pytest

from admit.server import open_database
from admit.store.database import Transaction
from tests.architecture.test_sql import OF_CHOSEN_AIRMEETS, OF_MANY, OPERATORS_LISTS, STATEMENTS, WINDOWED, is_slow
from tests.architecture.test_sql_postgres import CREATES_NOTHING, explain, explain_for_many
from tests.postgres import PostgresServer

ROWS = 1_000_000
IN_ONE = ROWS // 2
"""One airmeet has half of all registrations; the others a thousand each."""
BIG = "registrations|attendees|people|presences|activities"
NUMBERS_OF_SQLITE = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})"
NUMBERS_OF_POSTGRES = "WITH numbers (n) AS (SELECT generate_series(1::BIGINT, {last}))"
PLACE = f"CASE WHEN n <= {IN_ONE} THEN 'airmeet-0' ELSE 'airmeet-' || (n / 1000) END"
PERSON = "'guest-' || ((n * 7919) % 1000003) || '@example.com'"
"""In no order of their addresses, as people come."""
TIME = "'2026-12-10T18:00:00.000Z'"
FILL = {
    "communities": (
        1000,
        "'community-' || n, 'One', 0, 0, {t}",
        "community_id, name, airmeet_seq, airmeet_count, created_at",
    ),
    "airmeets": (
        1001,
        "'airmeet-' || (n - 1), 'community-1', n, 'Evening', 'CREATED', 'UTC', {t}, '2026-12-10T20:00:00.000Z', {t}",
        "airmeet_id, community_id, seq, name, status, timezone, starts_at, ends_at, created_at",
    ),
    "people": (
        ROWS,
        "{p}, {p}, 'Ada', '', '', '', '', {t}",
        "email_key, email, name, city, country, organisation, designation, created_at",
    ),
    "registrations": (
        ROWS,
        "{a}, n, {p}, {p}, 'Ada', '', '', '', '', {t}",
        "airmeet_id, seq, email_key, email, name, city, country, organisation, designation, registered_at",
    ),
    "attendees": (
        ROWS,
        "{a}, {p}, {p}, 'Ada', '', '', '', '', 'code-' || n, {t}, n, TRUE",
        (
            "airmeet_id, email_key, email, name, city, country, organisation, designation, code, authorized_at, seq, "
            "is_registered"
        ),
    ),
    "doors": (1001, "'airmeet-' || (n - 1)", "airmeet_id"),
    "presences": (
        ROWS,
        "{a}, {p}, CASE n % 3 WHEN 0 THEN 'waiting' WHEN 1 THEN 'inside' ELSE 'out' END, '', n, n, {t}, n, {t}, {t}",
        "airmeet_id, email_key, state, session_digest, version, ticket, seen_at, arrival, arrived_at, entered_at",
    ),
    "activities": (
        ROWS,
        "'community-1', 'activity-' || (1000000 + n), {t}, 'system', '', '', 'person_registered', {a}, {p}, ''",
        "community_id, activity_id, at, actor_kind, actor_label, address, kind, airmeet_id, person, subject",
    ),
}

SIZED = {
    "activities.DELETE_OLD": "'community-1', 'activity-1900000', 500",
    "presences.LIST_INSIDE": "'airmeet-0', 100",
}
"""PostgreSQL goes on planning them for their size, since a plan for any size would cost far more."""

pytestmark = pytest.mark.soak


def fills(numbers: str) -> list[str]:
    return [
        f"INSERT INTO {table} ({columns}) {numbers.format(last=last)} "  # noqa: S608 (constants of ours)
        f"SELECT {values.format(t=TIME, p=PERSON, a=PLACE)} FROM numbers"
        for table, (last, values, columns) in FILL.items()
    ]


def test_postgresql_reads_no_big_table_from_end_to_end_nor_sorts_it() -> None:
    with PostgresServer("fsync=off", "max_wal_size=8GB") as server:
        plans = asyncio.run(plans_of_postgres(server.new_database()))
    scanned = re.compile(rf"Seq Scan on ({BIG})\b")
    assert [name for name, plan in plans.items() if scanned.search(plan)] == []
    sorts = {name for name, plan in plans.items() if "Sort  (" in plan and re.search(rf" on ({BIG})\b", plan)}
    assert sorts - WINDOWED == set()


async def plans_of_postgres(url: str) -> dict[str, str]:
    async with open_database(url):
        connection = await asyncpg.connect(url)
        try:
            for statement in fills(NUMBERS_OF_POSTGRES):
                await connection.execute(statement)
            await connection.execute("ANALYZE")
            sized = {name: await explain(connection, STATEMENTS[name], values) for name, values in SIZED.items()}
            await connection.execute("SET plan_cache_mode = force_generic_plan")
            for_many = {f"{name} for many": plan for name, plan in (await explain_for_many(connection)).items()}
            return {name: await explain(connection, STATEMENTS[name]) for name in CREATES_NOTHING} | sized | for_many
        finally:
            await connection.close()


def test_sqlite_reads_no_big_table_from_end_to_end_nor_sorts_it(tmp_path: Path) -> None:
    slow = asyncio.run(slow_of_sqlite(f"sqlite:///{tmp_path}/admit.db"))
    assert slow == {}


async def slow_of_sqlite(url: str) -> dict[str, list[str]]:
    async def fill(tx: Transaction) -> None:
        for statement in fills(NUMBERS_OF_SQLITE):
            await tx.run(statement, {})
        await tx.script("ANALYZE")

    async def explained(tx: Transaction, sql: str) -> list[str]:
        parameters = dict.fromkeys(re.findall(r":(\w+)", sql))
        return [row[-1] for row in await tx.all(f"EXPLAIN QUERY PLAN {sql}", parameters)]

    names = set(STATEMENTS) - OPERATORS_LISTS - OF_CHOSEN_AIRMEETS - WINDOWED - OF_MANY
    async with open_database(url) as database:
        await database.write(fill)
        plans = {name: await database.read(explained, STATEMENTS[name]) for name in sorted(names)}
    slow = {name: [step for step in steps if is_slow(step)] for name, steps in plans.items()}
    return {name: steps for name, steps in slow.items() if steps}
