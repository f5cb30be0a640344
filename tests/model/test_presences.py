"""The bucket at the door, and when somebody is still here."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.lib.clock import Timestamp, timestamp, to_datetime
from admit.model.presences import LOST_SECONDS, Door, Presence, State, seconds_between, take_turns
from tests.harness import START

NOW = timestamp(START)


def later(seconds: float) -> Timestamp:
    return timestamp(START + timedelta(seconds=seconds))


def presence(state: State, seen_at: Timestamp) -> Presence:
    return Presence(
        email_key="ada@example.com",
        state=state,
        session_digest="",
        version=1,
        ticket=1,
        seen_at=seen_at,
        is_lost=False,
        arrival=1,
        entered_at=NOW,
        stays=1,
        seconds=0,
    )


@given(
    rate=st.floats(0.1, 10_000),
    tries=st.lists(st.tuples(st.floats(0, 5), st.integers(0, 500)), min_size=1, max_size=30),
)
def test_a_door_never_lets_in_more_than_its_rate_and_what_lay_idle_for_a_second(
    rate: float, tries: list[tuple[float, int]]
) -> None:
    """However often, and by however many processes, it is asked."""
    door, elapsed, let_in = Door(), 0.0, 0
    for pause, wanted in tries:
        elapsed += pause
        taken, free_at = take_turns(door, later(elapsed), rate=rate, wanted=wanted)
        assert 0 <= taken <= wanted
        door, let_in = Door(free_at=free_at), let_in + taken
        assert let_in <= (elapsed + 1.01) * rate + 1.01


@given(rate=st.floats(0.5, 1_000), seconds=st.integers(1, 60))
def test_a_door_with_a_queue_lets_in_as_many_as_its_rate(rate: float, seconds: int) -> None:
    door, let_in = Door(), 0
    for second in range(seconds + 1):
        taken, free_at = take_turns(door, later(second), rate=rate, wanted=10_000)
        door, let_in = Door(free_at=free_at), let_in + taken
    assert let_in >= int(seconds * rate)


@pytest.mark.parametrize(
    "state, silent_seconds, is_here",
    [
        (State.INSIDE, LOST_SECONDS, True),
        (State.INSIDE, LOST_SECONDS + 1, False),
        (State.WAITING, 0, True),
        (State.OUT, 0, False),
    ],
)
def test_somebody_is_here_as_long_as_they_are_heard_of(state: State, silent_seconds: int, *, is_here: bool) -> None:
    assert presence(state, NOW).is_here(later(silent_seconds)) is is_here


def test_a_clock_that_was_put_back_takes_no_time_away() -> None:
    assert (seconds_between(NOW, later(90)), seconds_between(later(90), NOW)) == (90, 0)
    assert to_datetime(NOW) == START
