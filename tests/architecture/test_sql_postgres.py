"""Every statement of the store, as PostgreSQL plans it for whatever its parameters are."""

import asyncio
import re

import asyncpg
import pytest

from admit.server import open_database
from admit.store.postgres.connections import types_of
from admit.store.postgres.statements import asked_by_many, of_many, translate
from tests.architecture.test_sql import OF_CHOSEN_AIRMEETS, OPERATORS_LISTS, STATEMENTS, WINDOWED
from tests.postgres import PostgresServer

SORTED = OF_CHOSEN_AIRMEETS
"""Few rows, which have been found by an index."""
CREATES_NOTHING = [name for name in STATEMENTS if name != "migrate.MIGRATIONS"]
NUMBER_OF_WHO_ASKS = "0"
ONLY_BY_INDEX = "SET enable_seqscan = off; SET enable_sort = off; SET plan_cache_mode = force_generic_plan"


@pytest.fixture(scope="module")
def plans(postgres: PostgresServer) -> dict[str, str]:
    """Of each statement, in a database where an index that can be used is."""
    url = postgres.new_database()

    async def explained() -> dict[str, str]:
        async with open_database(url):
            connection = await asyncpg.connect(url)
            try:
                await connection.execute(ONLY_BY_INDEX)
                return {name: await explain(connection, STATEMENTS[name]) for name in CREATES_NOTHING}
            finally:
                await connection.close()

    return asyncio.run(explained())


@pytest.fixture(scope="module")
def plans_for_many(postgres: PostgresServer) -> dict[str, str]:
    """Of each statement that has a form for many who ask at once, as `plans`."""
    url = postgres.new_database()

    async def explained() -> dict[str, str]:
        async with open_database(url):
            connection = await asyncpg.connect(url)
            try:
                await connection.execute(ONLY_BY_INDEX)
                return await explain_for_many(connection)
            finally:
                await connection.close()

    return asyncio.run(explained())


async def explain_for_many(connection: asyncpg.Connection) -> dict[str, str]:
    plans = {}
    for name in CREATES_NOTHING:
        statement = translate(STATEMENTS[name])
        types = await types_of(connection, statement.plain)
        many = asked_by_many(statement, types) if statement.is_read else of_many(statement.plain, types)
        if many is not None:
            await connection.execute(f"PREPARE for_many AS {many}")
            lists = ["NULL"] * (len(types) + statement.is_read)
            rows = await connection.fetch(
                f"EXPLAIN EXECUTE for_many ({', '.join(lists)})" if lists else "EXPLAIN EXECUTE for_many"
            )
            await connection.execute("DEALLOCATE for_many")
            plans[name] = "\n".join(line for (line,) in rows)
    return plans


async def explain(connection: asyncpg.Connection, sql: str, values: str = "") -> str:
    """`values` are as SQL has them; NULLs without any. PostgreSQL decides after five times how it goes on planning."""
    statement = translate(sql)
    await connection.execute(f"PREPARE planned AS {statement.answered}")
    repeats = 5 if values else 0
    each = [values] if values else ["NULL" for _ in statement.names]
    explained = f"EXPLAIN EXECUTE planned({', '.join([*each, NUMBER_OF_WHO_ASKS])})"
    for _ in range(repeats):
        await connection.fetch(explained)
    rows = await connection.fetch(explained)
    await connection.execute("DEALLOCATE planned")
    return "\n".join(line for (line,) in rows)


@pytest.mark.parametrize("name", sorted(set(CREATES_NOTHING) - OPERATORS_LISTS))
def test_a_statement_finds_its_rows_by_an_index_and_in_order(plans: dict[str, str], name: str) -> None:
    assert "Seq Scan" not in plans[name]
    if name not in SORTED | WINDOWED:
        assert "Sort  (" not in plans[name]


def test_what_many_ask_at_once_is_looked_up_for_one_after_another_by_an_index(
    plans: dict[str, str], plans_for_many: dict[str, str]
) -> None:
    looked_up = {name: plan for name, plan in plans_for_many.items() if "Insert on" not in plan}
    assert looked_up.keys() >= {"standings.FIND_STANDING", "access_keys.FIND_WITH_SIGNING_KEY"}
    scanned = {name for name, plan in looked_up.items() if "Seq Scan" in plan}
    assert scanned <= OPERATORS_LISTS
    joined = {name for name, plan in looked_up.items() if "Hash" in plan or "Merge" in plan}
    assert [name for name in joined if not ("Hash" in plans[name] or "Merge" in plans[name])] == []


def test_what_many_add_at_once_is_one_statement(plans_for_many: dict[str, str]) -> None:
    added = {name: plan for name, plan in plans_for_many.items() if "Insert on" in plan}
    assert added.keys() >= {
        "people.INSERT_PERSON",
        "registrations.INSERT_REGISTRATION",
        "attendees.INSERT_ATTENDEE",
        "activities.INSERT_ACTIVITY",
    }
    assert [name for name, plan in added.items() if not re.search(r"Function Scan on (unnest )?given", plan)] == []


@pytest.mark.parametrize("name", sorted(WINDOWED))
def test_a_page_of_the_log_walks_through_its_window_and_no_further(plans: dict[str, str], name: str) -> None:
    assert "Index" in plans[name]
    assert "Limit" in plans[name]


@pytest.mark.parametrize("name", ["airmeets.PAGE_AFTER", "airmeets.PAGE_BEFORE"])
def test_archived_airmeets_cost_a_page_nothing(plans: dict[str, str], name: str) -> None:
    assert "using airmeets_listed on airmeets" in plans[name]
