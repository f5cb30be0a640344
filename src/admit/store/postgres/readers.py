"""Connections that each show one snapshot at a time, to all who have come for one meanwhile."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, Generic

import asyncpg

from admit.lib.clock import Clock
from admit.model.errors import DatabaseUnavailable
from admit.store.groups import R, Run
from admit.store.postgres import connections
from admit.store.postgres.connections import REFUSED, UNAVAILABLE, Connect, Connection, close, look_for_loss
from admit.store.postgres.together import Side, run_all

READERS_MAX = 10
TOGETHER_MAX = 16
"""Few enough that one slow question holds up few others."""

BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Reading(Generic[R]):
    """An action that waits for a snapshot, and the future of whoever waits for its answer."""

    def __init__(self, run: Run[R], answer: asyncio.Future[R]) -> None:
        self.run = run
        self.has_begun = False
        self.is_alone = False
        self._answer = answer

    def tell(self, side: Side[R]) -> None:
        if side.error is not None:
            self.fail(side.error)
        elif not self._answer.done():
            self._answer.set_result(side.value)

    def fail(self, error: Exception) -> None:
        if not self._answer.done():
            self._answer.set_exception(error)

    def lose_patience(self) -> None:
        if not self.has_begun:
            self.fail(DatabaseUnavailable())


class PostgresReaders:
    def __init__(self, connect: Connect, clock: Clock) -> None:
        self._connect = connect
        self._clock = clock
        self._waiting: deque[Reading[Any]] = deque()
        self._idle: list[Connection] = []
        self._tasks: set[asyncio.Task[None]] = set()
        """One for each connection in use."""
        self._is_called = False

    async def read(self, run: Run[R]) -> R:
        """Raises DatabaseUnavailable, also where none of the connections becomes free in time."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        reading = Reading(run, answer)
        self._waiting.append(reading)
        self._call()
        if len(self._tasks) < READERS_MAX:
            return await answer
        patience = loop.call_later(connections.PATIENCE_SECONDS, reading.lose_patience)
        try:
            return await answer
        finally:
            patience.cancel()

    async def close(self) -> None:
        """Once all that was accepted is answered."""
        await asyncio.gather(*self._tasks)
        while self._idle:
            await close(self._idle.pop())

    def _call(self) -> None:
        """For one more connection. One after another: who comes while it is on its way is served with the others."""
        if self._waiting and not self._is_called and len(self._tasks) < READERS_MAX:
            self._is_called = True
            task = asyncio.create_task(self._serve(), name="admit-reader")
            self._tasks.add(task)

    async def _serve(self) -> None:
        """Between its last look at who is waiting and its end nobody may come, who would wait for what is over."""
        self._is_called = False
        task = asyncio.current_task()
        try:
            while self._waiting:
                some = self._take()
                self._call()
                await self._answer(some)
        finally:
            self._tasks -= {task}

    def _take(self) -> list[Reading[Any]]:
        some = [self._waiting.popleft()]
        while self._waiting and len(some) < TOGETHER_MAX and not some[0].is_alone and not self._waiting[0].is_alone:
            some.append(self._waiting.popleft())
        for reading in some:
            reading.has_begun = True
        return some

    async def _answer(self, some: Sequence[Reading[Any]]) -> None:
        try:
            connection = await self._begun()
        except Exception as error:  # noqa: BLE001 (whatever it is, it is for the ones who asked)
            for reading in some:
                reading.fail(error)
            return
        try:
            sides = await run_all(connection, [reading.run for reading in some], self._clock())
        except Exception as error:  # noqa: BLE001 (as above)
            await self._end(connection, "ROLLBACK")
            self._refuse(some, error, connection)
        except BaseException:  # Given up in the middle of a statement.
            connection.terminate()
            raise
        else:
            for reading, side in zip(some, sides, strict=True):
                reading.tell(side)
            await self._end(connection, "COMMIT")

    def _refuse(self, some: Sequence[Reading[Any]], error: Exception, connection: Connection) -> None:
        """What the server refused was one's alone: each asks again by itself."""
        if len(some) > 1 and isinstance(error, asyncpg.PostgresError) and not connection.is_closed():
            for reading in some:
                reading.is_alone = True
            self._waiting.extendleft(reversed(some))
            return
        try:
            look_for_loss(error, connection)
        except DatabaseUnavailable as lost:
            error = lost
        for reading in some:
            reading.fail(error)

    async def _begun(self) -> Connection:
        connection = self._pop_idle() or await self._connected()
        try:
            await connection.execute(BEGIN_READING)
        except BaseException as error:
            connection.terminate()
            look_for_loss(error, connection)
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

    async def _end(self, connection: Connection, how: str) -> None:
        """A snapshot that cannot be left takes its connection with it: whoever looked is answered all the same."""
        try:
            await connection.execute(how)
        except REFUSED:
            connection.terminate()
        else:
            self._idle.append(connection)
