"""The engine for more than one process: PostgreSQL through asyncpg.

A group of writes holds one lock of the database from its beginning to its commit, so that groups of all processes
follow one another as they do on SQLite: no action meets another's half, and no two wait for each other.
"""

import asyncio
import re
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import lru_cache, partial
from typing import Any, Protocol
from urllib.parse import urlsplit

import asyncpg
import msgspec
from asyncpg.exceptions import TargetServerAttributeNotMatched

from admit.lib.clock import Clock, Timestamp
from admit.lib.hosts import each_host
from admit.model.errors import DatabaseUnavailable
from admit.store.database import Action, CannotOpen, P, Parameters, R, Row
from admit.store.groups import Groups, Run, Spoiled

READERS_MAX = 10
CONNECT_SECONDS = 3.0
PATIENCE_SECONDS = 5.0
"""How long is waited for a lock, for a free connection, and by the server for the next statement of a transaction."""
STATEMENT_SECONDS = 10.0
GRACE_SECONDS = 1.0
"""The server gives a statement up first; a server that says nothing at all is given up this much later."""
CLOSE_SECONDS = 2.0
STATEMENTS_CACHED = 1000

BEGIN_WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(7021990)"
"""The number is Admit's; such locks belong to one database."""
BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
COMMIT = "SET LOCAL statement_timeout = 0; COMMIT"
"""A commit that the server gave up while it waits for a replica would be told as done: only we may give it up."""
WAIT_FOR_REPLICA = """
SELECT pg_logical_emit_message(true, 'admit', '')
WHERE current_setting('synchronous_standby_names') <> '';
"""
"""A group without a change has nothing to wait for, but may have found what is not on the replica yet."""

UNAVAILABLE: tuple[type[Exception], ...] = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.LockNotAvailableError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    TargetServerAttributeNotMatched,
    asyncpg.TransactionRollbackError,
)
"""The driver's errors that speak of the server's state and not of a bug of ours. TimeoutError is an OSError."""


class Connection(Protocol):
    """What is used of asyncpg's, which comes without types."""

    async def execute(self, sql: str, *values: object) -> str: ...

    async def executemany(self, sql: str, rows: Sequence[Sequence[object]]) -> None: ...

    async def fetch(self, sql: str, *values: object) -> list[Any]: ...

    async def copy_records_to_table(self, table: str, *, records: Iterable[Row], columns: list[str]) -> str: ...

    def cursor(self, sql: str, *, prefetch: int) -> AsyncIterable[Any]: ...

    def get_settings(self) -> Any: ...  # noqa: ANN401 (as the server gave them)

    def is_closed(self) -> bool: ...

    async def close(self, *, timeout: float) -> None: ...  # noqa: ASYNC109 (the driver's)

    def terminate(self) -> None: ...


Connect = Callable[[], Awaitable[Connection]]


class Statement(msgspec.Struct, frozen=True):
    """As PostgreSQL has it: parameters are numbered."""

    sql: str
    names: tuple[str, ...]
    """Of the parameters $1, $2 and so on."""
    is_read: bool

    def values(self, parameters: Parameters) -> list[object]:
        """Text with a NUL, which PostgreSQL cannot hold nor compare, is looked for as what nobody has."""
        values = [parameters[name] for name in self.names]
        if self.is_read:
            return [value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in values]
        return values


@lru_cache(maxsize=STATEMENTS_CACHED)
def translate(sql: str) -> Statement:
    """LOWER is for every alphabet, which the "C" collation of the columns does not know."""
    names: list[str] = []

    def numbered(parameter: re.Match[str]) -> str:
        if parameter[1] not in names:
            names.append(parameter[1])
        return f"${names.index(parameter[1]) + 1}"

    text = re.sub(r"(?<!:):([a-z_]\w*)", numbered, sql)
    text = re.sub(r"\bLOWER\((\w+)\)", r'LOWER(\1 COLLATE "und-x-icu")', text)
    return Statement(text, tuple(names), is_read=text.lstrip().startswith("SELECT"))


class PostgresTransaction:
    def __init__(self, connection: Connection, now: Timestamp) -> None:
        self._connection = connection
        self.changes = 0
        """A number that moves with each row that is changed and each script that is run."""
        self.now = now

    async def one(self, sql: str, parameters: Parameters) -> Row | None:
        rows = await self.all(sql, parameters)
        return rows[0] if rows else None

    async def all(self, sql: str, parameters: Parameters) -> list[Row]:
        statement = translate(sql)
        rows = await self._connection.fetch(statement.sql, *statement.values(parameters))
        if not statement.is_read:
            self.changes += len(rows)
        return [tuple(row) for row in rows]

    async def run(self, sql: str, parameters: Parameters) -> int:
        """PostgreSQL says `INSERT 0 1` or `UPDATE 1`."""
        statement = translate(sql)
        said = await self._connection.execute(statement.sql, *statement.values(parameters))
        count = int(said.rpartition(" ")[2])
        self.changes += count
        return count

    async def run_each(self, sql: str, rows: Sequence[Parameters]) -> None:
        statement = translate(sql)
        await self._connection.executemany(statement.sql, [statement.values(row) for row in rows])
        self.changes += len(rows)

    async def script(self, sql: str) -> None:
        """Text sorts by its bytes, as on SQLite and whatever the database's own collation."""
        self.changes += 1
        await self._connection.execute(re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', sql))


class PostgresWriter:
    """The one connection of this process that writes: what Groups needs of an engine."""

    def __init__(self, connect: Connect, connection: Connection, clock: Clock) -> None:
        self._connect = connect
        self._connection = connection
        self._clock = clock
        self._tx = PostgresTransaction(connection, clock())

    async def begin(self) -> None:
        try:
            if self._connection.is_closed():
                self._connection = await self._connect()
            await self._connection.execute(BEGIN_WRITING)
        except Exception as error:
            _look_for_loss(error, self._connection)
            raise
        self._tx = PostgresTransaction(self._connection, self._clock())

    async def attempt(self, run: Run[R]) -> R:
        """Any error of PostgreSQL's ends its transaction."""
        before = self._tx.changes
        try:
            return await run(self._tx)
        except Exception as error:
            _look_for_loss(error, self._connection)
            if isinstance(error, asyncpg.PostgresError) or self._tx.changes != before:
                raise Spoiled from error
            raise

    async def attempt_in_savepoint(self, run: Run[R]) -> R:
        try:
            await self._connection.execute("SAVEPOINT action")
            try:
                value = await run(self._tx)
            except BaseException:
                await self._connection.execute("ROLLBACK TO action; RELEASE action")
                raise
            await self._connection.execute("RELEASE action")
        except Exception as error:
            _look_for_loss(error, self._connection)
            raise
        return value

    async def commit(self) -> None:
        try:
            await self._connection.execute(COMMIT if self._tx.changes else WAIT_FOR_REPLICA + COMMIT)
        except Exception as error:
            _look_for_loss(error, self._connection)
            raise

    async def rollback(self) -> None:
        """A connection that will not roll back is given up, which does as much; the next group makes another."""
        try:
            if not self._connection.is_closed():
                await self._connection.execute("ROLLBACK")
        except (*UNAVAILABLE, asyncpg.PostgresError, asyncpg.InterfaceError):
            self._connection.terminate()

    async def close(self) -> None:
        await _close(self._connection)


class PostgresReaders:
    """Connections that each show one snapshot at a time."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._places = asyncio.Semaphore(READERS_MAX)
        self._idle: list[Connection] = []

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        await self._take_place()
        try:
            connection = await self._begun()
            try:
                yield connection
                await connection.execute("COMMIT")
            except Exception as error:
                await self._end(connection)
                _look_for_loss(error, connection)
                raise
            except BaseException:  # Given up in the middle of a statement.
                connection.terminate()
                raise
            self._idle.append(connection)
        finally:
            self._places.release()

    async def close(self) -> None:
        while self._idle:
            await _close(self._idle.pop())

    async def _take_place(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._places.acquire()
        except TimeoutError as error:
            raise DatabaseUnavailable from error

    async def _begun(self) -> Connection:
        connection = self._pop_idle() or await self._connected()
        try:
            await connection.execute(BEGIN_READING)
        except BaseException as error:
            connection.terminate()
            _look_for_loss(error, connection)
            raise
        return connection

    def _pop_idle(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return None

    async def _connected(self) -> Connection:
        try:
            return await self._connect()
        except UNAVAILABLE as error:
            raise DatabaseUnavailable from error

    async def _end(self, connection: Connection) -> None:
        """After an error. A snapshot that cannot be left takes its connection with it."""
        try:
            await connection.execute("ROLLBACK")
            self._idle.append(connection)
        except Exception:  # noqa: BLE001 (whatever it is, the error before it is the one to tell)
            connection.terminate()


class PostgresDatabase:
    """One writer, and as many readers as READERS_MAX. Open it inside the running event loop."""

    def __init__(self, connect: Connect, connection: Connection, clock: Clock) -> None:
        self._clock = clock
        self._readers = PostgresReaders(connect)
        self._writer = PostgresWriter(connect, connection, clock)
        self._groups = Groups(self._writer)

    @classmethod
    async def open(cls, url: str, clock: Clock, *, is_patient: bool = False) -> "PostgresDatabase":
        """Patient: a statement may take as long as it does, as those of a migration must. Raises CannotOpen."""
        connect_again = partial(connect, url, is_patient=is_patient)
        try:
            connection = await connect_again()
        except (*UNAVAILABLE, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            raise CannotOpen(f"The database {_shown(url)} cannot be opened: {_reason(error)}.") from error
        if connection.get_settings().server_encoding != "UTF8":
            await _close(connection)
            raise CannotOpen(f"The database {_shown(url)} is not in UTF-8: make one WITH ENCODING 'UTF8'.")
        return cls(connect_again, connection, clock)

    async def read(self, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        async with self._readers.snapshot() as connection:
            return await action(PostgresTransaction(connection, self._clock()), *args, **kwargs)

    async def write(self, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._groups.submit(lambda tx: action(tx, *args, **kwargs))

    async def close(self) -> None:
        await self._groups.close()
        await self._readers.close()
        await self._writer.close()


async def connect(url: str, *, is_patient: bool) -> Connection:
    """To the one of several hosts that is not a replica. All are asked at once: a silent one holds nobody up."""
    asked = [asyncio.ensure_future(_connect_to(each, is_patient=is_patient)) for each in each_host(url)]
    chosen, reasons = None, []
    try:
        for answer in asyncio.as_completed(asked):
            try:
                chosen = await answer
            except (*UNAVAILABLE, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                reasons.append(error)
            else:
                return chosen
        raise reasons[-1]
    finally:
        for attempt in asked:
            attempt.cancel()
        for other in await asyncio.gather(*asked, return_exceptions=True):
            if other is not chosen and not isinstance(other, BaseException):
                other.terminate()


async def _connect_to(url: str, *, is_patient: bool) -> Connection:
    patience = str(int(PATIENCE_SECONDS * 1000))
    limits = {
        "statement_timeout": str(int(STATEMENT_SECONDS * 1000)),
        "lock_timeout": patience,
        "idle_in_transaction_session_timeout": patience,
    }
    connection: Connection = await asyncpg.connect(
        url,
        timeout=CONNECT_SECONDS,
        command_timeout=None if is_patient else STATEMENT_SECONDS + GRACE_SECONDS,
        statement_cache_size=STATEMENTS_CACHED,
        max_cached_statement_lifetime=0,
        target_session_attrs="primary",
        server_settings={"application_name": "admit", "jit": "off"} | ({} if is_patient else limits),
    )
    return connection


async def _close(connection: Connection) -> None:
    """Politely, unless the server does not answer."""
    with suppress(*UNAVAILABLE, asyncpg.InterfaceError):
        await connection.close(timeout=CLOSE_SECONDS)


def _look_for_loss(error: BaseException, connection: Connection) -> None:
    """Raises DatabaseUnavailable for an error that speaks of the server's state; any other is a bug or a refusal."""
    is_lost = isinstance(error, asyncpg.InterfaceError) and connection.is_closed()
    if is_lost or isinstance(error, UNAVAILABLE):
        raise DatabaseUnavailable from error


def _shown(url: str) -> str:
    """Without the password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}{parts.path}"


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
