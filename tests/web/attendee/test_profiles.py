"""A person's profile: proved by mail, looked at, changed, taken along, and erased with everything else about them."""

import re
from typing import Any

import httpx
import pytest

from admit.actions import airmeets, erasures
from admit.model.airmeets import Status
from tests.dashboard import Organizer as Visitor
from tests.dashboard import new_email
from tests.guests import Guest, link_of, start
from tests.harness import Integration, LiveServer
from tests.web.attendee.letters import letters
from tests.web.reading import words

COUNTS = "SELECT registration_count, authorized_count FROM airmeets WHERE airmeet_id = :id"


@pytest.fixture
def ada() -> str:
    return new_email()


def ask(visitor: Visitor, email: str) -> str:
    """The link in the mail."""
    visitor.get("/me")
    visitor.post("/me/link", email=email)
    return letters(visitor.server, email)[-1].link


def open_profile(visitor: Visitor, email: str) -> httpx.Response:
    visitor.get(ask(visitor, email))
    return visitor.post("/me/open")


def naming(server: LiveServer, email: str) -> list[str]:
    """The tables in which this address stands anywhere."""
    return [table for table, rows in server.rows().items() if email in str(rows)]


def counts(alice: Integration) -> list[tuple[Any, ...]]:
    return alice.server.look(COUNTS, id=alice.airmeet_id)


class TestOpening:
    def test_takes_a_mail_and_a_button(self, alice: Integration, visitor: Visitor, ada: str) -> None:
        alice.register(ada, city="London")
        link = ask(visitor, ada)
        assert words(visitor.page, "h1") == "Check your mail"
        door = visitor.get(link)
        assert (door.url.path, words(door, "h1"), ada in door.text) == ("/me/open", "Open your profile", True)
        page = visitor.post("/me/open")
        assert (page.url.path, words(page, "dl")) == ("/me", f"Name Ada Lovelace Email {ada} City London")
        assert [cookie.path for cookie in visitor.http.cookies.jar if cookie.name == "admit_profile"] == ["/me"]

    def test_works_once_and_for_half_an_hour(self, visitor: Visitor, ada: str) -> None:
        link = ask(visitor, ada)
        visitor.server.clock.advance(minutes=29, seconds=59)
        with Visitor(visitor.server) as twin:
            twin.get(link)
            visitor.get(link)
            assert visitor.post("/me/open").status_code == 200
            assert twin.post("/me/open").status_code == 404
        late = ask(visitor, ada)
        visitor.server.clock.advance(minutes=30)
        page = visitor.get(late)
        assert (page.status_code, words(page, "h1")) == (404, "This link no longer works")

    def test_is_done_by_no_scanner(self, visitor: Visitor, ada: str) -> None:
        link = ask(visitor, ada)
        for method in ("HEAD", "GET", "GET"):
            with httpx.Client(follow_redirects=True) as scanner:
                assert scanner.request(method, link).status_code == 200
        visitor.get(link)
        assert visitor.post("/me/open").url.path == "/me"

    def test_looks_the_same_for_who_is_known_and_who_is_not(
        self, alice: Integration, visitor: Visitor, ada: str
    ) -> None:
        alice.register(ada)
        answers, kinds = [], []
        for email in (ada, new_email("stranger")):
            visitor.get("/me")
            answers.append(visitor.post("/me/link", email=email))
            kinds.append([letter.kind for letter in letters(visitor.server, email)])
        assert len({(answer.status_code, answer.url, answer.content) for answer in answers}) == 1
        assert kinds == [["profile"], ["profile"]]

    def test_lasts_two_hours(self, visitor: Visitor, ada: str) -> None:
        open_profile(visitor, ada)
        visitor.server.clock.advance(hours=1, minutes=59)
        assert words(visitor.get("/me/change"), "h1") == "Change your profile"
        visitor.server.clock.advance(minutes=1)
        assert "<form" in visitor.get("/me/change").text
        assert visitor.page.url.path == "/me"

    def test_ends_everywhere_at_once(self, visitor: Visitor, ada: str) -> None:
        open_profile(visitor, ada)
        with Visitor(visitor.server) as phone:
            open_profile(phone, ada)
            phone.post("/me/close")
            assert "Your events" not in phone.page.text
        assert "Your events" not in visitor.get("/me").text

    def test_too_often_is_refused_alike(self, visitor: Visitor, ada: str) -> None:
        statuses = []
        for _ in range(4):
            visitor.get("/me")
            statuses.append(visitor.post("/me/link", email=ada).status_code)
        assert statuses == [200, 200, 200, 429]

    @pytest.mark.parametrize("code", ["", "x", "%C3%BC", "a%0D%0Ab", "x" * 65, "x" * 43])
    def test_takes_the_right_code(self, visitor: Visitor, code: str) -> None:
        assert visitor.get(f"/me/open?code={code}").status_code == 404


@pytest.mark.parametrize("path", ["/me/change", "/me/erase", "/me/export.json"])
def test_what_is_in_a_profile_is_shown_to_nobody_else(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)
    assert (page.url.path, words(page, "h1"), "Cache-Control" in page.headers) == ("/me", "Your profile", True)


def test_every_event_of_the_person_is_there_and_nobody_elses(
    alice: Integration, charlie: Integration, visitor: Visitor, ada: str
) -> None:
    alice.register(ada)
    link = charlie.authorize(ada.upper()).json()["entryLink"]
    charlie.airmeet_id = charlie.new_airmeet("Another night")
    charlie.register(new_email("bob"))
    page = open_profile(visitor, ada)
    assert [words(page, "article")] == [re.sub(r"\s+", " ", words(page, "article"))]
    assert re.findall(r"<h3><bdi>(.*?)</bdi></h3>", page.text) == ["Open evening", "Open evening"]
    assert re.findall(r'<a href="(/e/[^"]*)"', page.text) == [link.removeprefix(alice.server.url)]


def test_a_link_into_an_event_that_is_over_is_not_offered(alice: Integration, visitor: Visitor, ada: str) -> None:
    alice.authorize(ada)
    assert "Go to the event" in open_profile(visitor, ada).text
    alice.server.operate(airmeets.change_status, alice.airmeet_id, Status.FINISHED)
    page = visitor.get("/me")
    assert ("Go to the event" in page.text, "Not registered yet, over." in page.text) == (False, True)


def test_a_changed_profile_changes_nothing_that_an_event_shows(alice: Integration, visitor: Visitor, ada: str) -> None:
    alice.register(ada, city="London")
    before = alice.list_registrations()
    open_profile(visitor, ada)
    visitor.get("/me/change")
    page = visitor.post("/me/change", name="Countess", city="Ockham", organisation="", designation="", country="UK")
    assert words(page, "dl") == f"Name Countess Email {ada} City Ockham Country UK"
    assert alice.list_registrations() == before


def test_a_fault_in_a_change_is_told_and_changes_nothing(alice: Integration, visitor: Visitor, ada: str) -> None:
    alice.register(ada)
    open_profile(visitor, ada)
    visitor.get("/me/change")
    page = visitor.post("/me/change", name="", city="Ockham")
    assert (page.status_code, "name is empty." in page.text, 'value="Ockham"' in page.text) == (400, True, True)
    assert "Ada Lovelace" in visitor.get("/me").text


def test_what_is_kept_can_be_taken_along(alice: Integration, charlie: Integration, visitor: Visitor, ada: str) -> None:
    alice.register(ada, city="London")
    link = charlie.authorize(ada, "A. L.").json()["entryLink"]
    open_profile(visitor, ada)
    answer = visitor.get("/me/export.json")
    details = {"name": "Ada Lovelace", "city": "London", "country": "", "designation": "", "organisation": ""}
    now = "2026-11-24T04:30:00.000Z"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="profile.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "email": ada,
        "profile": {**details, "createdAt": now},
        "events": [
            {
                "event": "Open evening",
                "airmeetId": alice.airmeet_id,
                "registration": {"details": details, "registeredAt": now},
                "authorization": None,
                "attendance": None,
            },
            {
                "event": "Open evening",
                "airmeetId": charlie.airmeet_id,
                "registration": None,
                "authorization": {
                    "details": {**details, "name": "A. L.", "city": ""},
                    "authorizedAt": now,
                    "revokedAt": None,
                    "entryLink": link,
                },
                "attendance": None,
            },
        ],
    }


class TestErasing:
    def erase(self, visitor: Visitor, email: str) -> httpx.Response:
        open_profile(visitor, email)
        visitor.get("/me/erase")
        page = visitor.post("/me/erase")
        visitor.server.keep_up()
        return page

    def test_leaves_the_address_nowhere_and_the_numbers_as_they_were(
        self, alice: Integration, charlie: Integration, visitor: Visitor, evening: str, ada: str
    ) -> None:
        bob = new_email("bob")
        for email in (ada, bob):
            alice.register(email, city="London")
        charlie.authorize(ada)
        link = alice.authorize(ada).json()["entryLink"]
        visitor.get(f"{evening}/register")
        visitor.post(f"{evening}/register", name="Ada", email=ada)
        assert {"registrations", "attendees", "people", "activities", "messages"} <= set(naming(alice.server, ada))
        assert (counts(alice), counts(charlie)) == ([(2, 1)], [(0, 1)])

        page = self.erase(visitor, ada)

        assert (page.url.path, words(page, "h1")) == ("/me/erased", "You are being forgotten")
        alice.server.clock.advance(hours=2)
        alice.server.keep_up()
        assert naming(alice.server, ada) == []
        assert (counts(alice), counts(charlie)) == ([(2, 0)], [(0, 0)])
        assert alice.server.http.get(link).status_code == 404
        erased, kept = alice.list_registrations()["data"]
        assert re.fullmatch(r"erased-[0-9a-f]{20}@erased\.invalid", erased["email"])
        assert [erased[each] for each in ("name", "city", "country", "organisation", "Designation")] == [
            "Erased",
            "",
            "",
            "",
            "",
        ]
        assert kept["email"] == bob

    def test_ends_the_stay_of_who_is_inside(self, alice: Integration, visitor: Visitor, ada: str) -> None:
        start(alice)
        with Guest(alice.server, link_of(alice, ada)) as guest:
            guest.enter()
            alice.server.clock.advance(seconds=30)
            open_profile(visitor, ada)
            [event] = visitor.get("/me/export.json").json()["events"]
            assert event["attendance"] == {
                "arrivedAt": "2026-11-24T04:30:00.000Z",
                "leftAt": None,
                "seconds": event["attendance"]["seconds"],
                "stays": [
                    {
                        "enteredAt": "2026-11-24T04:30:00.000Z",
                        "leftAt": None,
                        "seconds": event["attendance"]["stays"][0]["seconds"],
                    }
                ],
            }
            self.erase(visitor, ada)
            assert guest.look().status_code == 404
        alice.server.clock.advance(hours=2)
        alice.server.keep_up()
        assert naming(alice.server, ada) == []
        stays = "SELECT seconds FROM attendances WHERE airmeet_id = :id AND left_at IS NOT NULL"
        assert alice.server.look(stays, id=alice.airmeet_id) == [(30,)]

    def test_is_told_before_it_is_done(self, alice: Integration, visitor: Visitor, ada: str) -> None:
        alice.register(ada)
        open_profile(visitor, ada)
        before = alice.server.look("SELECT * FROM people") + alice.server.look("SELECT * FROM erasures")
        assert "You lose your place at 1 event:" in words(visitor.get("/me/erase"))
        assert alice.server.look("SELECT * FROM people") + alice.server.look("SELECT * FROM erasures") == before

    def test_cannot_be_sent_by_another_site(self, alice: Integration, visitor: Visitor, ada: str) -> None:
        alice.register(ada)
        open_profile(visitor, ada)
        forged = visitor.http.post("/me/erase")
        alice.server.keep_up()
        assert (forged.status_code, "people" in naming(alice.server, ada)) == (403, True)

    def test_gives_each_community_another_name_for_nobody(
        self, alice: Integration, charlie: Integration, visitor: Visitor, ada: str
    ) -> None:
        for community in (alice, charlie):
            community.register(ada)
        self.erase(visitor, ada)
        names = {community.list_registrations()["data"][0]["email"] for community in (alice, charlie)}
        assert len(names) == 2

    def test_sends_no_mail_that_waits(self, alice: Integration, visitor: Visitor, ada: str) -> None:
        """None leaves here anyway; what matters is that the row is settled and empty."""
        alice.authorize(ada)
        self.erase(visitor, ada)
        rows = alice.server.look("SELECT body, due_at FROM messages WHERE recipient LIKE 'erased-%'")
        assert set(rows) == {("", None)}

    def test_lets_the_person_come_back_as_somebody_new(self, alice: Integration, visitor: Visitor, ada: str) -> None:
        old = alice.authorize(ada).json()["entryLink"]
        self.erase(visitor, ada)
        new = alice.authorize(ada).json()["entryLink"]
        assert (new == old, alice.server.http.get(new).status_code, counts(alice)) == (False, 303, [(0, 1)])

    def test_goes_on_where_it_was_broken_off(self, alice: Integration, visitor: Visitor, ada: str) -> None:
        alice.register(ada)
        open_profile(visitor, ada)
        visitor.get("/me/erase")
        visitor.post("/me/erase")
        for _ in range(3):
            alice.server.operate(lambda tx, _: erasures.go_on(tx))
        alice.server.keep_up()
        assert "registrations" not in naming(alice.server, ada)
        assert alice.server.look("SELECT * FROM erasures") == []
