"""Connections to PostgreSQL, each with bounds on what it waits for."""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import asyncpg
from asyncpg.exceptions import TargetServerAttributeNotMatched

from admit.lib.hosts import each_host
from admit.model.errors import DatabaseUnavailable
from admit.store.database import Row

CONNECT_SECONDS = 3.0
PATIENCE_SECONDS = 5.0
"""How long is waited for a lock, for a free connection, and by the server for the next statement of a transaction."""
STATEMENT_SECONDS = 10.0
GRACE_SECONDS = 1.0
"""The server gives a statement up first; a server that says nothing at all is given up this much later."""
CLOSE_SECONDS = 2.0
STATEMENTS_CACHED = 1000

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
REFUSED: tuple[type[Exception], ...] = (*UNAVAILABLE, asyncpg.PostgresError, asyncpg.InterfaceError)
"""Whatever the driver raises."""


class Connection(Protocol):
    """What is used of asyncpg's, which comes without types."""

    async def execute(self, sql: str, *values: object) -> str: ...

    async def executemany(self, sql: str, rows: Sequence[Sequence[object]]) -> None: ...

    async def fetch(self, sql: str, *values: object) -> list[Any]: ...

    async def fetchmany(self, sql: str, rows: Sequence[Sequence[object]]) -> list[Any]: ...

    async def prepare(self, sql: str) -> Any: ...  # noqa: ANN401 (the driver's)

    async def copy_records_to_table(self, table: str, *, records: Iterable[Row], columns: list[str]) -> str: ...

    def cursor(self, sql: str, *, prefetch: int) -> AsyncIterable[Any]: ...

    def get_settings(self) -> Any: ...  # noqa: ANN401 (as the server gave them)

    def is_closed(self) -> bool: ...

    async def close(self, *, timeout: float) -> None: ...  # noqa: ASYNC109 (the driver's)

    def terminate(self) -> None: ...


Connect = Callable[[], Awaitable[Connection]]


async def connect(url: str, *, is_patient: bool) -> Connection:
    """To the one of several hosts that is not a replica. All are asked at once: a silent one holds nobody up."""
    asked = [asyncio.ensure_future(_connect_to(each, is_patient=is_patient)) for each in each_host(url)]
    chosen, reasons = None, []
    try:
        for answer in asyncio.as_completed(asked):
            try:
                chosen = await answer
            except REFUSED as error:
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


async def close(connection: Connection) -> None:
    """Politely, unless the server does not answer."""
    with suppress(*UNAVAILABLE, asyncpg.InterfaceError):
        await connection.close(timeout=CLOSE_SECONDS)


_types: dict[str, tuple[str, ...]] = {}
"""Of statements, which are the same for every connection, since the schema is."""


async def types_of(connection: Connection, sql: str) -> tuple[str, ...]:
    """The types of the parameters of `sql`, which the server is asked for once."""
    if sql not in _types:
        _types[sql] = tuple(kind.name for kind in (await connection.prepare(sql)).get_parameters())
    return _types[sql]


def look_for_loss(error: BaseException, connection: Connection) -> None:
    """Raises DatabaseUnavailable for an error that speaks of the server's state; any other is a bug or a refusal."""
    is_lost = isinstance(error, asyncpg.InterfaceError) and connection.is_closed()
    if is_lost or isinstance(error, UNAVAILABLE):
        raise DatabaseUnavailable from error


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
