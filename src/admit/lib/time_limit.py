"""A limit on how long tasks run, for a tenth of what `asyncio.timeout` takes where there are thousands of them."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from admit.lib.deadlines import Deadlines

Task = asyncio.Task[Any]


class TimeLimit:
    """As many seconds for one task as for another."""

    def __init__(self, seconds: float) -> None:
        self._deadlines = Deadlines[Task](seconds, self._expire)
        self._expired: set[Task] = set()

    async def run(self, task: Task, work: Awaitable[None]) -> None:
        """`task` is the one that calls. Raises TimeoutError when `work` was cancelled at its deadline."""
        self._deadlines.set(task)
        try:
            await work
        except asyncio.CancelledError:
            if task not in self._expired:
                raise
            task.uncancel()
            raise TimeoutError from None
        finally:
            self._deadlines.lift(task)
            self._expired.discard(task)

    def lift(self, task: Task) -> None:
        """From here on what it runs may take as long as it likes."""
        self._deadlines.lift(task)

    def _expire(self, task: Task) -> None:
        self._expired.add(task)
        task.cancel()


def current_task() -> Task:
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("This is for a task to call.")
    return task
