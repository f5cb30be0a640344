"""Registering for a public event: the form, the mail, and the button behind its link."""

import re
from typing import Any

import httpx
import pytest

from admit.actions import airmeets
from admit.model.airmeets import Status
from tests.dashboard import Organizer as Visitor
from tests.dashboard import new_email
from tests.harness import Integration
from tests.web.attendee.evenings import BY_INVITATION, NO_SUCH_AIRMEET, hold
from tests.web.attendee.letters import letters
from tests.web.reading import own_headers, words

GIVEN = {
    "name": "Ada Lovelace",
    "organisation": "Analytical Society",
    "designation": "Analyst",
    "city": "London",
    "country": "UK",
}


@pytest.fixture
def ada() -> str:
    return new_email()


def ask(visitor: Visitor, evening: str, email: str, **fields: str) -> httpx.Response:
    visitor.get(f"{evening}/register")
    return visitor.post(f"{evening}/register", **{**GIVEN, "email": email, **fields})


def confirm(visitor: Visitor, link: str) -> httpx.Response:
    visitor.get(link)
    return visitor.post(visitor.page.url.path)


def listed(alice: Integration) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = alice.list_registrations()["data"]
    return rows


def standing(alice: Integration) -> list[tuple[Any, ...]]:
    """The registrations, the attendees and the counts of the airmeet."""
    selected = (
        "SELECT email, name, registered_at FROM registrations WHERE airmeet_id = :id",
        "SELECT email, name, code, revoked_at FROM attendees WHERE airmeet_id = :id",
        "SELECT registration_count, authorized_count FROM airmeets WHERE airmeet_id = :id",
    )
    return [row for sql in selected for row in alice.server.look(sql, id=alice.airmeet_id)]


def kept(alice: Integration) -> dict[str, Any]:
    """All but the outbox, which is worked on meanwhile."""
    return {table: rows for table, rows in alice.server.state().items() if table != "messages"}


class TestSomebodyNew:
    def test_is_registered_and_let_in_by_the_link_in_the_mail(
        self, alice: Integration, visitor: Visitor, evening: str, ada: str
    ) -> None:
        sent = ask(visitor, evening, ada)
        assert (sent.url.path, words(sent, "h1")) == (f"{evening}/register/sent", "Check your mail")
        assert listed(alice) == []
        [letter] = letters(alice.server, ada)
        assert letter[:3] == ("confirmation", ada, "Confirm that you come to Open evening")

        shown = visitor.get(letter.link)
        assert shown.url.path == f"{evening}/confirm"
        assert words(shown, "dl") == (
            f"Name Ada Lovelace Email {ada} Organisation Analytical Society Role Analyst City London Country UK"
        )
        entered = visitor.post(f"{evening}/confirm")

        code = letter.link.partition("code=")[2]
        ways = [answer.headers["Location"] for answer in entered.history]
        assert (entered.status_code, ways) == (200, [f"{evening}?code={code}", evening])
        [row] = listed(alice)
        assert {**row, "registrationDate": ""} == {
            "email": ada,
            "name": "Ada Lovelace",
            "organisation": "Analytical Society",
            "Designation": "Analyst",
            "city": "London",
            "country": "UK",
            "registrationDate": "",
        }
        assert alice.authorize(ada).json()["entryLink"] == f"{alice.server.url}{evening}?code={code}"

    def test_comes_in_by_the_same_mail_ever_after(
        self, alice: Integration, visitor: Visitor, evening: str, ada: str
    ) -> None:
        ask(visitor, evening, ada)
        [letter] = letters(alice.server, ada)
        confirm(visitor, letter.link)
        before = standing(alice)
        visitor.server.clock.advance(days=3)
        visitor.server.keep_up()
        with Visitor(alice.server) as elsewhere:
            again = elsewhere.get(letter.link)
        ways = [answer.headers["Location"] for answer in again.history]
        assert (again.status_code, ways) == (200, [f"{evening}?code={letter.link.partition('code=')[2]}", evening])
        assert standing(alice) == before

    def test_is_in_the_log_as_who_did_it(self, alice: Integration, visitor: Visitor, evening: str, ada: str) -> None:
        ask(visitor, evening, ada)
        confirm(visitor, letters(alice.server, ada)[0].link)
        rows = alice.server.look(
            "SELECT actor_kind, kind, person, address FROM activities WHERE airmeet_id = :id AND person IS NOT NULL"
            " ORDER BY activity_id",
            id=alice.airmeet_id,
        )
        assert rows == [
            ("attendee", "person_registered", ada, "127.0.0.1"),
            ("attendee", "attendee_authorized", ada, "127.0.0.1"),
        ]

    def test_may_press_the_button_twice(self, alice: Integration, visitor: Visitor, evening: str, ada: str) -> None:
        ask(visitor, evening, ada)
        [letter] = letters(alice.server, ada)
        with Visitor(alice.server) as twin:
            twin.get(letter.link)
            confirm(visitor, letter.link)
            before = standing(alice)
            again = twin.post(f"{evening}/confirm")
        assert (again.url.path, standing(alice)) == (evening, before)

    def test_is_registered_by_no_scanner(self, alice: Integration, visitor: Visitor, evening: str, ada: str) -> None:
        ask(visitor, evening, ada)
        [letter] = letters(alice.server, ada)
        before = kept(alice)
        for method in ("HEAD", "GET", "GET"):
            with httpx.Client(follow_redirects=True, cookies={"admit_form": "another"}) as scanner:
                assert scanner.request(method, letter.link, headers={"Purpose": "prefetch"}).status_code == 200
        assert kept(alice) == before
        assert confirm(visitor, letter.link).status_code == 200
        assert [row["email"] for row in listed(alice)] == [ada]

    def test_has_a_day_to_confirm(self, alice: Integration, visitor: Visitor, evening: str, ada: str) -> None:
        ask(visitor, evening, ada)
        [letter] = letters(alice.server, ada)
        alice.server.clock.advance(hours=23, minutes=59, seconds=59)
        assert visitor.get(letter.link).status_code == 200
        alice.server.clock.advance(seconds=1)
        late = visitor.post(f"{evening}/confirm")
        assert (late.status_code, words(late, "h1")) == (404, "This link no longer works")
        assert visitor.get(letter.link).status_code == 404
        assert listed(alice) == []


class TestNobodyCanTell:
    """Who asks about an address sees the same whoever it belongs to."""

    def test_who_is_on_the_list(self, alice: Integration, visitor: Visitor, evening: str) -> None:
        stranger, registered, authorized, revoked = (new_email(name) for name in ("s", "r", "a", "x"))
        alice.register(registered)
        link = alice.authorize(authorized, city="Here").json()["entryLink"]
        alice.authorize(revoked)
        alice.revoke(revoked)
        before = standing(alice)

        answers = [ask(visitor, evening, email) for email in (stranger, registered, authorized, revoked)]

        assert (
            len({(answer.status_code, answer.url, answer.content, str(own_headers(answer))) for answer in answers}) == 1
        )
        assert standing(alice) == before
        sent = [letters(alice.server, email) for email in (stranger, registered, authorized, revoked)]
        assert [[letter.kind for letter in each] for each in sent] == [
            ["confirmation"],
            ["confirmation"],
            ["entry link"],
            ["entry link"],
        ]
        assert sent[2][0].link == link
        assert (sent[3][0].subject, "http" in sent[3][0].body) == ("You cannot enter Open evening", False)

    def test_what_a_stranger_typed_reaches_no_mailbox(self, alice: Integration, visitor: Visitor, evening: str) -> None:
        ada = new_email()
        ask(visitor, evening, ada, name="Buy https://spam.example", city="{link}")
        [letter] = letters(alice.server, ada)
        assert ("spam" in letter.body, letter.body.count("http")) == (False, 1)

    def test_and_nobodys_mailbox_is_filled(self, alice: Integration, visitor: Visitor, evening: str, ada: str) -> None:
        answers = [ask(visitor, evening, ada) for _ in range(7)]
        assert {answer.status_code for answer in answers} == {200}
        assert len(letters(alice.server, ada)) == 5
        alice.server.clock.advance(hours=1)
        ask(visitor, evening, ada)
        assert len(letters(alice.server, ada)) == 6


class TestWhoIsKnown:
    def test_keeps_the_details_and_the_link_they_had(
        self, alice: Integration, visitor: Visitor, evening: str, ada: str
    ) -> None:
        ask(visitor, evening, ada)
        [letter] = letters(alice.server, ada)
        link = alice.authorize(ada, "A. Lovelace", city="Ockham").json()["entryLink"]
        alice.register(ada, "A. Lovelace", city="Ockham")
        before = standing(alice)
        entered = confirm(visitor, letter.link)
        assert f"{alice.server.url}{entered.history[-2].headers['Location']}" == link
        assert standing(alice) == before

    def test_is_not_let_in_again_by_registering_once_access_was_taken_away(
        self, alice: Integration, visitor: Visitor, evening: str, ada: str
    ) -> None:
        ask(visitor, evening, ada)
        [letter] = letters(alice.server, ada)
        visitor.get(letter.link)
        alice.authorize(ada)
        alice.revoke(ada)
        before = standing(alice)
        refused = visitor.post(f"{evening}/confirm")
        assert (refused.status_code, "ask them if that is not right" in refused.text) == (403, True)
        assert visitor.get(letter.link).status_code == 403
        assert standing(alice) == before

    def test_is_one_person_in_any_letter_case(self, alice: Integration, visitor: Visitor, evening: str) -> None:
        ada = new_email("Ada")
        link = alice.authorize(ada).json()["entryLink"]
        ask(visitor, evening, ada.upper())
        [letter] = letters(alice.server, ada)
        assert (letter.recipient, letter.link) == (ada, link)


@pytest.mark.parametrize("is_over", [True, False])
def test_an_event_that_takes_no_registrations_refuses_form_and_link(
    alice: Integration, visitor: Visitor, evening: str, ada: str, *, is_over: bool
) -> None:
    ask(visitor, evening, ada)
    visitor.get(f"{evening}/register")
    if is_over:
        alice.server.operate(airmeets.change_status, alice.airmeet_id, Status.FINISHED)
    else:
        alice.server.operate(airmeets.change, alice.airmeet_id, BY_INVITATION)
    assert visitor.post(f"{evening}/register", **GIVEN, email=new_email()).status_code == 403
    assert "<form" not in visitor.get(f"{evening}/register").text
    assert visitor.get(letters(alice.server, ada)[0].link).status_code == 403
    assert listed(alice) == []


def test_every_fault_is_told_and_what_was_typed_is_kept(visitor: Visitor, evening: str) -> None:
    page = ask(visitor, evening, "ada", name="", city="x" * 256)
    assert page.status_code == 400
    assert re.findall(r"<p>(.*?)</p>", page.text.partition('role="alert"')[2].partition("</div>")[0]) == [
        "email is not a valid address: An email address must have an @-sign.",
        "name is empty.",
        "city is longer than 255 characters.",
    ]
    assert f'value="{"x" * 256}"' in page.text


def test_another_site_cannot_send_the_forms(alice: Integration, visitor: Visitor, evening: str, ada: str) -> None:
    ask(visitor, evening, ada)
    visitor.get(letters(alice.server, ada)[0].link)
    before = kept(alice)
    forged = [
        visitor.http.post(f"{evening}/{form}", data={**GIVEN, "email": ada}) for form in ("register", "confirm", "link")
    ]
    assert [answer.status_code for answer in forged] == [403, 403, 403]
    assert kept(alice) == before


@pytest.mark.parametrize("form", ["register", "link"])
def test_asking_too_often_is_refused_alike_for_everybody(
    alice: Integration, visitor: Visitor, evening: str, form: str
) -> None:
    known = new_email("known")
    alice.authorize(known)
    for email in (known, new_email("unknown")):
        statuses = []
        for _ in range(11):
            visitor.get(f"{evening}/{form}")
            statuses.append(visitor.post(f"{evening}/{form}", name="Ada", email=email).status_code)
        assert statuses == [200] * 10 + [429]
        assert 0 < int(visitor.page.headers["Retry-After"]) <= 120


def test_one_visitor_cannot_write_to_a_whole_town(alice: Integration, evening: str, engine: str) -> None:
    """From an address of its own on each engine, since the allowance is the whole process's."""
    transport = httpx.HTTPTransport(local_address={"sqlite": "127.0.0.9", "postgres": "127.0.0.10"}[engine])
    with Visitor(alice.server) as visitor, httpx.Client(base_url=alice.server.url, transport=transport) as http:
        visitor.http = http
        visitor.get(f"{evening}/link")
        proof = visitor.page
        statuses = [303]
        while statuses[-1] == 303:
            visitor.page = proof
            statuses.append(visitor.post(f"{evening}/link", email=f"town.{len(statuses)}@example.com").status_code)
    assert (statuses[-1], 300 <= len(statuses) < 500) == (429, True)


@pytest.mark.parametrize("code", ["", "x", "%C3%BC", "a%3B%20b", "a%0D%0Ab", "x" * 65, "%ff", "x" * 32])
def test_a_code_that_was_never_given_confirms_nothing(visitor: Visitor, evening: str, code: str) -> None:
    page = visitor.get(f"{evening}/confirm?code={code}")
    assert (page.status_code, words(page, "h1")) == (404, "This link no longer works")


def test_a_link_confirms_nothing_at_another_event(
    alice: Integration, charlie: Integration, visitor: Visitor, evening: str, ada: str
) -> None:
    ask(visitor, evening, ada)
    [letter] = letters(alice.server, ada)
    other = f"/e/{hold(charlie).airmeet_id}"
    assert visitor.get(letter.link.replace(evening, other)).status_code == 404
    assert visitor.get(letter.link).status_code == 200


@pytest.mark.parametrize("more", ["register", "register/sent", "confirm", "link", "link/sent"])
def test_the_pages_stay_private(visitor: Visitor, evening: str, more: str) -> None:
    page = visitor.get(f"{evening}/{more}")
    assert {name: page.headers[name] for name in ("Cache-Control", "Referrer-Policy")} == {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    assert '<meta name="robots" content="noindex">' in page.text


@pytest.mark.parametrize("more", ["register", "register/sent", "link", "link/sent"])
def test_an_event_that_is_not_there_has_no_forms(visitor: Visitor, more: str) -> None:
    page = visitor.get(f"/e/{NO_SUCH_AIRMEET}/{more}")
    assert (page.status_code, words(page, "h1")) == (404, "There is no event here")


class TestALostLink:
    def ask(self, visitor: Visitor, evening: str, email: str) -> httpx.Response:
        visitor.get(f"{evening}/link")
        return visitor.post(f"{evening}/link", email=email)

    def test_is_sent_to_who_has_one_and_nobody_else_can_tell(
        self, alice: Integration, visitor: Visitor, evening: str
    ) -> None:
        authorized, revoked, registered, stranger = (new_email(name) for name in ("a", "x", "r", "s"))
        link = alice.authorize(authorized).json()["entryLink"]
        alice.authorize(revoked)
        alice.revoke(revoked)
        alice.register(registered)
        everybody = (authorized, revoked, registered, stranger)
        before = standing(alice)
        answers = [self.ask(visitor, evening, email) for email in everybody]
        assert len({(answer.status_code, answer.url, answer.content) for answer in answers}) == 1
        assert words(answers[0], "p", "role").startswith("If this address has a link")
        sent = [letters(alice.server, email) for email in everybody]
        assert [[letter.subject for letter in each] for each in sent] == [
            ["Your link to Open evening"],
            ["You cannot enter Open evening"],
            [],
            [],
        ]
        assert sent[0][0].link == link
        assert standing(alice) == before

    def test_costs_everybody_the_same_row(self, alice: Integration, visitor: Visitor, evening: str) -> None:
        known, stranger = new_email("known"), new_email("stranger")
        alice.authorize(known)
        for email in (known, stranger):
            self.ask(visitor, evening, email)
        rows = alice.server.look("SELECT email_key FROM mail_requests WHERE airmeet_id = :id", id=alice.airmeet_id)
        assert sorted(rows) == sorted([(known,), (stranger,)])

    def test_is_sent_for_an_event_by_invitation_too(self, alice: Integration, visitor: Visitor, ada: str) -> None:
        evening = f"/e/{hold(alice, BY_INVITATION).airmeet_id}"
        link = alice.authorize(ada).json()["entryLink"]
        page = self.ask(visitor, evening, ada)
        assert [letter.link for letter in letters(alice.server, ada)] == [link]
        assert "/register" not in page.text

    def test_of_what_is_no_address_is_told_so(self, visitor: Visitor, evening: str) -> None:
        page = self.ask(visitor, evening, "ada")
        assert (page.status_code, "email is not a valid address" in page.text) == (400, True)


def test_the_operator_sees_what_would_be_sent(alice: Integration, visitor: Visitor, evening: str, ada: str) -> None:
    """There is no mail server: the message is held."""
    ask(visitor, evening, ada)
    [letter] = letters(alice.server, ada)
    assert letter.link.startswith(f"{alice.server.url}{evening}/confirm?code=")
