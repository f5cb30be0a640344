"""Instants as text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.lib.clock import Timestamp, epoch_seconds, system_clock, timestamp, to_datetime

OFFSETS = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
INSTANTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=OFFSETS)  # noqa: DTZ001 (gets its zone)


@given(INSTANTS)
def test_every_instant_takes_the_same_room(instant: datetime) -> None:
    assert len(timestamp(instant)) == len("2026-11-24T04:30:00.000Z")


@given(INSTANTS, INSTANTS)
def test_text_sorts_as_time_does(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert timestamp(earlier) <= timestamp(later)


@given(INSTANTS)
def test_an_instant_comes_back_to_the_millisecond(instant: datetime) -> None:
    assert timedelta(0) <= instant - to_datetime(timestamp(instant)) < timedelta(milliseconds=1)


@given(INSTANTS)
def test_a_second_is_rounded_down(instant: datetime) -> None:
    since_1970 = instant - datetime(1970, 1, 1, tzinfo=UTC)
    assert epoch_seconds(timestamp(instant)) == since_1970 // timedelta(seconds=1)


@pytest.mark.parametrize(
    "at, seconds",
    [
        ("1970-01-01T00:00:00.000Z", 0),
        ("1970-01-01T00:00:00.999Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2026-11-24T04:30:00.000Z", 1795494600),
    ],
)
def test_seconds_count_from_1970(at: Timestamp, seconds: int) -> None:
    assert epoch_seconds(at) == seconds


def test_the_systems_clock_goes_forward() -> None:
    before, after = system_clock(), system_clock()
    assert "2026" <= before <= after
