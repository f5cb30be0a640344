"""Every statement of the store, as PostgreSQL plans it for whatever its parameters are."""

import asyncio

import asyncpg
import pytest

from admit.server import open_database
from admit.store.postgres.statements import translate
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


@pytest.mark.parametrize("name", sorted(WINDOWED))
def test_a_page_of_the_log_walks_through_its_window_and_no_further(plans: dict[str, str], name: str) -> None:
    assert "Index" in plans[name]
    assert "Limit" in plans[name]


@pytest.mark.parametrize("name", ["airmeets.PAGE_AFTER", "airmeets.PAGE_BEFORE"])
def test_archived_airmeets_cost_a_page_nothing(plans: dict[str, str], name: str) -> None:
    assert "using airmeets_listed on airmeets" in plans[name]
