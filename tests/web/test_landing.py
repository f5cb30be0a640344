"""The page behind an entry link: what it says, and that opening it changes nothing."""

import re
from collections.abc import Iterator

import httpx
import pytest

from admit.actions import airmeets
from admit.lib.clock import Timestamp
from admit.model.airmeets import Status
from admit.web.attendee.schedule import schedule
from tests.harness import Integration, http_client
from tests.web.reading import own_headers, words

NO_SUCH_AIRMEET = "018f0000-0000-7000-8000-00000000dead"

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SCRIPTS = "; script-src 'self'; connect-src 'self'"
PRIVATE = {
    "cache-control": "no-store",
    "content-security-policy": CSP,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
COOKIE = re.compile(r"admit_entry=[\w-]{32}\.[\w-]{43}; HttpOnly; Path=(?P<path>[^;]+); SameSite=lax")
"""It ends with the browser, and goes to the pages of one airmeet."""

PATHS = {
    Status.CREATED: (),
    Status.ONGOING: (Status.ONGOING,),
    Status.PAUSED: (Status.ONGOING, Status.PAUSED),
    Status.FINISHED: (Status.FINISHED,),
}


def open_link(alice: Integration, name: str = "Ada Lovelace") -> httpx.Response:
    """As a browser does, which goes on to where the link leads and keeps the cookie."""
    with http_client(alice.server.url, follow_redirects=True) as browser:
        return browser.get(link_of(alice, name))


def link_of(alice: Integration, name: str = "Ada Lovelace") -> str:
    answer = alice.authorize("ada@example.com", name)
    link: str = answer.json()["entryLink"]
    return link


class TestTheGuest:
    def test_is_greeted_by_the_name_given_for_this_airmeet(self, alice: Integration) -> None:
        page = open_link(alice, "Ada Lovelace")
        assert words(page, "p", "greeting") == "Hello Ada Lovelace"

    @pytest.mark.parametrize(
        "name", ["<script>alert(1)</script>", "\"><img src=x onerror='1'>", "{{ 7 * 7 }}", "A & B"]
    )
    def test_is_greeted_by_a_name_that_stays_text(self, alice: Integration, name: str) -> None:
        page = open_link(alice, name)
        assert words(page, "p", "greeting") == f"Hello {name}"
        assert ("<script>" in page.text, "<img src=x" in page.text) == (False, False)

    def test_reads_the_airmeets_name_as_text(self, alice: Integration) -> None:
        alice.airmeet_id = alice.new_airmeet("Fish & <b>chips</b>")
        page = open_link(alice)
        assert words(page, "h1") == words(page, "title") == "Fish & <b>chips</b>"

    @pytest.mark.parametrize(
        "status, sentence",
        [
            (Status.CREATED, "Not started yet"),
            (Status.ONGOING, "Going on now"),
            (Status.PAUSED, "Paused for the moment"),
            (Status.FINISHED, "This event is over"),
        ],
    )
    def test_is_told_whether_the_airmeet_goes_on(self, alice: Integration, status: Status, sentence: str) -> None:
        for step in PATHS[status]:
            alice.server.operate(airmeets.change_status, alice.airmeet_id, step)
        assert words(open_link(alice), "p", "status") == sentence

    @pytest.mark.parametrize(
        "is_over, is_registered, sentence",
        [
            (
                False,
                False,
                "You are on the guest list. Complete your registration: this is what others at this event see of you.",
            ),
            (False, True, "You are registered, and you are on the guest list."),
            (True, False, "You were on the guest list of this event."),
            (True, True, "You were registered for this event."),
        ],
    )
    def test_is_told_whether_they_are_registered(
        self, alice: Integration, *, is_over: bool, is_registered: bool, sentence: str
    ) -> None:
        if is_registered:
            alice.register("ADA@example.com")
        if is_over:
            alice.server.operate(airmeets.change_status, alice.airmeet_id, Status.FINISHED)
        assert f"Hello Ada Lovelace {sentence}" in words(open_link(alice))


class TestTheTime:
    @pytest.mark.parametrize(
        "timezone, starts_at, ends_at, text",
        [
            ("Europe/London", "2026-12-10T18:00", "2026-12-10T20:00", "Thursday 10 December 2026, 18:00–20:00"),
            ("Asia/Kolkata", "2026-12-10T18:00", "2026-12-10T18:29", "Thursday 10 December 2026, 23:30–23:59"),
            (
                "Asia/Kolkata",
                "2026-12-10T18:00",
                "2026-12-10T20:00",
                "Thursday 10 December 2026, 23:30 – Friday 11 December 2026, 01:30",
            ),
            (
                "America/New_York",
                "2026-12-31T23:00",
                "2027-01-02T05:00",
                "Thursday 31 December 2026, 18:00 – Saturday 2 January 2027, 00:00",
            ),
            ("Europe/London", "2026-07-10T18:00", "2026-07-10T20:00", "Friday 10 July 2026, 19:00–21:00"),
            # The clocks go back, and one hour comes twice.
            (
                "Europe/London",
                "2026-10-25T00:30",
                "2026-10-25T01:30",
                "Sunday 25 October 2026, 01:30 UTC+01:00 – 01:30 UTC+00:00",
            ),
            # The clocks go forward over midnight, and one hour never comes.
            (
                "America/New_York",
                "2026-03-08T04:00",
                "2026-03-08T08:00",
                "Saturday 7 March 2026, 23:00 UTC-05:00 – Sunday 8 March 2026, 04:00 UTC-04:00",
            ),
        ],
    )
    def test_is_that_of_the_events_own_clocks(
        self, alice: Integration, timezone: str, starts_at: str, ends_at: str, text: str
    ) -> None:
        alice.airmeet_id = new_airmeet(alice, timezone, starts_at, ends_at)
        assert words(open_link(alice), "p", "when") == f"{text} ({timezone})"

    def test_is_told_to_machines_with_its_offset(self, alice: Integration) -> None:
        alice.airmeet_id = new_airmeet(alice, "Europe/London", "2026-10-25T00:30", "2026-10-25T01:30")
        instants = re.findall(r'<time datetime="([^"]*)">', open_link(alice).text)
        assert instants == ["2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00"]

    def test_is_the_same_whoever_asks_first(self) -> None:
        """The schedule is kept for the next guest: nothing of one event may reach another."""
        start, end = Timestamp("2026-12-10T18:00:00.000Z"), Timestamp("2026-12-10T20:00:00.000Z")
        zones = ["Europe/London", "Asia/Tokyo", "Europe/London"]
        assert [schedule(start, end, zone).starts.text[-5:] for zone in zones] == ["18:00", "03:00", "18:00"]


class TestALinkThatOpensNothing:
    def test_looks_the_same_whatever_the_reason(self, alice: Integration, charlie: Integration) -> None:
        revoked = link_of(alice)
        code = revoked.partition("code=")[2]
        assert alice.server.http.get(revoked).status_code == 303
        alice.revoke("ada@example.com")
        links = [
            revoked,
            f"/e/{alice.airmeet_id}?code=wrong",
            f"/e/{alice.airmeet_id}?code=",
            f"/e/{charlie.airmeet_id}?code={code}",
            f"/e/{NO_SUCH_AIRMEET}?code={code}",
            "/e/no-uuid?code=%00",
        ]
        pages = [alice.server.http.get(link) for link in links]
        assert {page.status_code for page in pages} == {404}
        assert len({(page.content, str(own_headers(page))) for page in pages}) == 1

    def test_says_whom_to_ask(self, alice: Integration) -> None:
        page = alice.server.http.get(f"/e/{alice.airmeet_id}?code=wrong")
        assert "ask whoever invited you" in words(page)

    def test_opens_again_once_access_is_given_back(self, alice: Integration) -> None:
        link = link_of(alice)
        alice.revoke("ada@example.com")
        assert alice.server.http.get(link).status_code == 404
        alice.authorize("ada@example.com")
        assert alice.server.http.get(link).status_code == 303


class TestOpening:
    @pytest.fixture(autouse=True)
    def _nothing_changes(self, alice: Integration) -> Iterator[None]:
        link_of(alice)
        before = alice.server.state()
        assert len(before["attendees"]) > 0
        yield
        assert alice.server.state() == before

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_leads_on_to_an_address_without_the_code(self, alice: Integration, method: str) -> None:
        opened = alice.server.http.request(method, link_of(alice))
        headers = own_headers(opened)
        cookie = COOKIE.fullmatch(headers.pop("set-cookie"))
        assert (opened.status_code, opened.content) == (303, b"")
        assert headers == {**PRIVATE, "content-length": "0", "location": f"/e/{alice.airmeet_id}"}
        assert cookie is not None
        assert cookie["path"] == f"/e/{alice.airmeet_id}"

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_a_page_sends_these_headers(self, alice: Integration, method: str) -> None:
        """The cookie that the link gives goes with it."""
        link = link_of(alice)
        wrong = f"/e/{alice.airmeet_id}?code=wrong"
        with http_client(alice.server.url, follow_redirects=True) as browser:
            pages = {200: browser.request(method, link), 404: browser.request(method, wrong)}
            lengths = {200: len(browser.get(link).content), 404: len(browser.get(wrong).content)}
        for status, page in pages.items():
            assert page.status_code == status
            assert own_headers(page) == {
                **PRIVATE,
                "content-length": str(lengths[status]),
                "content-security-policy": CSP + (SCRIPTS if status == 200 else ""),
                "content-type": "text/html; charset=utf-8",
            }
            assert (page.content == b"") is (method == "HEAD")

    def test_asks_nothing_of_anybody_else_and_stays_out_of_search_engines(self, alice: Integration) -> None:
        for page in (open_link(alice), alice.server.http.get("/e/wrong?code=wrong")):
            linked = re.findall(r'(?:href|src|action)="([^"]*)"', page.text)
            ours = ("/static/", f"/e/{alice.airmeet_id}/enter", f"/e/{alice.airmeet_id}/event.ics")
            assert [address for address in linked if not address.startswith(ours)] == []
            assert alice.server.http.get(linked[0]).status_code == 200
            assert '<meta name="robots" content="noindex">' in page.text
            assert '<html lang="en">' in page.text


def new_airmeet(alice: Integration, timezone: str, starts_at: str, ends_at: str) -> str:
    airmeet = alice.server.operate(
        airmeets.create,
        community_id=alice.community_id,
        name="Open evening",
        starts_at=Timestamp(f"{starts_at}:00.000Z"),
        ends_at=Timestamp(f"{ends_at}:00.000Z"),
        timezone=timezone,
    )
    return airmeet.airmeet_id
