"""Timelines: how many of something happened in each hour, or in each few days, on the clocks of an airmeet."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from admit.lib.clock import Timestamp, timestamp, to_datetime

BARS_MAX = 60
HOURLY_UP_TO = timedelta(days=2)
HOUR = timedelta(hours=1)


class Bar(msgspec.Struct, frozen=True):
    starts_at: Timestamp
    count: int


class Timeline(msgspec.Struct, frozen=True):
    """From the first to the last: a bar for each hour where `days` is 0, and else for each so many days."""

    days: int
    bars: Sequence[Bar]


def divide(first: Timestamp, last: Timestamp, timezone: str) -> tuple[int, list[Timestamp]]:
    """The days of a bar, 0 for an hour, and where each bar starts: the first one at or before `first`."""
    zone = ZoneInfo(timezone)
    begin, end = to_datetime(first).astimezone(zone), to_datetime(last).astimezone(zone)
    if to_datetime(last) - to_datetime(first) <= HOURLY_UP_TO:
        return 0, _hours(begin.replace(minute=0, second=0, microsecond=0).astimezone(UTC), to_datetime(last))
    day_count = (end.date() - begin.date()).days + 1
    days = -(-day_count // BARS_MAX)
    dates = [begin.date() + timedelta(days=offset) for offset in range(0, day_count, days)]
    return days, [timestamp(datetime.combine(date, time(), zone)) for date in dates]


def _hours(begin: datetime, end: datetime) -> list[Timestamp]:
    """All of the same length: the hour that clocks show twice has two bars, and the one they skip none."""
    count = (end - begin) // HOUR + 1
    return [timestamp(begin + number * HOUR) for number in range(count)]
