"""Many deadlines with one timer: setting and lifting one takes a tenth of what a timer of its own does."""

import asyncio
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)


class Deadlines(Generic[Name]):
    """As many seconds for one as for another, so that the first to be set is the first to be due.

    A deadline goes by a name, which no other has while it is set, and `on_due` is told of. Serves one event loop.
    """

    def __init__(self, seconds: float, on_due: Callable[[Name], None]) -> None:
        self._seconds = seconds
        self._on_due = on_due
        self._due_at: dict[Name, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def set(self, name: Name) -> None:
        self._due_at[name] = time.monotonic() + self._seconds
        if self._timer is None:
            self._wait(self._seconds)

    def lift(self, name: Name) -> None:
        """Also of what was never set, or is past."""
        self._due_at.pop(name, None)

    def _wait(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        """The timer waits for whoever is first when it is set; most will be lifted by then."""
        self._timer = None
        while self._due_at:
            name, due_at = next(iter(self._due_at.items()))
            seconds = due_at - time.monotonic()
            if seconds > 0:
                self._wait(seconds)
                return
            del self._due_at[name]
            self._on_due(name)
