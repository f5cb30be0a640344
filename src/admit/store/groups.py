"""Group commit: writes that wait together share one transaction and one flush to disk.

While one group's commit is on its way to disk, the next group gathers. An action that raises undoes only itself; a
commit that fails fails everyone in its group, and the next group starts afresh.

Almost no action raises once it has changed something. So a group first runs without savepoints, whose copies of pages
would cost each write a twentieth; when one does raise, the group is rolled back and runs again, each in a savepoint.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Generic, Protocol, TypeVar

from admit.model.errors import DatabaseUnavailable
from admit.store.database import Transaction

R = TypeVar("R")
Run = Callable[[Transaction], Awaitable[R]]

GROUP_SIZE_MAX = 256
WAITING_MAX = 10_000

log = logging.getLogger("admit.store")


class Spoiled(Exception):
    """An action has raised and left changes behind: what the group did until then must be undone."""


class Attempt(Protocol):
    """A way to run an action in the group's transaction."""

    async def __call__(self, run: Run[R]) -> R: ...


class Engine(Protocol):
    """The one writer of a database, and its transaction. Raises DatabaseUnavailable when that is lost."""

    async def begin(self) -> None: ...

    async def attempt(self, run: Run[R]) -> R:
        """Raises what `run` does if that has changed nothing, and Spoiled if it has."""
        ...

    async def attempt_in_savepoint(self, run: Run[R]) -> R:
        """What `run` raises has undone only itself."""
        ...

    async def commit(self) -> None:
        """Returns when the group is durable."""
        ...

    async def rollback(self) -> None: ...


class Job(Generic[R]):
    """One action that waits for its group, and the future of whoever waits for it."""

    def __init__(self, run: Run[R], answer: asyncio.Future[R]) -> None:
        self._run = run
        self._answer = answer
        self._value: R
        self._error: Exception | None = None

    @property
    def is_abandoned(self) -> bool:
        """Whoever asked has gone before the action began."""
        return self._answer.done()

    async def run(self, attempt: Attempt) -> None:
        try:
            self._value = await attempt(self._run)
        except (DatabaseUnavailable, Spoiled):
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is, it is for the one who asked)
            self._error = error

    def tell(self) -> None:
        if self._answer.done():
            return
        if self._error is None:
            self._answer.set_result(self._value)
        else:
            self._answer.set_exception(self._error)

    def fail(self) -> None:
        if not self._answer.done():
            self._answer.set_exception(DatabaseUnavailable())


class Groups:
    """Accepts actions from many tasks, and commits them in the order of arrival."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: deque[Job[Any]] = deque()
        self._arrival = asyncio.Event()
        self._is_closing = False
        self._task = asyncio.create_task(self._serve(), name="admit-group-commit")

    async def submit(self, run: Run[R]) -> R:
        """The action's answer once it is durable. Raises DatabaseUnavailable when too many wait already."""
        if self._is_closing or len(self._waiting) >= WAITING_MAX:
            raise DatabaseUnavailable
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append(Job(run, answer))
        self._arrival.set()
        return await answer

    async def close(self) -> None:
        """Accept nothing more, and finish what was accepted."""
        self._is_closing = True
        self._arrival.set()
        await self._task

    async def _serve(self) -> None:
        while self._waiting or not self._is_closing:
            if not self._waiting:
                self._arrival.clear()
                await self._arrival.wait()
                continue
            group = [self._waiting.popleft() for _ in range(min(GROUP_SIZE_MAX, len(self._waiting)))]
            await self._commit(group)

    async def _commit(self, group: list[Job[Any]]) -> None:
        try:
            try:
                await self._run(group, self._engine.attempt)
            except Spoiled:
                await self._engine.rollback()
                await self._run(group, self._engine.attempt_in_savepoint)
            await self._engine.commit()
        except Exception as error:
            log.error("A group of %d writes failed.", len(group), exc_info=error)  # noqa: TRY400
            await self._roll_back()
            for job in group:
                job.fail()
        else:
            for job in group:
                job.tell()

    async def _run(self, group: list[Job[Any]], attempt: Attempt) -> None:
        await self._engine.begin()
        for job in group:
            if not job.is_abandoned:
                await job.run(attempt)

    async def _roll_back(self) -> None:
        try:
            await self._engine.rollback()
        except Exception:
            log.exception("The rollback failed too; the next group tries again.")
