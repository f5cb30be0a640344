"""Instants, kept as fixed-width ISO 8601 UTC text: it sorts as time does, and a page needs no conversion."""

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NewType

Timestamp = NewType("Timestamp", str)
"""`2026-11-24T04:30:00.000Z`: always UTC, always milliseconds."""

Clock = Callable[[], Timestamp]


def system_clock() -> Timestamp:
    """Read in each turn of the event loop, so what changes once a second is kept: a third of the time."""
    seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
    return Timestamp(f"{_second(seconds)}.{milliseconds:03}Z")


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().removesuffix("+00:00")


def timestamp(instant: datetime) -> Timestamp:
    """`instant` must know its offset from UTC."""
    return Timestamp(instant.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z")


def to_datetime(at: Timestamp) -> datetime:
    return datetime.fromisoformat(at)


def later(at: Timestamp, by: timedelta) -> Timestamp:
    return timestamp(to_datetime(at) + by)


@lru_cache(maxsize=64)
def epoch_seconds(at: Timestamp) -> int:
    """Whole seconds since 1970, rounded down: a JSON Web Token's NumericDate."""
    return math.floor(to_datetime(at).timestamp())
