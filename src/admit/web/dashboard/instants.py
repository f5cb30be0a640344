"""Dates and times as browsers send them and as people read them."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from admit.lib.clock import Timestamp, timestamp, to_datetime
from admit.model.errors import InputWrong

CONTINENTS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
}


def zone(text: str) -> ZoneInfo:
    """Raises InputWrong for what is no IANA time zone."""
    if text not in _names():
        raise InputWrong("timezone must be the name of a time zone, such as Europe/Paris.")
    return ZoneInfo(text)


def local_instant(member: str, text: str, place: ZoneInfo) -> Timestamp:
    """What `<input type="datetime-local">` sends, on the clocks of `place`. Raises InputWrong."""
    try:
        return timestamp(datetime.fromisoformat(text).replace(tzinfo=place))
    except (ValueError, OverflowError):
        raise InputWrong(f"{member} must be a date and a time.") from None


def local_text(at: Timestamp, place: ZoneInfo) -> str:
    """What `<input type="datetime-local">` shows: `local_instant` the other way round, less the seconds."""
    return to_datetime(at).astimezone(place).replace(tzinfo=None).isoformat(timespec="minutes")


def end_of_day(member: str, text: str) -> datetime:
    """The end of the day that `<input type="date">` sends, in UTC. Raises InputWrong."""
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        raise InputWrong(f"{member} must be a date.") from None


def zone_names() -> list[str]:
    """The choices of a time zone, without the historical and technical ones."""
    return ["UTC", *sorted(name for name in _names() if name.split("/")[0] in CONTINENTS)]


@cache
def _names() -> set[str]:
    """They are files in folders, which take milliseconds to look through."""
    return available_timezones()
