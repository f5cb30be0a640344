"""Charts, from the numbers to the drawing on the page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.lib.clock import Timestamp
from admit.model.timelines import Bar, Timeline
from admit.web.dashboard.charts import HEIGHT, SLOTS_MIN, Column, chart, round_up
from tests.dashboard import Organizer
from tests.harness import Integration, LiveServer

NOON = Timestamp("2026-11-24T12:00:00.000Z")
LATER = Timestamp("2026-11-24T13:00:00.000Z")


def test_bars_stand_on_the_ground_and_are_as_high_as_their_numbers() -> None:
    drawn = chart(Timeline(days=0, bars=[Bar(NOON, 3), Bar(LATER, 0)]), "Asia/Kolkata")
    assert drawn.columns == [
        Column(x=0.1, y=0, width=0.8, height=100, label="24 November 2026, 17:30", count=3),
        Column(x=1.1, y=100, width=0.8, height=0, label="24 November 2026, 18:30", count=0),
    ]
    assert (drawn.width, drawn.top, drawn.unit, drawn.count) == (SLOTS_MIN, 3, "hour", 3)


@pytest.mark.parametrize("days, unit", [(0, "hour"), (1, "day"), (3, "3 days")])
def test_it_says_what_a_bar_stands_for(days: int, unit: str) -> None:
    assert chart(Timeline(days=days, bars=[Bar(NOON, 1)]), "UTC").unit == unit


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60).filter(any))
def test_no_bar_leaves_the_box_and_the_highest_one_fills_more_than_half_of_it(counts: list[int]) -> None:
    drawn = chart(Timeline(days=1, bars=[Bar(NOON, count) for count in counts]), "UTC")
    assert all(0 <= column.height <= HEIGHT for column in drawn.columns)
    assert max(column.height for column in drawn.columns) >= HEIGHT / 2
    assert drawn.columns[-1].x + drawn.columns[-1].width < drawn.width


@given(st.integers(1, 10**12))
def test_the_scale_ends_in_a_round_number_that_is_never_too_small(count: int) -> None:
    top = round_up(count)
    assert count <= top <= 1.5 * count
    assert top == count or str(top).rstrip("0") in {"1", "12", "15", "2", "25", "3", "4", "5", "6", "8"}


def test_the_page_shows_the_numbers_as_a_drawing_and_as_a_table(server: LiveServer, owner: Organizer) -> None:
    integration = Integration(server, owner.community_id)
    path = f"/communities/{owner.community_id}/airmeets/{integration.airmeet_id}"
    assert "<svg" not in owner.get(path).text
    for number in range(3):
        integration.register(f"guest{number}@example.com")
    server.clock.advance(hours=2)
    integration.register("late@example.com")
    page = owner.get(path).text
    assert "Registrations per hour, from 24 November 2026, 04:00 to 24 November 2026, 06:00 (Europe/London)" in page
    assert re.findall(r'height="([\d.]+)"><title>([^<]+)</title>', page) == [
        ("100.0", "24 November 2026, 04:00: 3"),
        ("0.0", "24 November 2026, 05:00: 0"),
        ("33.33", "24 November 2026, 06:00: 1"),
    ]
    assert re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', page) == [
        ("24 November 2026, 04:00", "3"),
        ("24 November 2026, 05:00", "0"),
        ("24 November 2026, 06:00", "1"),
    ]
    assert "style=" not in page
    assert owner.page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
