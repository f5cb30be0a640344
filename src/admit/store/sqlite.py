"""The embedded engine: SQLite through apsw, called in the event loop. Only commits, which wait for the disk, do not."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import apsw
import msgspec

from admit.lib.clock import Clock, Timestamp
from admit.model.errors import DatabaseUnavailable
from admit.store.database import Action, CannotOpen, P, Parameters, Q, R, Row, S, Transaction
from admit.store.groups import Groups, Run, Spoiled

T = TypeVar("T")

BUSY_SECONDS = 5.0
"""How long a statement waits for another process to let go of the file."""
RETRY_SECONDS = 0.001
HOLD_SECONDS = 0.25
"""How long one group may follow another before other processes get their chance at the lock, which is not fair."""
BREATH_SECONDS = 0.003
CACHE_KIB = 32_768
CHECKPOINT_PAGES = 8_000
"""How long the log grows before its pages move into the file: a page changed ten times by then moves once."""
FLAGS = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
"""With SQLITE_OPEN_NOMUTEX on top, for what a single thread touches, a page of rows costs a seventh less."""

UNAVAILABLE = (
    apsw.BusyError,
    apsw.CantOpenError,
    apsw.FullError,
    apsw.IOError,
    apsw.LockedError,
    apsw.NoMemError,
    apsw.ProtocolError,
    apsw.ReadOnlyError,
)
"""The driver's errors that speak of the machine's state and not of a bug of ours."""


def connect(path: Path, *, vfs: str | None = None, flags: int = FLAGS) -> apsw.Connection:
    """A connection with the durability that an acknowledged write rests on. Makes the file, readable by its owner.

    Raises CannotOpen.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        connection = apsw.Connection(str(path), flags=flags, vfs=vfs)
        _configure(connection)
    except (OSError, apsw.Error) as error:
        raise CannotOpen(f"The database {path} cannot be opened: {error}.") from error
    return connection


def _configure(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(int(BUSY_SECONDS * 1000))
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)  # Or many a statement is prepared again for each new value.
    connection.create_scalar_function("lower", _lower, 1, deterministic=True)
    _enter_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.set_busy_timeout(0)  # From here on the event loop does the waiting.


def _enter_wal(connection: apsw.Connection) -> None:
    """Only who finds the file in another mode needs a lock, which SQLite's busy timeout does not cover."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except apsw.BusyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return


def _lower(*values: object) -> str | None:
    """SQL's LOWER for every alphabet, as PostgreSQL has it; SQLite's own knows A to Z."""
    [value] = values
    return None if value is None else str(value).lower()


class Block(msgspec.Struct):
    """The end of a sequence, of which `left` numbers were not used."""

    sql: str
    parameters: Parameters
    last: int
    left: int


class SqliteTransaction:
    """Statements run at once: awaiting them never suspends."""

    def __init__(self, connection: apsw.Connection, now: Timestamp) -> None:
        self._connection = connection
        self._scripts = 0
        self._looked: dict[tuple[object, ...], Any] = {}
        self._taken = 0
        self._block: Block | None = None
        self.takers = 1
        """How many actions may come one after another, none of which uses a sequence but by `take`."""
        self.now = now

    @property
    def changes(self) -> int:
        """A number that moves with each row that is changed, each number that is taken and each script that is run."""
        return self._connection.total_changes() + self._taken + self._scripts

    async def one(self, sql: str, parameters: Parameters) -> Row | None:
        row: Row | None = self._connection.execute(sql, parameters).fetchone()
        return row

    async def all(self, sql: str, parameters: Parameters) -> list[Row]:
        rows: list[Row] = self._connection.execute(sql, parameters).fetchall()
        return rows

    async def run(self, sql: str, parameters: Parameters) -> int:
        self._connection.execute(sql, parameters)
        return self._connection.changes()

    async def run_each(self, sql: str, rows: Sequence[Parameters]) -> None:
        self._connection.executemany(sql, rows).fetchall()  # Or one that returns something would stop at the first.

    async def take(self, sql: str, parameters: Parameters) -> int | None:
        """The first to come takes for all who may come after it, as long as they take from the same sequence."""
        self._taken += 1
        block = self._block
        if block is None or not block.left or (sql, parameters) != (block.sql, block.parameters):
            size = 1 if block else self.takers
            self.give_back()
            last = self._connection.execute(sql, {**parameters, "count": size}).get
            if last is None:
                return None
            block = self._block = Block(sql, parameters, last, size)
        block.left -= 1
        return block.last - block.left

    def give_back(self) -> None:
        """What nobody came for. Until then what counts the numbers that were taken is too high."""
        block, self._block = self._block, None
        if block is not None and block.left:
            self._connection.execute(block.sql, {**block.parameters, "count": -block.left}).fetchall()

    async def script(self, sql: str) -> None:
        """A table is clustered by its primary key, unless `-- a heap` stands behind it."""
        self._scripts += 1
        self._connection.execute(sql.replace("\n);\n", "\n) WITHOUT ROWID;\n"))

    async def once(self, look: Callable[[Transaction, *Q], Awaitable[S]], /, *args: *Q) -> S:
        question = (look, *args)
        if question not in self._looked:
            self._looked[question] = await look(self, *args)
        found: S = self._looked[question]
        return found


class SqliteSnapshot(SqliteTransaction):
    """Several actions look at it, and whoever asks the same has the same answer."""

    async def one(self, sql: str, parameters: Parameters) -> Row | None:
        question = (sql, *parameters.items())
        if question not in self._looked:
            self._looked[question] = self._connection.execute(sql, parameters).fetchone()
        row: Row | None = self._looked[question]
        return row


class SqliteWriter:
    """The one connection that writes: what Groups needs of an engine."""

    def __init__(self, connect: Callable[[], apsw.Connection], clock: Clock) -> None:
        self._connect = connect
        self._connection = connect()
        self._tx = SqliteTransaction(self._connection, clock())
        self._clock = clock
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="admit-commit")
        self._released_at = 0.0
        self._held_since = 0.0

    async def begin(self, on_busy: Callable[[], None]) -> None:
        await self._let_others_in(on_busy)
        deadline = _loop_time() + BUSY_SECONDS
        while True:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                self._tx = SqliteTransaction(self._connection, self._clock())
            except UNAVAILABLE as error:
                on_busy()
                await _wait_or_give_up(error, deadline)
            else:
                return

    async def attempt(self, runs: Sequence[Run[Any]]) -> list[Any]:
        self._tx.takers = len(runs)
        outcomes = [self._attempt(run) for run in runs]
        self._tx.give_back()
        self._tx.takers = 1
        return outcomes

    async def attempt_in_savepoint(self, run: Run[R]) -> R:
        execute = self._connection.execute
        try:
            execute("SAVEPOINT action")
            try:
                value = _finish(run(self._tx))
            except UNAVAILABLE:
                raise
            except BaseException:
                execute("ROLLBACK TO action")
                execute("RELEASE action")
                raise
            execute("RELEASE action")
        except UNAVAILABLE as error:
            raise DatabaseUnavailable from error
        return value

    async def commit(self) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._disk, self._connection.execute, "COMMIT")
        except UNAVAILABLE as error:
            raise DatabaseUnavailable from error
        finally:
            self._released_at = _loop_time()

    async def rollback(self) -> None:
        """A connection that will not roll back is replaced, which does as much."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except apsw.Error:
            self._connection.close()
            self._connection = self._connect()

    def close(self) -> None:
        self._disk.shutdown()
        self._connection.close()

    def _attempt(self, run: Run[R]) -> R | Exception:
        before = self._tx.changes
        try:
            return _finish(run(self._tx))
        except UNAVAILABLE as error:
            raise DatabaseUnavailable from error
        except Exception as error:
            if self._tx.changes != before:
                raise Spoiled from error
            return error

    async def _let_others_in(self, on_busy: Callable[[], None]) -> None:
        """SQLite's lock goes to whoever asks first, and groups in a row would always be first."""
        now = _loop_time()
        if now - self._released_at > RETRY_SECONDS:
            self._held_since = now
        elif now - self._held_since > HOLD_SECONDS:
            on_busy()
            await asyncio.sleep(BREATH_SECONDS)
            self._held_since = _loop_time()


class SqliteReader:
    """The one connection that reads. All who read in one turn of the event loop see the same snapshot.

    What they see was there when the turn began or is newer: nobody has been told of a write since.
    """

    def __init__(self, connection: apsw.Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._snapshot: SqliteSnapshot | None = None

    def read(self, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Raises one of UNAVAILABLE, and then the snapshot is gone."""
        try:
            if self._snapshot is None:
                self._snapshot = self._begin()
            return _finish(action(self._snapshot, *args, **kwargs))
        except UNAVAILABLE:
            self._end()
            raise

    def close(self) -> None:
        self._end()
        self._connection.close()

    def _begin(self) -> SqliteSnapshot:
        self._connection.execute("BEGIN")
        asyncio.get_running_loop().call_soon(self._end)
        return SqliteSnapshot(self._connection, self._clock())

    def _end(self) -> None:
        """Some errors have ended the transaction already."""
        if self._snapshot is not None and self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._snapshot = None


class SqliteDatabase:
    """One writer, and one reader. Make it inside the running event loop."""

    def __init__(self, path: Path, clock: Clock, *, vfs: str | None = None) -> None:
        self._writer = SqliteWriter(partial(connect, path, vfs=vfs), clock)
        reading = connect(path, vfs=vfs, flags=FLAGS | apsw.SQLITE_OPEN_NOMUTEX)
        reading.execute("PRAGMA query_only = ON")
        self._reader = SqliteReader(reading, clock)
        self._groups = Groups(self._writer)

    async def read(self, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        deadline: float | None = None
        while True:
            try:
                return self._reader.read(action, *args, **kwargs)
            except UNAVAILABLE as error:
                deadline = deadline or _loop_time() + BUSY_SECONDS
                await _wait_or_give_up(error, deadline)

    async def write(self, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._groups.submit(lambda tx: action(tx, *args, **kwargs))

    async def write_about(self, person: str, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._groups.submit(lambda tx: action(tx, *args, **kwargs), about=person)

    async def close(self) -> None:
        await self._groups.close()
        self._reader.close()
        self._writer.close()


async def _wait_or_give_up(error: apsw.Error, deadline: float) -> None:
    """Only a lock is worth waiting for, and there is no event to await: another process holds it."""
    if not isinstance(error, apsw.BusyError) or _loop_time() > deadline:
        raise DatabaseUnavailable from error
    await asyncio.sleep(RETRY_SECONDS)


def _finish(action: Awaitable[T]) -> T:
    """Run to its end what never suspends, without going through the event loop."""
    steps = action.__await__()
    try:
        next(steps)
    except StopIteration as done:
        value: T = done.value
        return value
    raise RuntimeError("An action awaited something other than its transaction.")


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
