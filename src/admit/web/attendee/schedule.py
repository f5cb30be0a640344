"""When an event takes place, in words: on the clocks of its own zone."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from admit.lib.clock import Timestamp, to_datetime


class Moment(msgspec.Struct, frozen=True):
    """`text` for people, `iso` for machines."""

    text: str
    iso: str


class Schedule(msgspec.Struct, frozen=True):
    """`is_short` where the end is a time of day and no more. `offset` is empty where each moment tells its own."""

    starts: Moment
    ends: Moment
    zone: str
    offset: str
    is_short: bool


@lru_cache(maxsize=1024)
def schedule(starts_at: Timestamp, ends_at: Timestamp, timezone: str) -> Schedule:
    """The end's date is left out where it is the start's; the offset is told where the clocks change in between."""
    zone = ZoneInfo(timezone)
    start, end = to_datetime(starts_at).astimezone(zone), to_datetime(ends_at).astimezone(zone)
    is_one_day = start.date() == end.date()
    has_change = start.utcoffset() != end.utcoffset()
    return Schedule(
        starts=_moment(start, has_date=True, has_offset=has_change),
        ends=_moment(end, has_date=not is_one_day, has_offset=has_change),
        zone=timezone,
        offset="" if has_change else _offset(start),
        is_short=is_one_day and not has_change,
    )


def _moment(at: datetime, *, has_date: bool, has_offset: bool) -> Moment:
    date = f"{at:%A} {at.day} {at:%B} {at.year}, " if has_date else ""
    offset = f" {_offset(at)}" if has_offset else ""
    return Moment(text=f"{date}{at:%H:%M}{offset}", iso=at.isoformat(timespec="minutes"))


def _offset(at: datetime) -> str:
    return f"UTC{at.isoformat()[-len('+00:00') :]}"
