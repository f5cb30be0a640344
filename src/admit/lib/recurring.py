"""Work that is done over and over."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

AFTER_FAILURE_SECONDS = 30

log = logging.getLogger("admit.recurring")


class Recurring:
    """A round of `work`, a pause, and the next. A round that fails is logged, and its pause is a longer one."""

    def __init__(
        self,
        work: Callable[[], Awaitable[None]],
        *,
        pause_seconds: float,
        after_failure_seconds: float = AFTER_FAILURE_SECONDS,
    ) -> None:
        self._work = work
        self._pause_seconds = pause_seconds
        self._after_failure_seconds = after_failure_seconds
        self._is_wanted = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._run(), name="admit-recurring")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def wake(self) -> None:
        """There is something to do: no pause before the next round."""
        self._is_wanted.set()

    async def hurry(self) -> None:
        """Returns when a round that began after this call is over."""
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(over)
        self.wake()
        await over

    async def _run(self) -> None:
        while True:
            self._is_wanted.clear()
            waiting, self._waiting = self._waiting, []
            pause_seconds = await self._round()
            for over in waiting:
                over.set_result(None)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause_seconds):
                    await self._is_wanted.wait()

    async def _round(self) -> float:
        """How long to wait for the next."""
        try:
            await self._work()
        except Exception:
            log.exception("Recurring work failed; it is tried again in %d s.", self._after_failure_seconds)
            return self._after_failure_seconds
        return self._pause_seconds
