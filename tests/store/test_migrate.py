"""The schema's history: applied once, by whoever comes first, and whole or not at all."""

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw
import pytest

from admit.server import migrate_database, open_database
from admit.store import migrate
from admit.store.migrate import DatabaseNewer

EVERY_NAME = [migration.name for migration in migrate.known()]
NAMES_OF_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"


def look(path: Path, sql: str) -> list[object]:
    """The only column of `sql`'s rows."""
    connection = apsw.Connection(str(path))
    rows = [value for (value,) in connection.execute(sql)]
    connection.close()
    return rows


def change(path: Path, sql: str) -> None:
    connection = apsw.Connection(str(path))
    connection.execute(sql)
    connection.close()


def migrated(path: Path) -> list[str]:
    return asyncio.run(migrate_database(f"sqlite:///{path}"))


def test_each_migration_is_applied_once_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "admit.db"

    assert migrated(path) == EVERY_NAME
    schema = look(path, "SELECT sql FROM sqlite_schema ORDER BY name")
    applied_at = look(path, "SELECT applied_at FROM migrations ORDER BY version")

    assert migrated(path) == []
    assert look(path, "SELECT sql FROM sqlite_schema ORDER BY name") == schema
    assert look(path, "SELECT applied_at FROM migrations ORDER BY version") == applied_at
    assert look(path, "SELECT name FROM migrations ORDER BY version") == EVERY_NAME


def test_versions_have_no_gap_and_no_repeat() -> None:
    assert [migration.version for migration in migrate.known()] == list(range(1, len(EVERY_NAME) + 1))


def test_processes_that_start_at_once_apply_each_migration_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "admit", "migrate", "--json", "--database", f"sqlite:///{tmp_path}/admit.db"]

    def run(_: int) -> list[str]:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
        assert (done.returncode, done.stderr) == (0, "")
        applied: list[str] = json.loads(done.stdout)["applied"]
        return applied

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(run, range(4)))

    assert sorted(answers) == [[], [], [], EVERY_NAME]
    assert look(tmp_path / "admit.db", "SELECT name FROM migrations ORDER BY version") == EVERY_NAME


def test_a_database_of_a_newer_admit_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "admit.db"
    migrated(path)
    change(path, "INSERT INTO migrations VALUES (9999, '9999_the_future', '2030-01-01T00:00:00.000Z')")

    with pytest.raises(DatabaseNewer, match="migration 9999"):
        migrated(path)

    async def opened() -> None:
        async with open_database(f"sqlite:///{path}"):
            raise AssertionError("It was opened.")

    with pytest.raises(DatabaseNewer, match="migration 9999"):
        asyncio.run(opened())
    assert look(path, "SELECT name FROM migrations ORDER BY version") == [*EVERY_NAME, "9999_the_future"]
    assert look(path, "SELECT COUNT(*) FROM signing_keys") == [0]


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "admit.db"
    change(path, "CREATE TABLE registrations (in_the_way TEXT)")

    with pytest.raises(apsw.SQLError, match="already exists"):
        migrated(path)

    assert look(path, NAMES_OF_TABLES) == ["registrations"]


def test_every_table_but_the_heaps_is_clustered_by_its_key(tmp_path: Path) -> None:
    path = tmp_path / "admit.db"
    migrated(path)

    assert set(
        look(path, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT wr")
    ) == {
        "attendances",
        "attendees",
        "import_chunks",
        "people",
        "presences",
        "sqlite_schema",
    }
