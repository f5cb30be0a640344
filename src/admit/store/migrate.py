"""The schema's history: numbered SQL files, each run once, in order, and never changed afterwards."""

from importlib import resources

import msgspec

from admit.store.database import Transaction

MIGRATIONS = """
CREATE TABLE IF NOT EXISTS migrations (
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    CONSTRAINT migrations_pk PRIMARY KEY (version)
);
"""
LIST_APPLIED = "SELECT version FROM migrations ORDER BY version"
INSERT_APPLIED = "INSERT INTO migrations (version, name, applied_at) VALUES (:version, :name, :now)"

DELETE_TOUCH = "DELETE FROM migrations WHERE version = 0"


class Migration(msgspec.Struct, frozen=True):
    version: int
    name: str
    sql: str


class DatabaseNewer(Exception):
    """The database was written by a later Admit than this one."""


class MigrationsMissing(Exception):
    """The database was written by an earlier Admit, and whoever runs it decides when that changes."""


def known() -> list[Migration]:
    """Every migration this Admit brings, oldest first."""
    files = resources.files("admit.store").joinpath("migrations").iterdir()
    named = sorted((file for file in files if file.name.endswith(".sql")), key=lambda file: file.name)
    return [
        Migration(int(file.name.partition("_")[0]), file.name.removesuffix(".sql"), file.read_text("utf-8"))
        for file in named
    ]


async def run(tx: Transaction) -> list[str]:
    """Bring the schema up to date in this one transaction; the names of the migrations that had been missing."""
    await tx.script(MIGRATIONS)
    applied = {version for (version,) in await tx.all(LIST_APPLIED, {})}
    migrations = known()
    if unknown := applied - {migration.version for migration in migrations}:
        raise DatabaseNewer(f"The database has migration {max(unknown)}, which this version of Admit does not know.")
    missing = [migration for migration in migrations if migration.version not in applied]
    for migration in missing:
        await tx.script(migration.sql)
        await tx.run(INSERT_APPLIED, {"version": migration.version, "name": migration.name, "now": tx.now})
    return [migration.name for migration in missing]


async def run_if_empty(tx: Transaction) -> None:
    """Raises MigrationsMissing for a database that holds data of an earlier Admit, which other processes may serve."""
    await tx.script(MIGRATIONS)
    is_empty = await tx.all(LIST_APPLIED, {}) == []
    missing = await run(tx)
    if missing and not is_empty:
        raise MigrationsMissing(
            f"The database lacks {len(missing)} migrations, {missing[0]} first: run admit migrate, "
            "which processes that serve it need not be stopped for."
        )


async def touch(tx: Transaction) -> None:
    """Write a row and take it away again, which reaches the disk: whoever can do this can do the rest."""
    await tx.run(INSERT_APPLIED, {"version": 0, "name": "touch", "now": tx.now})
    await tx.run(DELETE_TOUCH, {})
