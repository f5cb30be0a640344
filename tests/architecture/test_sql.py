"""Every statement of the store, against the schema that the migrations make."""

import asyncio
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import apsw.ext
import pytest

from admit import store
from admit.server import open_database
from admit.store import migrate
from admit.store.database import Transaction
from admit.store.sqlite.transactions import names_in

STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|WITH)\b")
OPERATORS_LISTS = {
    *("access_keys.LIST_ACCESS_KEYS", "airmeets.LIST_ALL", "communities.LIST_COMMUNITIES"),
    *("migrate.LIST_APPLIED", "signing_keys.LIST_SIGNING_KEYS"),
}
"""Whole tables, which are short or read by the operator alone."""
OF_CHOSEN_AIRMEETS = {"airmeets.PAGE_OF_KEY_AFTER", "airmeets.PAGE_OF_KEY_BEFORE"}
WINDOWED = {"activities.END", "activities.PAGE"}
"""They walk through at most activities.WINDOW rows, which an index has found."""
OF_MANY = {"standings.LIST_STANDINGS"}
"""Of as many people as are named in it."""
RULE = r"(?:PRIMARY KEY|FOREIGN KEY|UNIQUE|CHECK)\b"


def statements() -> Iterator[tuple[str, str]]:
    """Each `module.CONSTANT` and its SQL. What ends in _COLUMNS is only the beginning of a statement."""
    for module in pkgutil.iter_modules(store.__path__):
        if module.name in {"copying", "postgres"}:  # What they ask is about an engine and not about the data.
            continue
        constants = vars(importlib.import_module(f"{store.__name__}.{module.name}"))
        for name, value in constants.items():
            if name.isupper() and not name.endswith("_COLUMNS"):
                yield from statements_in(f"{module.name}.{name}", value)


def statements_in(name: str, value: object) -> Iterator[tuple[str, str]]:
    """A constant may be one statement, or hold several by a key."""
    if isinstance(value, dict):
        for key, each_value in value.items():
            yield from statements_in(f"{name}[{key}]", each_value)
    elif isinstance(value, str) and STATEMENT.match(value):
        yield name, value


STATEMENTS = dict(statements())
Plan = Callable[[str], list[str]]


def each(names: set[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", sorted(names))


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The steps by which SQLite would run a statement of this name."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sql')}/admit.db"

    async def explain(tx: Transaction, sql: str) -> list[str]:
        parameters = dict.fromkeys(re.findall(r":(\w+)", sql))
        await tx.all(f"EXPLAIN {sql}", parameters)
        return [row[-1] for row in await tx.all(f"EXPLAIN QUERY PLAN {sql}", parameters)]

    async def planned(name: str) -> list[str]:
        async with open_database(url) as database:
            return await database.read(explain, STATEMENTS[name])

    return lambda name: asyncio.run(planned(name))


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[apsw.Connection]:
    path = tmp_path_factory.mktemp("migrated") / "admit.db"

    async def migrate_it() -> None:
        async with open_database(f"sqlite:///{path}"):
            pass

    asyncio.run(migrate_it())
    connection = apsw.Connection(str(path))
    yield connection
    connection.close()


def is_slow(step: str) -> bool:
    return (step.startswith("SCAN") and step != "SCAN CONSTANT ROW") or "TEMP B-TREE" in step


def test_the_statements_are_found() -> None:
    assert {name.partition(".")[0] for name in STATEMENTS} >= {"access_keys", "airmeets", "attendees", "registrations"}


@each(set(STATEMENTS))
def test_values_that_go_by_position_go_where_sqlite_expects_them(migrated: apsw.Connection, name: str) -> None:
    assert names_in(STATEMENTS[name]) == apsw.ext.query_info(migrated, STATEMENTS[name]).bindings_names


@each(OPERATORS_LISTS)
def test_a_list_for_the_operator_fits_the_schema(plan: Plan, name: str) -> None:
    assert plan(name)


@each(set(STATEMENTS) - OPERATORS_LISTS - OF_CHOSEN_AIRMEETS - WINDOWED - OF_MANY)
def test_a_statement_finds_its_rows_by_an_index(plan: Plan, name: str) -> None:
    assert [step for step in plan(name) if is_slow(step)] == []


@each(WINDOWED)
def test_a_page_of_the_log_walks_through_its_window_and_no_further(plan: Plan, name: str) -> None:
    steps = plan(name)
    assert steps[0] == "CO-ROUTINE recent"
    assert steps[1].startswith("SEARCH activities USING")
    assert steps[1].endswith("AND activity_id<?)")
    assert [step for step in steps[2:] if is_slow(step)] == ["SCAN recent"]


@each(OF_CHOSEN_AIRMEETS)
def test_a_page_of_chosen_airmeets_begins_with_those_chosen_and_sorts_only_them(plan: Plan, name: str) -> None:
    """An operator chooses them one by one, and each request of the key reads them all anyway."""
    assert plan(name) == [
        "SEARCH airmeets USING PRIMARY KEY (airmeet_id=?)",
        "LIST SUBQUERY 1",
        "SEARCH access_key_airmeets USING PRIMARY KEY (community_id=? AND access_key=?)",
        "USE TEMP B-TREE FOR ORDER BY",
    ]


@each(OF_MANY)
def test_each_of_many_people_is_looked_for_by_their_email(plan: Plan, name: str) -> None:
    """And not by passing over everybody on the airmeet's lists, as SQLite does for an email out of a list."""
    steps = [step for step in plan(name) if step.startswith("SEARCH")]
    assert [step.partition(" LEFT-JOIN")[0] for step in steps] == [
        "SEARCH r USING INDEX registrations_by_person (airmeet_id=? AND email_key=?)",
        "SEARCH a USING INDEX sqlite_autoindex_attendees_1 (airmeet_id=? AND email_key=?)",
        "SEARCH p USING INDEX sqlite_autoindex_presences_1 (airmeet_id=? AND email_key=?)",
    ]


@each({"airmeets.PAGE_AFTER", "airmeets.PAGE_BEFORE"})
def test_archived_airmeets_cost_a_page_nothing(plan: Plan, name: str) -> None:
    [step] = plan(name)
    assert step.startswith("SEARCH airmeets USING INDEX airmeets_listed (community_id=? AND seq")


@pytest.mark.parametrize("migration", migrate.known(), ids=lambda migration: migration.name)
def test_every_constraint_has_a_name_that_begins_with_its_table(migration: migrate.Migration) -> None:
    sql = migration.sql
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", sql, re.DOTALL):
        names = re.findall(rf"CONSTRAINT (\w+)\s+{RULE}", body)
        assert len(names) == len(re.findall(RULE, body))
        assert [name for name in names if not name.startswith(f"{table}_")] == []
        assert body.count("REFERENCES") == body.count("FOREIGN KEY")
        assert len(set(names)) == len(names)


def test_migrations_are_numbered_without_a_gap() -> None:
    """Numbers 7 and 8 are on their way, on branches of their own."""
    versions = [migration.version for migration in migrate.known()]
    assert versions == [
        version for version in range(1, versions[-1] + 1) if version in versions or version not in {7, 8}
    ]


def test_the_migrations_are_part_of_the_package() -> None:
    folder = Path(store.__path__[0]) / "migrations"
    assert [path.stem for path in sorted(folder.glob("*.sql"))] == [migration.name for migration in migrate.known()]
