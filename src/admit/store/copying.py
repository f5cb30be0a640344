"""Everything that an SQLite file holds, into a PostgreSQL: table by table, each whole or not at all."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from admit.store.database import Row
from admit.store.sqlite.connections import connect

if TYPE_CHECKING:  # The driver is an extra of its own.
    from admit.store.postgres.connections import Connection

ROWS_AT_ONCE = 1000

TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'migrations' ORDER BY rowid"
"""As they were made: what refers to another table comes after it."""
COLUMNS = """
SELECT column_name, data_type = 'boolean'
FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = $1
ORDER BY ordinal_position
"""

Progress = Callable[[int], None]
"""Told of each thousand rows, or fewer at the end."""
Watch = Callable[[str, int], AbstractContextManager[Progress]]
"""Told of each table and the number of its rows."""


class CannotCopy(Exception):
    """The sentence says why. What was copied before stays, and another run goes on from there."""


class Table(msgspec.Struct, frozen=True):
    name: str
    rows: int


class Tally(msgspec.Struct):
    """How many rows there were, and a checksum of them in whatever order."""

    rows: int = 0
    checksum: int = 0

    def add(self, row: Row) -> None:
        digest = blake2b(msgspec.msgpack.encode(row), digest_size=8).digest()
        self.rows += 1
        self.checksum = (self.checksum + int.from_bytes(digest)) % 2**64


async def copy(source: Path, target: "Connection", watch: Watch) -> list[Table]:
    """Both have their schema. Raises CannotCopy where the target holds anything that the source does not."""
    copying = Copying(source, target)
    tables = copying.tables()
    for table in tables:
        with watch(table.name, table.rows) as progress:
            await copying.copy(table, progress)
    await copying.finish()
    return tables


class Copying:
    """One snapshot of the source, and a transaction for each table of the target."""

    def __init__(self, source: Path, target: "Connection") -> None:
        self._source = connect(source)
        self._source.execute("BEGIN")
        self._target = target

    def tables(self) -> list[Table]:
        """In the order in which they are to be copied."""
        names = [name for (name,) in self._source.execute(TABLES)]
        return [Table(name, self._count(name)) for name in names]

    async def copy(self, table: Table, progress: Progress) -> None:
        """A table that an earlier run has copied is only looked at."""
        columns = await self._target.fetch(COLUMNS, table.name)
        names = [name for name, _ in columns]
        booleans = [index for index, (_, is_boolean) in enumerate(columns) if is_boolean]
        sent = Tally()
        rows = self._rows(f"SELECT {', '.join(names)} FROM {table.name}", booleans, sent, progress)
        is_new = not await self._target.fetch(f"SELECT 1 FROM {table.name} LIMIT 1")
        await self._target.execute("BEGIN")
        try:
            if is_new:
                await self._target.copy_records_to_table(table.name, records=rows, columns=names)
            else:
                deque(rows, maxlen=0)
            await self._require_arrived(table.name, names, sent)
        except BaseException:
            await self._target.execute("ROLLBACK")
            raise
        await self._target.execute("COMMIT")

    async def finish(self) -> None:
        """Let PostgreSQL know what it holds: its plans rest on that."""
        await self._target.execute("ANALYZE")
        self._source.close()

    def _count(self, table: str) -> int:
        count: int = self._source.execute(f"SELECT COUNT(*) FROM {table}").get
        return count

    def _rows(self, sql: str, booleans: list[int], tally: Tally, progress: Progress) -> Iterator[Row]:
        cursor = self._source.execute(sql)
        while some := list(islice(cursor, ROWS_AT_ONCE)):
            for row in some:
                whole = _with_booleans(row, booleans) if booleans else row
                tally.add(whole)
                yield whole
            progress(len(some))

    async def _require_arrived(self, table: str, names: list[str], sent: Tally) -> None:
        arrived = Tally()
        async for row in self._target.cursor(f"SELECT {', '.join(names)} FROM {table}", prefetch=ROWS_AT_ONCE):
            arrived.add(tuple(row))
        if arrived != sent:
            raise CannotCopy(
                f"The table {table} holds {arrived.rows} rows that are not the source's {sent.rows}: "
                "empty the target, or stop whatever writes to either database."
            )


def _with_booleans(row: Row, places: list[int]) -> Row:
    """SQLite keeps them as 0 and 1."""
    values = list(row)
    for place in places:
        values[place] = bool(values[place])
    return tuple(values)
