"""How the time from a first to a last instant is divided into bars."""

from hypothesis import given
from hypothesis import strategies as st

from admit.lib.clock import Timestamp, timestamp
from admit.model.timelines import BARS_MAX, divide
from tests.harness import START


def at(text: str) -> Timestamp:
    return Timestamp(f"{text}:00.000Z")


def test_one_instant_is_one_hour_on_the_clocks_of_the_zone() -> None:
    now = at("2026-11-24T04:45")
    assert divide(now, now, "UTC") == (0, [at("2026-11-24T04:00")])
    assert divide(now, now, "Asia/Kolkata") == (0, [at("2026-11-24T04:30")])


def test_up_to_two_days_are_divided_into_hours() -> None:
    hours, starts = divide(at("2026-11-24T04:30"), at("2026-11-26T04:30"), "UTC")
    assert (hours, len(starts), starts[0], starts[-1]) == (0, 49, at("2026-11-24T04:00"), at("2026-11-26T04:00"))


def test_an_hour_that_clocks_show_twice_has_two_bars() -> None:
    first, last = at("2026-10-25T00:30"), at("2026-10-25T02:30")
    expected = [at("2026-10-25T00:00"), at("2026-10-25T01:00"), at("2026-10-25T02:00")]
    assert divide(first, last, "Europe/London") == (0, expected)


def test_days_begin_at_midnight_on_the_clocks_of_the_zone_also_when_they_change() -> None:
    expected = [at("2026-10-23T23:00"), at("2026-10-24T23:00"), at("2026-10-26T00:00"), at("2026-10-27T00:00")]
    assert divide(at("2026-10-24T12:00"), at("2026-10-27T12:00"), "Europe/London") == (1, expected)


def test_a_long_time_is_divided_into_several_days() -> None:
    days, starts = divide(at("2026-01-01T12:00"), at("2026-05-01T12:00"), "UTC")
    assert (days, len(starts), starts[:2]) == (3, 41, [at("2026-01-01T00:00"), at("2026-01-04T00:00")])


@given(
    st.datetimes(min_value=START.replace(year=1971, tzinfo=None), max_value=START.replace(year=2100, tzinfo=None)),
    st.timedeltas(min_value=START - START, max_value=(START - START.replace(year=1971))),
    st.sampled_from(["UTC", "Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_the_bars_are_few_in_order_and_hold_the_first_and_the_last(first: object, span: object, zone: str) -> None:
    begin = START.fromisoformat(f"{first}+00:00")
    end = begin + (span if isinstance(span, type(START - START)) else START - START)
    _, starts = divide(timestamp(begin), timestamp(end), zone)
    assert 1 <= len(starts) <= BARS_MAX
    assert starts == sorted(set(starts))
    assert starts[0] <= timestamp(begin)
    assert starts[-1] <= timestamp(end)
    assert all(start > timestamp(begin) for start in starts[1:])
