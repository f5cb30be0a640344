"""The database: one connection that writes, and one that reads."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import apsw

from admit.lib.clock import Clock
from admit.model.errors import DatabaseUnavailable
from admit.store.database import Action, P, R
from admit.store.groups import Groups, Run, Spoiled
from admit.store.sqlite.checkpoints import Checkpoints
from admit.store.sqlite.connections import BUSY_SECONDS, FLAGS, RETRY_SECONDS, UNAVAILABLE, connect
from admit.store.sqlite.transactions import SideBySide, SqliteSnapshot, SqliteTransaction

T = TypeVar("T")

HOLD_SECONDS = 0.25
"""How long one group may follow another before other processes get their chance at the lock, which is not fair."""
BREATH_SECONDS = 0.003


class SqliteWriter:
    """The one connection that writes: what Groups needs of an engine."""

    def __init__(self, connect: Callable[[], apsw.Connection], clock: Clock) -> None:
        self._connect = connect
        self._connection = connect()
        self._tx = SqliteTransaction(self._connection, clock())
        self._clock = clock
        self._checkpoints = Checkpoints(connect)
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="admit-commit")
        self._released_at = 0.0
        self._held_since = 0.0

    async def begin(self, on_busy: Callable[[], None]) -> None:
        await self._checkpoints.finish()
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
        if len(runs) == 1:
            return [_attempt(self._tx, runs[0])]
        tx = SideBySide(self._connection, self._tx.now, len(runs))
        outcomes = []
        for run in runs:
            outcomes.append(_attempt(tx, run))
            tx.end_action()
        try:
            tx.end()
        except UNAVAILABLE as error:
            raise DatabaseUnavailable from error
        except apsw.Error as error:
            raise Spoiled from error
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
            await asyncio.wrap_future(self._disk.submit(self._connection.execute, "COMMIT"))
        except UNAVAILABLE as error:
            raise DatabaseUnavailable from error
        finally:
            self._released_at = _loop_time()
        self._checkpoints.count(self._connection)

    async def rollback(self) -> None:
        """A connection that will not roll back is replaced, which does as much."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except apsw.Error:
            self._connection.close()
            self._connection = self._connect()

    def close(self) -> None:
        self._checkpoints.close()
        self._disk.shutdown()
        self._connection.close()

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


def _attempt(tx: SqliteTransaction, run: Run[R]) -> R | Exception:
    before = tx.changes
    try:
        return _finish(run(tx))
    except UNAVAILABLE as error:
        raise DatabaseUnavailable from error
    except Exception as error:
        if tx.changes != before:
            raise Spoiled from error
        return error


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
