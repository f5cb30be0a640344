"""Who came, and for how long, as the dashboard and its exports tell it."""

import csv
import html
import io
import json
import re

import httpx
import pytest

from admit.web.templates import duration
from tests.dashboard import Organizer
from tests.guests import Guest, link_of, start
from tests.harness import Integration

FIRST, LAST = "2026-11-24T04:30:00.000Z", "2026-11-24T04:31:20.000Z"


@pytest.fixture
def airmeet(owner: Organizer) -> Integration:
    airmeet = Integration(owner.server, owner.community_id)
    start(airmeet)
    return airmeet


@pytest.fixture
def here(airmeet: Integration) -> str:
    return f"/communities/{airmeet.community_id}/airmeets/{airmeet.airmeet_id}"


def come_and_go(airmeet: Integration) -> None:
    """Ada comes for a while, and again after a while; Bob stays. Nobody is silent for long."""
    clock = airmeet.server.clock
    with (
        Guest(airmeet.server, link_of(airmeet)) as ada,
        Guest(airmeet.server, link_of(airmeet, "bob@example.com")) as bob,
    ):
        ada.enter()
        bob.enter()
        airmeet.server.keep_rooms()
        clock.advance(seconds=40)
        ada.post("leave")
        bob.look()
        airmeet.server.keep_rooms()
        clock.advance(seconds=40)
        bob.look()
        airmeet.server.keep_rooms()
        ada.enter()


def numbers(page: httpx.Response) -> dict[str, str]:
    return dict(re.findall(r"<div><dt>([^<]+)</dt><dd>([^<]+)</dd></div>", page.text))


def words(page: httpx.Response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def test_an_airmeets_page_counts_who_is_inside_and_who_came(owner: Organizer, airmeet: Integration, here: str) -> None:
    assert numbers(owner.get(here)) == {"Registered": "0", "Authorized": "0", "Inside now": "0", "Came": "0"}
    assert "Arrivals over time" not in owner.page.text
    come_and_go(airmeet)
    page = owner.get(here)
    assert numbers(page) == {"Registered": "2", "Authorized": "2", "Inside now": "2", "Came": "2"}
    assert "Arrivals per hour: 2 in all." in page.text
    airmeet.revoke("ada@example.com")
    assert numbers(owner.get(here)) == {"Registered": "2", "Authorized": "1", "Inside now": "1", "Came": "2"}


def test_whoever_waits_is_counted(owner: Organizer, airmeet: Integration) -> None:
    airmeet.airmeet_id = airmeet.new_airmeet("Not yet")
    with Guest(airmeet.server, link_of(airmeet)) as ada:
        ada.enter()
    page = owner.get(f"/communities/{airmeet.community_id}/airmeets/{airmeet.airmeet_id}")
    assert numbers(page) == {"Registered": "1", "Authorized": "1", "Inside now": "0", "Waiting": "1", "Came": "0"}


def test_a_persons_page_tells_each_stay(owner: Organizer, airmeet: Integration, here: str) -> None:
    come_and_go(airmeet)
    page = words(owner.get(f"{here}/people/3"))
    assert "Attendance Is inside now, for 40 s in all." in page
    assert "24 November 2026, 04:31 – now 0 s 24 November 2026, 04:30 – 04:30 40 s" in page
    airmeet.register("carol@example.com")
    assert "Attendance Has not come." in words(owner.get(f"{here}/people/5"))


def test_exports_tell_when_somebody_came_and_for_how_long(owner: Organizer, airmeet: Integration, here: str) -> None:
    come_and_go(airmeet)
    airmeet.revoke("ada@example.com")
    airmeet.register("carol@example.com")
    rows = list(csv.DictReader(io.StringIO(owner.get(f"{here}/people.csv").content.decode("utf-8-sig"), newline="")))
    assert [(row["arrivedAt"], row["leftAt"], row["secondsInside"]) for row in rows] == [
        (FIRST, LAST, "40"),
        (FIRST, "", "80"),
        ("", "", "0"),
    ]
    lines = [json.loads(line) for line in owner.get(f"{here}/people.jsonl").text.splitlines()]
    assert [line["secondsInside"] for line in lines] == [40, 80, 0]


@pytest.mark.parametrize(
    "seconds, text", [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3900, "1 h 05 min")]
)
def test_a_duration_is_told_in_round_numbers(seconds: int, text: str) -> None:
    assert duration(seconds) == text
