"""POST /user and GET /registrations: who is on an airmeet's list, and what the list tells of them."""

import unicodedata
from typing import Any

import pytest

from tests.harness import Integration, LiveServer

PERSON = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "city": "London",
    "country": "United Kingdom",
    "designation": "Countess",
    "organisation": "Analytical Society",
}
ROW = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "city": "London",
    "country": "United Kingdom",
    "organisation": "Analytical Society",
    "Designation": "Countess",
    "registrationDate": "2026-11-24T04:30:00.000Z",
}
BARE_ROW = ROW | {"city": "", "country": "", "organisation": "", "Designation": ""}
DETAILS = ("city", "country", "designation", "organisation")


def rows(integration: Integration, airmeet_id: str | None = None) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = integration.list_registrations(airmeet_id)["data"]
    return listed


def emails(integration: Integration, airmeet_id: str | None = None) -> list[str]:
    return [row["email"] for row in rows(integration, airmeet_id)]


def register_elsewhere(integration: Integration, airmeet_id: str, **person: object) -> None:
    assert integration.post(f"/api/v1/airmeet/{airmeet_id}/user", person).status_code == 200


class TestRow:
    def test_it_has_exactly_these_members(self, alice: Integration) -> None:
        answer = alice.register(**PERSON)
        assert (answer.status_code, answer.json()) == (200, {"email": "ada@example.com"})
        assert alice.list_registrations() == {"data": [ROW], "cursors": {"before": 1, "after": 1, "pageCount": 1}}

    @pytest.mark.parametrize("given", [{}, dict.fromkeys(DETAILS), dict.fromkeys(DETAILS, ""), {"city": "  "}])
    def test_a_detail_that_nobody_gave_is_the_empty_string(self, alice: Integration, given: dict[str, Any]) -> None:
        alice.register("ada@example.com", **given)
        assert rows(alice) == [BARE_ROW]

    def test_the_list_is_in_the_order_of_registration_oldest_first(self, alice: Integration) -> None:
        for name in "cab":
            alice.register(f"{name}@example.com")
            alice.server.clock.advance(seconds=1)
        assert [(row["email"], row["registrationDate"]) for row in rows(alice)] == [
            ("c@example.com", "2026-11-24T04:30:00.000Z"),
            ("a@example.com", "2026-11-24T04:30:01.000Z"),
            ("b@example.com", "2026-11-24T04:30:02.000Z"),
        ]

    def test_the_airmeets_id_may_be_written_in_capitals(self, alice: Integration) -> None:
        register_elsewhere(alice, alice.airmeet_id.upper(), email="ada@example.com", name="Ada")
        assert emails(alice, alice.airmeet_id.upper()) == ["ada@example.com"]


class TestOrganisation:
    @pytest.mark.parametrize(
        "given, kept",
        [
            ({"organization": "Z"}, "Z"),
            ({"organisation": "S"}, "S"),
            ({"organisation": "S", "organization": "Z"}, "S"),
            ({"organization": "Z", "organisation": "S"}, "S"),
            ({"organisation": None, "organization": "Z"}, "Z"),
            ({"organisation": "S", "organization": None}, "S"),
            ({"organisation": "", "organization": "Z"}, ""),
            ({"organisation": None, "organization": None}, ""),
        ],
    )
    def test_the_spelling_with_an_s_wins_unless_it_is_null_or_absent(
        self, alice: Integration, given: dict[str, Any], kept: str
    ) -> None:
        alice.register("ada@example.com", **given)
        assert [row["organisation"] for row in rows(alice)] == [kept]


class TestReplay:
    @pytest.mark.parametrize("email", ["ada@example.com", "ADA@EXAMPLE.COM", " Ada@Example.com "])
    def test_it_changes_nothing_at_all(self, server: LiveServer, alice: Integration, email: str) -> None:
        alice.register(**PERSON)
        server.clock.advance(days=1)
        before = server.state()
        answer = alice.register(email, "Somebody Else", city="Paris", organisation="Elsewhere")
        assert (answer.status_code, answer.json()) == (200, {"email": "ada@example.com"})
        assert server.state() == before

    def test_the_address_is_answered_and_listed_as_first_given(self, alice: Integration) -> None:
        given = ["Ada.Lovelace@Example.com", "ada.lovelace@example.com", "ADA.LOVELACE@EXAMPLE.COM"]
        answered = [alice.register(email).json()["email"] for email in given]
        assert (answered, emails(alice)) == ([given[0]] * 3, [given[0]])

    def test_as_first_given_means_to_this_airmeet(self, alice: Integration, charlie: Integration) -> None:
        charlie.register("ADA@example.com")
        assert alice.register("Ada@example.com").json() == {"email": "Ada@example.com"}
        assert (emails(charlie), emails(alice)) == (["ADA@example.com"], ["Ada@example.com"])

    def test_as_first_given_holds_for_who_was_authorized_before(self, alice: Integration) -> None:
        alice.authorize("Ada@Example.com")
        assert alice.register("ada@example.com").json() == {"email": "Ada@Example.com"}
        assert emails(alice) == ["Ada@Example.com"]

    @pytest.mark.parametrize(
        "first, again",
        [
            ("ÅSA@example.com", "åsa@example.com"),
            ("åsa@example.com", unicodedata.normalize("NFD", "åsa@example.com")),
            ("ада@пример.рф", "АДА@ПРИМЕР.РФ"),
            ("ada@bücher.example.com", "ADA@BÜCHER.EXAMPLE.COM"),
            ("ada@bücher.example.com", "ada@xn--bcher-kva.example.com"),
        ],
    )
    def test_one_person_however_their_address_is_written(self, alice: Integration, first: str, again: str) -> None:
        assert alice.register(first).json() == {"email": first}
        assert alice.register(again).json() == {"email": first}
        assert emails(alice) == [first]

    @pytest.mark.parametrize(
        "first, second",
        [("ada@example.com", "ada@example.org"), ("ada@example.com", "a.da@example.com"), ("a@b.com", "a+1@b.com")],
    )
    def test_two_people_where_more_than_letter_case_differs(self, alice: Integration, first: str, second: str) -> None:
        alice.register(first)
        alice.register(second)
        assert emails(alice) == [first, second]


class TestDetails:
    """They are those given for this registration, wherever else the person is known."""

    def test_each_airmeet_keeps_its_own(self, alice: Integration, charlie: Integration) -> None:
        other = alice.new_airmeet("Another evening")
        alice.register(**PERSON)
        register_elsewhere(alice, other, email="ada@example.com", name="Ada", city="Paris")
        charlie.register("ada@example.com", "A. L.", organisation="Elsewhere")
        assert rows(alice) == [ROW]
        assert rows(alice, other) == [BARE_ROW | {"name": "Ada", "city": "Paris"}]
        assert rows(charlie) == [BARE_ROW | {"name": "A. L.", "organisation": "Elsewhere"}]

    def test_the_account_is_made_once_and_shows_nowhere(self, server: LiveServer, alice: Integration) -> None:
        person = f"{alice.community_id}@example.com"
        alice.register(person, "As first told", city="London")
        other = alice.new_airmeet("Another evening")
        register_elsewhere(alice, other, email=person.upper(), name="As told later")
        kept = server.look("SELECT email, name, city FROM people WHERE email = :email", email=person)
        assert kept == [(person, "As first told", "London")]
        assert [(row["name"], row["city"]) for row in rows(alice, other)] == [("As told later", "")]

    def test_what_was_told_for_the_entry_link_does_not_show(self, alice: Integration) -> None:
        alice.authorize("ada@example.com", "As authorized", city="London")
        alice.register("ada@example.com", "As registered")
        assert rows(alice) == [BARE_ROW | {"name": "As registered"}]


class TestText:
    @pytest.mark.parametrize(
        "given, kept",
        [
            ("  Ada  ", "Ada"),
            ("\u00a0Ada\u2003Lovelace\u3000", "Ada\u2003Lovelace"),
            ("Zoe\u0308", "Zoë"),
            ("\u212bsa", "Åsa"),
            ("각", "각"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("'; DROP TABLE people; --", "'; DROP TABLE people; --"),
            ("🎟\u200d🎟 \U00020bb7", "🎟\u200d🎟 \U00020bb7"),
            ("\u202eadA", "\u202eadA"),
            ('{{ 7 * 7 }} %s %(name)s \\ "', '{{ 7 * 7 }} %s %(name)s \\ "'),
        ],
    )
    def test_it_is_trimmed_and_made_nfc_and_otherwise_kept(self, alice: Integration, given: str, kept: str) -> None:
        assert alice.register("ada@example.com", given, **dict.fromkeys(DETAILS, given)).status_code == 200
        assert rows(alice) == [
            ROW | {"name": kept, "city": kept, "country": kept, "organisation": kept, "Designation": kept}
        ]

    @pytest.mark.parametrize("member", ["name", *DETAILS])
    @pytest.mark.parametrize("character", ["x", "é", "夜", "🎟", "e\u0301"])
    def test_it_has_up_to_255_characters(self, alice: Integration, member: str, character: str) -> None:
        longest, too_long = character * 255, character * 256
        refused = alice.post(f"/api/v1/airmeet/{alice.airmeet_id}/user", PERSON | {member: too_long})
        assert (refused.status_code, refused.json()["errors"]) == (400, [f"{member} is longer than 255 characters."])
        assert rows(alice) == []
        padded = f"  {longest}  "
        assert alice.post(f"/api/v1/airmeet/{alice.airmeet_id}/user", PERSON | {member: padded}).status_code == 200
        [row] = rows(alice)
        assert row["Designation" if member == "designation" else member] == unicodedata.normalize("NFC", longest)

    def test_a_name_has_at_least_one_character(self, alice: Integration) -> None:
        assert alice.register("ada@example.com", "A").status_code == 200

    def test_an_email_has_up_to_254_characters(self, alice: Integration) -> None:
        domain = ".".join(["d" * 63, "d" * 63, "d" * 57, "com"])
        longest, too_long = "a" * 64 + "@" + domain, "a" * 64 + "@d" + domain
        assert (len(longest), len(too_long)) == (254, 255)
        assert alice.register(too_long).json()["errors"] == ["email is longer than 254 characters."]
        assert alice.register(f" {longest} ").json() == {"email": longest}

    @pytest.mark.parametrize(
        "email",
        [
            *("a+b@example.com", "a/b@example.com", "100%@example.com", "o'hara@example.com", "a_b-c.d@example.co.uk"),
            *(
                "{a|b}@example.com",
                "用户@例子.广告",
                "ada@sub.sub.sub.example.com",
                "1@example.com",
                "a&b=c?@example.com",
            ),
        ],
    )
    def test_a_valid_email_is_taken_as_it_is(self, alice: Integration, email: str) -> None:
        assert alice.register(email).json() == {"email": email}
        assert emails(alice) == [email]
