"""An event's page in a browser: on a phone, on the visitor's own clocks, and with or without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.harness import Integration
from tests.journeys.chromium import NewPage
from tests.web.attendee.evenings import between, hold

PHONE = {"width": 360, "height": 740}
CLOCKS_GO_BACK = between("2026-10-25T00:30", "2026-10-25T01:30", "Europe/London")
"""One hour comes twice."""


@pytest.fixture
def community(alice: Integration) -> Integration:
    hold(alice, CLOCKS_GO_BACK)
    return alice


def open_page(community: Integration, page: Page) -> Page:
    page.goto(f"/e/{community.airmeet_id}")
    return page


@pytest.mark.parametrize(
    "timezone, told",
    [
        ("Europe/Paris", "Sunday 25 October 2026, 02:30 UTC+02:00 – 02:30 UTC+01:00 (Europe/Paris)"),
        ("America/New_York", "Saturday 24 October 2026, 20:30–21:30 (America/New_York, UTC-04:00)"),
        ("Australia/Sydney", "Sunday 25 October 2026, 11:30–12:30 (Australia/Sydney, UTC+11:00)"),
        ("Pacific/Marquesas", "Saturday 24 October 2026, 15:00–16:00 (Pacific/Marquesas, UTC-09:30)"),
        ("Atlantic/Azores", "Sunday 25 October 2026, 00:30 UTC+00:00 – 00:30 UTC-01:00 (Atlantic/Azores)"),
    ],
)
def test_an_event_over_a_change_of_the_clocks_is_told_in_the_visitors_zone(
    community: Integration, new_page: NewPage, timezone: str, told: str
) -> None:
    page = open_page(community, new_page(viewport=PHONE, timezone_id=timezone))
    expect(page.locator("p.when").first).to_have_text(
        "Sunday 25 October 2026, 01:30 UTC+01:00 – 01:30 UTC+00:00 (Europe/London)"
    )
    expect(page.locator("[data-own-time]")).to_have_text(f"Where you are: {told}")


def test_a_visitor_in_the_events_own_zone_reads_it_once(community: Integration, new_page: NewPage) -> None:
    page = open_page(community, new_page(viewport=PHONE, timezone_id="Europe/London"))
    expect(page.locator("[data-own-time]")).to_be_hidden()


def test_without_scripts_the_events_zone_and_its_offset_are_told(community: Integration, new_page: NewPage) -> None:
    hold(community, between("2026-07-10T18:00", "2026-07-10T20:00", "Asia/Kolkata"))
    page = open_page(community, new_page(viewport=PHONE, java_script_enabled=False, timezone_id="America/New_York"))
    expect(page.locator("p.when").first).to_have_text(
        "Friday 10 July 2026, 23:30 – Saturday 11 July 2026, 01:30 (Asia/Kolkata, UTC+05:30)"
    )
    expect(page.locator("[data-own-time]")).to_be_hidden()
