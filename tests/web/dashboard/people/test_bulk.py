"""Many people at once: those ticked, or all that match."""

import html
import re

import pytest

from admit.web.dashboard.people_bulk import CHANGED_AT_ONCE
from tests.dashboard import Organizer
from tests.harness import Integration
from tests.web.dashboard.people.folk import make_helper, names, number_of

HIDDEN = re.compile(r'<input type="hidden" name="(do|all|q|show|guest)" value="([^"]*)">')


def hidden(page: str) -> dict[str, list[str]]:
    """What a confirmation will send, without its proof."""
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page.partition('method="post" action="/communities')[2]):
        fields.setdefault(name, []).append(html.unescape(value))
    return fields


def confirm(organizer: Organizer, people: str, query: str) -> str:
    """Choose, look at the question, and say yes: the page after it."""
    question = organizer.get(f"{people}/chosen?{query}")
    assert question.status_code == 200
    return organizer.post(f"{people}/chosen", **hidden(question.text)).text


def authorized(airmeet: Integration) -> list[str]:
    rows = airmeet.server.look(
        "SELECT email_key FROM attendees WHERE airmeet_id = :airmeet_id AND revoked_at IS NULL ORDER BY email_key",
        airmeet_id=airmeet.airmeet_id,
    )
    return [email for (email,) in rows]


def chosen(page: str, *who: str) -> str:
    return "&".join(f"guest={number_of(page, name)}" for name in who)


def test_those_ticked_are_authorized(organizer: Organizer, airmeet: Integration, people: str) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        airmeet.register(f"{name}@example.com", name)
    page = organizer.get(people).text
    after = confirm(organizer, people, f"do=authorize&{chosen(page, 'Ada', 'Cleo')}")
    assert "2 people newly authorized" in after
    assert authorized(airmeet) == ["ada@example.com", "cleo@example.com"]


def test_a_question_names_whom_it_is_about_and_changes_nothing(
    organizer: Organizer, airmeet: Integration, people: str
) -> None:
    for name in ("Ada", "Bob"):
        airmeet.authorize(f"{name}@example.com", name)
    page = organizer.get(people).text
    question = organizer.get(f"{people}/chosen?do=revoke&{chosen(page, 'Bob')}").text
    assert "<h1>Take access away from 1 person?</h1>" in question
    assert "<bdi>Bob</bdi>" in question
    assert "<bdi>Ada</bdi>" not in question
    assert authorized(airmeet) == ["ada@example.com", "bob@example.com"]


def test_who_registers_between_question_and_answer_loses_access_all_the_same(
    organizer: Organizer, airmeet: Integration, people: str
) -> None:
    airmeet.authorize("bob@example.com", "Bob")
    question = organizer.get(f"{people}/chosen?do=revoke&{chosen(organizer.get(people).text, 'Bob')}").text
    airmeet.register("bob@example.com", "Robert")
    assert "Access taken away from 1 person." in organizer.post(f"{people}/chosen", **hidden(question)).text
    assert authorized(airmeet) == []


def test_all_that_match_on_every_page_lose_access_and_nobody_else(
    organizer: Organizer, airmeet: Integration, people: str
) -> None:
    for number in range(CHANGED_AT_ONCE + 5):
        airmeet.authorize(f"{number:03}@example.com", "Speaker & co", organisation="Engines")
    airmeet.authorize("ada@example.com", "Ada")
    question = organizer.get(f"{people}/chosen?do=revoke&all=1&q=speaker %26&show=authorized").text
    assert f"Take access away from {CHANGED_AT_ONCE + 5} people?" in question
    assert hidden(question) == {"do": ["revoke"], "all": ["1"], "q": ["speaker &"], "show": ["authorized"]}
    after = organizer.post(f"{people}/chosen", **hidden(question)).text
    assert f"Access taken away from {CHANGED_AT_ONCE + 5} people." in after
    assert authorized(airmeet) == ["ada@example.com"]
    assert "<p>0 registered, 1 authorized" in after
    confirm(organizer, people, "do=authorize&all=1&show=revoked")
    assert len(authorized(airmeet)) == CHANGED_AT_ONCE + 6


def test_nothing_happens_without_a_choice_or_without_proof(
    organizer: Organizer, airmeet: Integration, people: str
) -> None:
    airmeet.authorize("ada@example.com", "Ada")
    assert organizer.get(f"{people}/chosen?do=revoke").status_code == 400
    assert organizer.get(f"{people}/chosen?do=explode&all=1").status_code == 400
    assert "Nobody is left" in organizer.get(f"{people}/chosen?do=revoke&guest=99&guest=x").text
    forged = organizer.http.post(f"{people}/chosen", data={"do": "revoke", "all": "1"})
    assert forged.status_code == 403
    organizer.get(f"{people}/new")
    assert organizer.post(f"{people}/chosen", do="explode", all="1").status_code == 400
    assert authorized(airmeet) == ["ada@example.com"]


@pytest.mark.parametrize("query", ["all=1", "ticked"])
def test_links_are_copied_as_lines_with_tabs(
    organizer: Organizer, airmeet: Integration, people: str, query: str
) -> None:
    links = [
        airmeet.authorize("ada@example.com", "=Ada()").json()["entryLink"],
        airmeet.authorize("bob@example.com", "</textarea><script>").json()["entryLink"],
    ]
    airmeet.register("cleo@example.com", "Cleo")
    page = organizer.get(f"{people}?sort=email").text
    ticked = chosen(page, "=Ada()", "</textarea><script>", "Cleo")
    shown = organizer.get(f"{people}/chosen?do=links&{ticked if query == 'ticked' else query}").text
    text = html.unescape(shown.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
    assert text.strip("\n").split("\n") == [
        f"'=Ada()\tada@example.com\t{links[0]}",
        f"</textarea><script>\tbob@example.com\t{links[1]}",
    ]
    assert "1 of those chosen is not authorized" in shown
    assert "<script>" not in shown


def test_a_helper_may_change_people_but_not_carry_their_links_away(
    organizer: Organizer, airmeet: Integration, people: str
) -> None:
    airmeet.authorize("ada@example.com", "Ada")
    airmeet.register("bob@example.com", "Bob")
    with Organizer(organizer.server) as helper:
        helper.sign_up("The helper's own")
        make_helper(organizer, helper, airmeet.airmeet_id)
        page = helper.get(people).text
        assert names(page) == ["Bob", "Ada"]
        assert "Copy links" not in page
        assert "links=1" not in page
        for path in ("/chosen?do=links&all=1", f"/chosen?do=links&{chosen(page, 'Ada')}", ".csv?links=1"):
            refused = helper.get(people + path)
            assert refused.status_code == 403
            assert "code=" not in refused.text
        confirm(helper, people, f"do=authorize&{chosen(page, 'Bob')}")
    assert authorized(airmeet) == ["ada@example.com", "bob@example.com"]
