"""The one connection of a process that writes: what Groups needs of an engine."""

from collections.abc import Callable, Sequence
from typing import Any

import asyncpg

from admit.lib.clock import Clock
from admit.store.groups import R, Run, Spoiled
from admit.store.postgres.connections import REFUSED, Connect, Connection, close, look_for_loss
from admit.store.postgres.together import Side, run_all

LOCK = 7021990
"""The number is Admit's; such locks belong to one database."""
BEGIN_WRITING = f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT WHERE pg_try_advisory_xact_lock({LOCK})"
WAIT_FOR_LOCK = f"SELECT pg_advisory_xact_lock({LOCK})"
NO_ROW = "SELECT 0"
COMMIT = "SET LOCAL statement_timeout = 0; COMMIT"
"""A commit that the server gave up while it waits for a replica would be told as done: only we may give it up."""
COMMIT_NOTHING = f"""
SELECT pg_logical_emit_message(true, 'admit', '') WHERE current_setting('synchronous_standby_names') <> '';
{COMMIT}
"""
"""A commit waits only for a change. A group without one may have found what is not on the replica yet: it says so."""


class PostgresWriter:
    """Groups of all processes follow one another, as they do on SQLite.

    Each holds one lock of the database from its beginning to its commit: no action meets another's half, and no two
    wait for each other.
    """

    def __init__(self, connect: Connect, connection: Connection, clock: Clock) -> None:
        self._connect = connect
        self._connection = connection
        self._clock = clock
        self._now = clock()
        self._on_busy: Callable[[], None] | None = None
        self._has_changed = False

    async def begin(self, on_busy: Callable[[], None]) -> None:
        try:
            if self._connection.is_closed():
                self._connection = await self._connect()
            if await self._connection.execute(BEGIN_WRITING) == NO_ROW:
                on_busy()
                await self._connection.execute(WAIT_FOR_LOCK)
        except Exception as error:
            look_for_loss(error, self._connection)
            raise
        self._now = self._clock()
        self._on_busy = on_busy
        self._has_changed = False

    async def attempt(self, runs: Sequence[Run[Any]]) -> list[Any]:
        """Any error of PostgreSQL's ends its transaction."""
        try:
            sides = await run_all(self._connection, runs, self._now, self._on_busy)
        except Exception as error:
            look_for_loss(error, self._connection)
            if isinstance(error, asyncpg.PostgresError):
                raise Spoiled from error
            raise
        self._has_changed |= any(side.has_changed for side in sides)
        return [_outcome(side) for side in sides]

    async def attempt_in_savepoint(self, run: Run[R]) -> R:
        try:
            await self._connection.execute("SAVEPOINT action")
            try:
                [side] = await run_all(self._connection, [run], self._now)
                value: R = side.result()
            except BaseException:
                await self._connection.execute("ROLLBACK TO action; RELEASE action")
                raise
            await self._connection.execute("RELEASE action")
        except Exception as error:
            look_for_loss(error, self._connection)
            raise
        self._has_changed |= side.has_changed
        return value

    async def commit(self) -> None:
        try:
            await self._connection.execute(COMMIT if self._has_changed else COMMIT_NOTHING)
        except Exception as error:
            look_for_loss(error, self._connection)
            raise

    async def rollback(self) -> None:
        """A connection that will not roll back is given up, which does as much; the next group makes another."""
        try:
            if not self._connection.is_closed():
                await self._connection.execute("ROLLBACK")
        except REFUSED:
            self._connection.terminate()

    async def close(self) -> None:
        await close(self._connection)


def _outcome(side: Side[R]) -> R | Exception:
    if side.error is None:
        return side.value
    if side.has_changed:
        raise Spoiled from side.error
    return side.error
