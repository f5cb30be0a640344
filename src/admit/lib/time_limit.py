"""A limit on how long tasks run, for a tenth of what `asyncio.timeout` takes where there are thousands of them."""

import asyncio
from collections.abc import Awaitable, Hashable
from functools import partial

from admit.lib.deadlines import Deadlines


class TimeLimit:
    """As many seconds for one as for another. A piece of work goes by a `name`, which no other has while it runs."""

    def __init__(self, seconds: float) -> None:
        self._deadlines = Deadlines(seconds)
        self._expired: set[Hashable] = set()

    async def run(self, name: Hashable, work: Awaitable[None]) -> None:
        """Raises TimeoutError when `work` was cancelled at its deadline."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("Only a task can be limited.")
        self._deadlines.set(name, partial(self._expire, name, task))
        try:
            await work
        except asyncio.CancelledError:
            if name not in self._expired:
                raise
            task.uncancel()
            raise TimeoutError from None
        finally:
            self._deadlines.lift(name)
            self._expired.discard(name)

    def lift(self, name: Hashable) -> None:
        """From here on the work may take as long as it likes."""
        self._deadlines.lift(name)

    def _expire(self, name: Hashable, task: "asyncio.Task[object]") -> None:
        self._expired.add(name)
        task.cancel()
