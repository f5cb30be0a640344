"""A clock to be moved."""

from datetime import UTC, datetime, timedelta

from admit.lib.clock import Timestamp, system_clock, timestamp, to_datetime

START = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


class MovableClock:
    """Stands still at `START` until it is moved; if it `runs`, shows the machine's time and how far it was moved."""

    def __init__(self, *, runs: bool = False) -> None:
        self._runs = runs
        self._moved = timedelta()

    def __call__(self) -> Timestamp:
        return timestamp((to_datetime(system_clock()) if self._runs else START) + self._moved)

    @property
    def now(self) -> datetime:
        return to_datetime(self())

    def advance(self, **by: float) -> None:
        """`by` is what timedelta takes: `advance(days=31)`."""
        self._moved += timedelta(**by)

    def reset(self) -> None:
        self._moved = timedelta()
