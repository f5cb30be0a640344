"""A bar on standard error for what takes longer than a second, with its rate and the time that is left."""

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import click

SHOWN_AFTER_SECONDS = 1.0
UPDATES_A_SECOND = 10


class Progress:
    """For `with`. A bar is drawn on a terminal only."""

    def __init__(self, label: str, unit: str, *, total: int = 0, is_wanted: bool = True) -> None:
        self._label = label
        self._unit = unit
        self._total = total
        self._done = 0
        self._failed = 0
        self._began_at = time.monotonic()
        self._shown_at = self._began_at + SHOWN_AFTER_SECONDS
        self._stack = ExitStack()
        self._is_wanted = is_wanted and sys.stderr.isatty()
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._draw()
        self._stack.close()

    def advance(self, *, total: int = 0, failed: int = 0) -> None:
        """By one. `failed` is how many did so far."""
        self._done += 1
        self._failed = failed
        self._total = total or self._total
        now = time.monotonic()
        if self._is_wanted and now >= self._shown_at:
            self._shown_at = now + 1 / UPDATES_A_SECOND
            self._bar = self._bar or self._open()
            self._draw()

    def _open(self) -> Any:  # noqa: ANN401 (click's bar, of a generic type)
        bar = click.progressbar(
            length=self._total, label=self._label, file=sys.stderr, show_pos=True, item_show_func=self._rate
        )
        return self._stack.enter_context(bar)

    def _draw(self) -> None:
        if self._bar is not None:
            self._bar.length = self._total
            self._bar.update(self._done - self._bar.pos, self._done)

    def _rate(self, done: int | None) -> str:
        seconds = time.monotonic() - self._began_at
        rate = f"{(done or 0) / seconds:,.0f} {self._unit}/s"
        return f"{rate}  {self._failed} refused" if self._failed else rate
