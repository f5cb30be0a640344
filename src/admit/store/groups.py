"""Group commit: writes that wait together share one transaction and one flush to disk.

While one group's commit is on its way to disk, the next group gathers. An action that raises undoes only itself; a
commit that fails fails everyone in its group, and the next group starts afresh.

Almost no action raises once it has changed something. So a group first runs without savepoints, whose copies of pages
would cost each write a twentieth; when one does raise, the group is rolled back and runs again, each in a savepoint.

What answers set off in this process, writing them and reading the requests that follow, is a third of a group's time.
So while others wait already, a group's answers are held until the database has the next group's changes to work on.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

from admit.model.errors import DatabaseUnavailable
from admit.store.database import Transaction

R = TypeVar("R")
Run = Callable[[Transaction], Awaitable[R]]

GROUP_SIZE_MAX = 256
WAITING_MAX = 10_000
HELD_SECONDS = 0.02
"""How long an answer is held at most."""

log = logging.getLogger("admit.store")


class Spoiled(Exception):
    """An action has raised and left changes behind: what the group did until then must be undone."""


class Engine(Protocol):
    """The one writer of a database, and its transaction. Raises DatabaseUnavailable when that is lost."""

    async def begin(self, on_busy: Callable[[], None]) -> None:
        """`on_busy` is called when it waits for another's transaction, or gives the database its changes to work on."""
        ...

    async def attempt(self, runs: Sequence[Run[Any]]) -> list[Any]:
        """Actions that may run side by side: what each answered, or raised before it changed anything.

        Raises Spoiled if one has raised later than that.
        """
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

    def __init__(self, run: Run[R], answer: asyncio.Future[R], about: str | None) -> None:
        self.run = run
        self.about = about
        self.outcome: R | Exception
        self._answer = answer

    @property
    def is_abandoned(self) -> bool:
        """Whoever asked has gone before the action began."""
        return self._answer.done()

    def tell(self) -> None:
        if self._answer.done():
            return
        if isinstance(self.outcome, Exception):
            self._answer.set_exception(self.outcome)
        else:
            self._answer.set_result(self.outcome)

    def fail(self) -> None:
        if not self._answer.done():
            self._answer.set_exception(DatabaseUnavailable())


class Held:
    """Those whose changes are durable, to be told of it at the next good moment."""

    def __init__(self) -> None:
        self._jobs: list[Job[Any]] = []
        self._timer: asyncio.TimerHandle | None = None

    def hold(self, jobs: list[Job[Any]]) -> None:
        self._jobs = jobs
        self._timer = asyncio.get_running_loop().call_later(HELD_SECONDS, self.tell)

    def tell(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.tell()


class Groups:
    """Accepts actions from many tasks, and commits them in the order of arrival."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Job[Any]] = deque()
        self._arrival = asyncio.Event()
        self._held = Held()
        self._is_closing = False
        self._task = asyncio.create_task(self._serve(), name="admit-group-commit")

    async def submit(self, run: Run[R], *, about: str | None = None) -> R:
        """The action's answer once it is durable. Raises DatabaseUnavailable when too many wait already.

        `about` is the one person that the action is about, if it is.
        """
        if self._is_closing or len(self._waiting) >= WAITING_MAX:
            raise DatabaseUnavailable
        answer: asyncio.Future[R] = self._loop.create_future()
        self._waiting.append(Job(run, answer, about))
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
            await self._commit()

    async def _commit(self) -> None:
        """All who have come by the time the transaction begins share it, or fail together if it cannot begin."""
        group: list[Job[Any]] = []
        try:
            try:
                await self._engine.begin(self._held.tell)
            finally:
                group += [self._waiting.popleft() for _ in range(min(GROUP_SIZE_MAX, len(self._waiting)))]
            try:
                await self._attempt(group)
            except Spoiled:
                await self._engine.rollback()
                await self._engine.begin(self._held.tell)
                await self._attempt_in_savepoints(group)
            self._held.tell()
            await self._engine.commit()
        except Exception as error:
            self._held.tell()
            log.error("A group of %d writes failed.", len(group), exc_info=error)  # noqa: TRY400
            await self._roll_back()
            for job in group:
                job.fail()
        else:
            self._held.hold(group)
            if not self._waiting:
                self._held.tell()

    async def _attempt(self, group: list[Job[Any]]) -> None:
        for jobs in _side_by_side(group):
            outcomes = await self._engine.attempt([job.run for job in jobs])
            for job, outcome in zip(jobs, outcomes, strict=True):
                job.outcome = outcome

    async def _attempt_in_savepoints(self, group: list[Job[Any]]) -> None:
        for job in group:
            if job.is_abandoned:
                continue
            try:
                job.outcome = await self._engine.attempt_in_savepoint(job.run)
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 (whatever it is, it is for the one who asked)
                job.outcome = error

    async def _roll_back(self) -> None:
        try:
            await self._engine.rollback()
        except Exception:
            log.exception("The rollback failed too; the next group tries again.")


def _side_by_side(group: list[Job[Any]]) -> Iterator[list[Job[Any]]]:
    """In the order of arrival: those about different people together, and every other by itself."""
    together: dict[str, Job[Any]] = {}
    for job in group:
        if job.is_abandoned:
            continue
        if together and (job.about is None or job.about in together):
            yield list(together.values())
            together = {}
        if job.about is None:
            yield [job]
        else:
            together[job.about] = job
    if together:
        yield list(together.values())
