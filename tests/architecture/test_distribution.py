"""The rule that lets a distributed database keep a community's rows together: docs/operating.md tells it."""

import re

import pytest

from admit.store import migrate
from tests.architecture.test_sql import STATEMENTS
from tests.architecture.tree import ROOT

OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
DISTRIBUTED_BY: dict[str, str] = dict(re.findall(r"^\| (\w+) \| `(\w+)` \| .+ \|$", OPERATING, re.MULTILINE))
"""The page's table: by which column each table is."""
EVERYWHERE = "everywhere"
"""In place of a column: a table so small that each machine has all of it."""
ACROSS = set(re.findall(r"^- `(\w+\.\w+)`", OPERATING, re.MULTILINE))
"""The page's list: statements that may ask every machine."""
SCHEMA = "\n".join(migration.sql for migration in migrate.known())
PRIMARY_KEYS = dict(re.findall(r"CREATE TABLE (\w+) \(.*?PRIMARY KEY \((\w+)", SCHEMA, re.DOTALL))
TOUCHED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE) (\w+)")
ASKS = {name: sql for name, sql in STATEMENTS.items() if not name.startswith("migrate.")}


def strays(sql: str) -> list[str]:
    """The tables that this statement asks without saying in which part of them."""
    tables = {table for table in TOUCHED.findall(sql) if table in DISTRIBUTED_BY}
    return sorted(table for table in tables if not names_its_part(sql, DISTRIBUTED_BY[table]))


def names_its_part(sql: str, column: str) -> bool:
    is_inserted = re.search(rf"INSERT INTO \w+ \([^)]*\b{column}\b", sql)
    return column == EVERYWHERE or bool(is_inserted or re.search(rf"\b{column} (?:=|IN \()", sql))


def test_every_table_is_distributed_by_what_its_primary_key_begins_with() -> None:
    keys = {table: PRIMARY_KEYS[table] if column != EVERYWHERE else column for table, column in DISTRIBUTED_BY.items()}
    assert keys == DISTRIBUTED_BY
    assert set(PRIMARY_KEYS) == set(DISTRIBUTED_BY)


@pytest.mark.parametrize("name", sorted(set(ASKS)))
def test_a_statement_says_in_which_part_it_looks_unless_the_page_lists_it(name: str) -> None:
    is_listed = re.sub(r"\[.*", "", name) in ACROSS
    assert (strays(ASKS[name]) != []) == is_listed
