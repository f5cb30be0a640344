"""Presences: where somebody is who came to an airmeet's door, and for how long they were inside."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

import msgspec

from admit.lib.clock import Timestamp, timestamp, to_datetime

BEAT_SECONDS = 15
LOST_SECONDS = 45
"""Whoever has not been heard of for so long has gone, at the time when they last were."""


class State(StrEnum):
    WAITING = "waiting"
    INSIDE = "inside"
    OUT = "out"


class Door(msgspec.Struct, frozen=True):
    """`version` moves with each change of a presence, `ticket` is the last that was given out.

    `free_at` is when the door lets in whoever is next, in microseconds since 1970: later than now while more come.
    """

    version: int = 0
    ticket: int = 0
    free_at: int = 0
    waiting_count: int = 0
    inside_count: int = 0
    came_count: int = 0


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """`session_digest` is of the one entry session that has the seat; `ticket` the place in the queue.

    `arrival` counts those who came, None for who has not been inside yet; `stays` how often they came in, `seconds`
    for how long they stayed, without the present time. `is_lost` says that they went out without a word.
    """

    email_key: str
    state: State
    session_digest: str
    version: int
    ticket: int
    seen_at: Timestamp
    is_lost: bool
    arrival: int | None
    entered_at: Timestamp | None
    stays: int
    seconds: int

    def is_here(self, now: Timestamp) -> bool:
        """Waiting or inside, and heard of lately."""
        return self.state is not State.OUT and self.seen_at >= lost_before(now)

    def seconds_until(self, left_at: Timestamp) -> int:
        """Of the present stay, if there is one."""
        if self.state is not State.INSIDE or self.entered_at is None:
            return 0
        return seconds_between(self.entered_at, left_at)


class Beat(msgspec.Struct, frozen=True):
    """That an entry session which has the seat was heard of."""

    airmeet_id: str
    email_key: str
    session_digest: str


class Stay(msgspec.Struct, frozen=True):
    """`left_at` is None for who is inside; `seconds` is up to when they were last heard of."""

    entered_at: Timestamp
    left_at: Timestamp | None
    seconds: int


class Attendance(msgspec.Struct, frozen=True):
    """All of one person's stays: when they came first, when they left last (None while inside), and for how long."""

    arrived_at: Timestamp
    left_at: Timestamp | None
    seconds: int
    stays: Sequence[Stay] = ()


def lost_before(now: Timestamp) -> Timestamp:
    return timestamp(to_datetime(now) - timedelta(seconds=LOST_SECONDS))


def seconds_between(start: Timestamp, end: Timestamp) -> int:
    """Whole ones; none if the clock was put back."""
    return max(0, round((to_datetime(end) - to_datetime(start)).total_seconds()))


def microseconds(at: Timestamp) -> int:
    """Since 1970."""
    return round(to_datetime(at).timestamp() * 1_000_000)


def take_turns(door: Door, now: Timestamp, *, rate: float, wanted: int) -> tuple[int, int]:
    """How many of `wanted` the door lets in at once, and when it is free again. What lay idle is good for a second."""
    interval = 1_000_000 / rate
    at = microseconds(now)
    free_at = max(door.free_at, at - 1_000_000)
    allowed = int((at - free_at) / interval) + 1 if free_at <= at else 0
    taken = min(allowed, wanted)
    return taken, free_at + round(taken * interval)
