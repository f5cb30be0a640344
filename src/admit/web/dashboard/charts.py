"""Charts as they are drawn: bars in a box of 100 by 100, beside a table of the same numbers."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec

from admit.lib.clock import Timestamp, to_datetime
from admit.model.timelines import Timeline

SLOTS_MIN = 12
"""A few bars stand at the left, and do not fill the whole width."""
HEIGHT = 100
FILLED = 0.8
ROUND = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)


class Column(msgspec.Struct, frozen=True):
    """A bar, measured from the upper left corner of the box."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


class Chart(msgspec.Struct, frozen=True):
    """`top` is the number that the upper edge of the box stands for, `unit` what one bar stands for."""

    columns: Sequence[Column]
    width: int
    top: int
    unit: str
    count: int


def chart(timeline: Timeline, timezone: str) -> Chart:
    zone = ZoneInfo(timezone)
    bars = timeline.bars
    top = round_up(max(bar.count for bar in bars))
    columns = []
    for number, bar in enumerate(bars):
        height = round(HEIGHT * bar.count / top, 2)
        columns.append(
            Column(
                x=round(number + (1 - FILLED) / 2, 2),
                y=round(HEIGHT - height, 2),
                width=FILLED,
                height=height,
                label=_label(bar.starts_at, zone, is_hour=timeline.days == 0),
                count=bar.count,
            )
        )
    return Chart(
        columns=columns,
        width=max(SLOTS_MIN, len(bars)),
        top=top,
        unit={0: "hour", 1: "day"}.get(timeline.days, f"{timeline.days} days"),
        count=sum(bar.count for bar in bars),
    )


def round_up(count: int) -> int:
    """The next number that is easily read off: two digits of ROUND, and zeros."""
    zeros = "0" * (len(str(count)) - 2)
    if count < ROUND[0]:
        return count
    return next(top for top in (int(f"{digits}{zeros}") for digits in ROUND) if top >= count)


def _label(at: Timestamp, zone: ZoneInfo, *, is_hour: bool) -> str:
    local = to_datetime(at).astimezone(zone)
    return f"{local.day} {local:%B %Y, %H:%M}" if is_hour else f"{local.day} {local:%B %Y}"
