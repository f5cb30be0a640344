"""A limit on how long tasks run, for a tenth of what `asyncio.timeout` takes where there are thousands of them."""

import asyncio
from collections.abc import Awaitable, Hashable

Deadline = tuple[float, "asyncio.Task[object]"]


class TimeLimit:
    """As many seconds for one as for another, so that the first to begin is the first to be due: one timer does it.

    A piece of work goes by a `name`, which no other has while it runs.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._deadlines: dict[Hashable, Deadline] = {}
        self._expired: set[Hashable] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def run(self, name: Hashable, work: Awaitable[None]) -> None:
        """Raises TimeoutError when `work` was cancelled at its deadline."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is None:
            raise RuntimeError("Only a task can be limited.")
        deadline = loop.time() + self._seconds
        self._deadlines[name] = deadline, task
        if self._timer is None:
            self._timer = loop.call_at(deadline, self._expire)
        try:
            await work
        except asyncio.CancelledError:
            if name not in self._expired:
                raise
            task.uncancel()
            raise TimeoutError from None
        finally:
            self._deadlines.pop(name, None)
            self._expired.discard(name)

    def lift(self, name: Hashable) -> None:
        """From here on the work may take as long as it likes."""
        self._deadlines.pop(name, None)

    def _expire(self) -> None:
        """The timer waits for whoever is first when it is set; most will have ended by then."""
        loop = asyncio.get_running_loop()
        self._timer = None
        while self._deadlines:
            name, (deadline, task) = next(iter(self._deadlines.items()))
            if deadline > loop.time():
                self._timer = loop.call_at(deadline, self._expire)
                return
            del self._deadlines[name]
            self._expired.add(name)
            task.cancel()
