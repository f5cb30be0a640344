"""POST and DELETE /attendee: who may enter an airmeet, and by which link."""

import re
import unicodedata
from urllib.parse import urlsplit

import httpx
import pytest

from tests.harness import Integration, LiveServer, http_client
from tests.sockets import exchange

CODE = re.compile(r"[A-Za-z0-9_-]{22,}")
"""At least 22 characters out of 64: 132 bits."""

PERSON = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "city": "London",
    "country": "United Kingdom",
    "designation": "Countess",
    "organisation": "Analytical Society",
}

DETAILS_KEPT = """
SELECT email, name, city, country, designation, organisation
FROM attendees
WHERE airmeet_id = :airmeet_id
"""

AWKWARD_EMAILS = [
    *("ada+door@example.com", "a/b@example.com", "100%@example.com", "a%2Fb@example.com", "a%40b@example.com"),
    *("o'hara@example.com", "a&b=c?d#e@example.com", "åsa@exämple.com", "用户@例子.广告", "{ada}@example.com"),
    *("🎟@example.com", "..%2f@example.com".lstrip("."), "~a^b`c|d@example.com"),
]


def link_of(integration: Integration, email: str, name: str = "Ada Lovelace", **details: str) -> str:
    answer = integration.authorize(email, name, **details)
    assert answer.status_code == 200, answer.text
    link: str = answer.json()["entryLink"]
    return link


def code_of(link: str) -> str:
    return httpx.URL(link).params["code"]


def opens(integration: Integration, link: str) -> int:
    """The status of the page that the link leads to."""
    with http_client(integration.server.url, follow_redirects=True) as browser:
        return browser.get(link).status_code


def details_kept(integration: Integration) -> list[tuple[str, ...]]:
    return integration.server.look(DETAILS_KEPT, airmeet_id=integration.airmeet_id)


def delete(integration: Integration, encoded_email: str) -> httpx.Response:
    """The address goes onto the wire exactly as it is written here."""
    request = (
        f"DELETE /api/v1/airmeet/{integration.airmeet_id}/attendee/{encoded_email} HTTP/1.1\r\nHost: x\r\n"
        f"X-Airmeet-Access-Token: {integration.token}\r\n\r\n"
    )
    return exchange(integration.server.url, request.encode())


class TestEntryLink:
    def test_the_answer_is_the_email_and_the_link(self, server: LiveServer, alice: Integration) -> None:
        answer = alice.authorize(**PERSON)
        code = code_of(answer.json()["entryLink"])
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        link = f"{server.url}/e/{alice.airmeet_id}?code={code}"
        assert answer.json() == {"email": "ada@example.com", "entryLink": link}
        assert CODE.fullmatch(code)

    def test_it_names_the_airmeet_as_it_is_kept_however_the_call_was_written(self, alice: Integration) -> None:
        path = f"/api/v1/airmeet/{alice.airmeet_id.upper()}/attendee"
        link = alice.post(path, PERSON).json()["entryLink"]
        assert urlsplit(link).path == f"/e/{alice.airmeet_id}"

    def test_no_two_are_alike(self, alice: Integration, charlie: Integration) -> None:
        links = [link_of(alice, f"guest{number}@example.com") for number in range(100)]
        links += [link_of(charlie, "guest1@example.com")]
        codes = [code_of(link) for link in links]
        assert len(set(codes)) == 101
        assert len({code[:11] for code in codes}) == 101
        assert len({code[11:22] for code in codes}) == 101

    def test_it_opens_its_airmeet_alone(self, alice: Integration, charlie: Integration) -> None:
        link = link_of(alice, "ada@example.com")
        assert opens(alice, link) == 200
        assert opens(alice, link.replace(alice.airmeet_id, charlie.airmeet_id)) == 404

    def test_the_person_is_not_registered_by_it(self, server: LiveServer, alice: Integration) -> None:
        people = server.look("SELECT * FROM people")
        link = link_of(alice, "ada@example.com")
        opens(alice, link)
        empty = {"data": [], "cursors": {"before": 0, "after": 0, "pageCount": 0}}
        assert (alice.list_registrations(), server.look("SELECT * FROM people")) == (empty, people)

    def test_registering_is_what_puts_them_in_the_list(self, alice: Integration) -> None:
        alice.authorize("ada@example.com")
        alice.register("ada@example.com")
        assert [row["email"] for row in alice.list_registrations()["data"]] == ["ada@example.com"]


class TestReplay:
    @pytest.mark.parametrize("email", ["ada@example.com", "ADA@EXAMPLE.COM", " Ada@example.com "])
    def test_it_answers_the_same_and_changes_nothing_at_all(
        self, server: LiveServer, alice: Integration, email: str
    ) -> None:
        first = alice.authorize(**PERSON)
        server.clock.advance(days=1)
        before = server.state()
        again = alice.authorize(email, "Somebody Else", city="Paris", organisation="Elsewhere")
        assert (again.status_code, again.json()) == (200, first.json())
        assert server.state() == before

    def test_each_airmeet_keeps_its_own_details_and_spelling(self, alice: Integration, charlie: Integration) -> None:
        alice.authorize("Ada@example.com", "Ada Lovelace", city="London")
        answered = charlie.authorize("ADA@example.com", "A. L.")
        assert answered.json()["email"] == "ADA@example.com"
        assert details_kept(alice) == [("Ada@example.com", "Ada Lovelace", "London", "", "", "")]
        assert details_kept(charlie) == [("ADA@example.com", "A. L.", "", "", "", "")]

    def test_the_address_is_answered_as_it_was_registered(self, alice: Integration) -> None:
        alice.register("Ada@Example.com")
        assert alice.authorize("ada@example.com").json()["email"] == "Ada@Example.com"

    def test_what_was_told_at_registration_does_not_show(self, alice: Integration) -> None:
        alice.register("ada@example.com", "As registered", city="London")
        alice.authorize("ada@example.com", "As authorized")
        assert details_kept(alice) == [("ada@example.com", "As authorized", "", "", "", "")]


class TestText:
    def test_it_is_trimmed_and_made_nfc(self, alice: Integration) -> None:
        given = {member: f" {text}e\u0301 " for member, text in PERSON.items() if member != "email"}
        alice.authorize(" ada@example.com ", **given)
        kept = [unicodedata.normalize("NFC", text.strip()) for text in given.values()]
        assert details_kept(alice) == [("ada@example.com", *kept)]

    @pytest.mark.parametrize("character", ["x", "🎟", "e\u0301"])
    def test_it_has_up_to_255_characters(self, alice: Integration, character: str) -> None:
        assert alice.authorize("ada@example.com", character * 256).status_code == 400
        assert details_kept(alice) == []
        assert alice.authorize("ada@example.com", character * 255).status_code == 200


class TestRevocation:
    def test_it_is_204_without_a_body_and_the_second_time_404(self, alice: Integration) -> None:
        alice.authorize("ada@example.com")
        answer = alice.revoke("ada@example.com")
        assert (answer.status_code, answer.content) == (204, b"")
        assert "Content-Type" not in answer.headers
        assert alice.revoke("ada@example.com").status_code == 404

    def test_a_connection_goes_on_after_it(self, server: LiveServer, alice: Integration) -> None:
        """No stray byte follows a 204."""
        with http_client(server.url, headers={"X-Airmeet-Access-Token": alice.token}) as client:
            for _ in range(3):
                alice.authorize("ada@example.com")
                path = f"/api/v1/airmeet/{alice.airmeet_id}/attendee/ada%40example.com"
                assert [client.delete(path).status_code for _ in range(2)] == [204, 404]

    def test_from_that_moment_the_link_opens_nothing_just_as_a_wrong_code(self, alice: Integration) -> None:
        link = link_of(alice, "ada@example.com")
        assert opens(alice, link) == 200
        alice.revoke("ada@example.com")
        revoked, wrong = alice.server.http.get(link), alice.server.http.get(link[:-1] + "~")
        assert (revoked.status_code, wrong.status_code) == (404, 404)
        assert revoked.text == wrong.text

    def test_nobody_else_is_sent_away(self, alice: Integration) -> None:
        other = link_of(alice, "grace@example.com")
        elsewhere = alice.new_airmeet("Another evening")
        there = alice.post(f"/api/v1/airmeet/{elsewhere}/attendee", PERSON).json()["entryLink"]
        alice.authorize("ada@example.com")
        alice.revoke("ada@example.com")
        assert [opens(alice, link) for link in (other, there)] == [200, 200]

    def test_the_registration_stays(self, alice: Integration) -> None:
        alice.register(**PERSON)
        alice.authorize("ada@example.com")
        before = alice.list_registrations()
        alice.revoke("ada@example.com")
        assert [row["email"] for row in before["data"]] == ["ada@example.com"]
        assert alice.list_registrations() == before

    def test_who_is_only_registered_is_404(self, server: LiveServer, alice: Integration) -> None:
        alice.register("ada@example.com")
        before = server.state()
        assert alice.revoke("ada@example.com").status_code == 404
        assert server.state() == before

    def test_registering_a_removed_person_lets_them_in_by_no_link(self, alice: Integration) -> None:
        link = link_of(alice, "ada@example.com")
        alice.revoke("ada@example.com")
        assert alice.register("ada@example.com").status_code == 200
        assert opens(alice, link) == 404
        assert alice.revoke("ada@example.com").status_code == 404

    def test_authorizing_again_gives_the_same_link_and_details(self, alice: Integration) -> None:
        link = link_of(alice, "Ada@example.com", "Ada Lovelace", city="London")
        alice.revoke("ada@example.com")
        again = alice.authorize("ada@example.com", "Somebody Else", city="Paris")
        assert again.json() == {"email": "Ada@example.com", "entryLink": link}
        assert opens(alice, link) == 200
        assert details_kept(alice) == [("Ada@example.com", "Ada Lovelace", "London", "", "", "")]
        assert alice.revoke("ada@example.com").status_code == 204


class TestEncodedEmail:
    @pytest.mark.parametrize("email", AWKWARD_EMAILS)
    def test_whatever_is_authorized_can_be_revoked(self, alice: Integration, email: str) -> None:
        assert alice.authorize(email).json()["email"] == email
        assert [alice.revoke(email).status_code for _ in range(2)] == [204, 404]

    @pytest.mark.parametrize(
        "email, encoded",
        [
            ("ada@example.com", "ada@example.com"),
            ("ada@example.com", "ada%40example.com"),
            ("ada@example.com", "%61%64%61%40%65xample.com"),
            ("ada@example.com", "ADA%40Example.COM"),
            ("Ada@Example.com", "ada%40example.com"),
            ("ada@example.com", "ada%40example.com?x=y"),
            ("ada+door@example.com", "ada+door@example.com"),
            ("ada+door@example.com", "ada%2Bdoor%40example.com"),
            ("ada+door@example.com", "ada%2bdoor%40example.com"),
            ("a/b@example.com", "a%2Fb%40example.com"),
            ("a/b@example.com", "a%2fb%40example.com"),
            ("100%@example.com", "100%25%40example.com"),
            ("a%2fb@example.com", "a%252Fb%40example.com"),
            ("åsa@example.com", "%C3%A5sa%40example.com"),
            ("åsa@example.com", "%C3%85SA%40example.com"),
            ("åsa@example.com", "a%CC%8Asa%40example.com"),
            ("ada@bücher.example.com", "ada%40b%C3%BCcher.example.com"),
            ("ada@bücher.example.com", "ada%40xn--bcher-kva.example.com"),
        ],
    )
    def test_it_is_decoded_once_and_its_letter_case_ignored(self, alice: Integration, email: str, encoded: str) -> None:
        alice.authorize(email)
        answer = delete(alice, encoded)
        assert (answer.status_code, answer.content) == (204, b"")

    @pytest.mark.parametrize(
        "email, encoded",
        [
            ("ada+door@example.com", "ada%20door%40example.com"),
            ("a%2fb@example.com", "a%2Fb%40example.com"),
            ("a/b@example.com", "a%252Fb%40example.com"),
            ("ada@example.com", "ada%2540example.com"),
            ("ada@example.com", "ada%40example.com%00"),
            ("ada@example.com", "ada%40example.com%0A"),
            ("ada@example.com", "ada%40example.com/"),
            ("ada@example.com", "%FFada%40example.com"),
            ("ada@example.com", "%ED%A0%80ada%40example.com"),
            ("ada@example.com", "ada%40example.com%2F..%2Fgrace%40example.com"),
        ],
    )
    def test_another_spelling_is_nobody(self, alice: Integration, email: str, encoded: str) -> None:
        alice.authorize(email)
        assert delete(alice, encoded).status_code == 404
        assert alice.revoke(email).status_code == 204
