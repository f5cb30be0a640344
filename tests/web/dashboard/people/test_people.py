"""The page of an airmeet's people, and of each of them."""

import pytest

from tests.dashboard import Organizer
from tests.harness import Integration
from tests.web.dashboard.people.folk import LINK, href, make_helper, names, number_of

HOSTILE = "<script>alert(1)</script>"
RTL = "\u202eevil \u05d0\u05d1"


def add(organizer: Organizer, people: str, email: str, name: str, as_: str = "both", **details: str) -> None:
    organizer.get(f"{people}/new")
    page = organizer.post(people, **{"email": email, "name": name, "as": as_, **details})
    assert page.status_code == 200


def test_an_empty_list_says_what_to_do_next(organizer: Organizer, people: str) -> None:
    page = organizer.get(people)
    assert page.status_code == 200
    assert "Nobody yet" in page.text
    assert href(page.text, "Add the first person") == f"{people}/new"


def test_a_person_added_has_a_link_that_opens(organizer: Organizer, airmeet: Integration, people: str) -> None:
    add(organizer, people, "grace@example.com", "Grace Hopper", organisation="US Navy", city="Arlington")
    [link] = LINK.findall(organizer.page.text)
    assert link == airmeet.authorize("GRACE@example.com").json()["entryLink"]
    assert airmeet.server.http.get(link).status_code == 303
    [row] = airmeet.list_registrations()["data"]
    assert (row["name"], row["city"], row["organisation"]) == ("Grace Hopper", "Arlington", "US Navy")


@pytest.mark.parametrize(
    "as_, is_registered, has_link", [("registered", True, False), ("authorized", False, True), ("both", True, True)]
)
def test_a_person_is_added_as_was_chosen(
    organizer: Organizer, airmeet: Integration, people: str, as_: str, *, is_registered: bool, has_link: bool
) -> None:
    add(organizer, people, "grace@example.com", "Grace Hopper", as_)
    assert bool(airmeet.list_registrations()["data"]) == is_registered
    assert bool(LINK.findall(organizer.page.text)) == has_link


def test_a_faulty_form_comes_back_with_every_fault_and_all_that_was_typed(organizer: Organizer, people: str) -> None:
    organizer.get(f"{people}/new")
    page = organizer.post(people, **{"email": "nobody", "name": "", "city": "Pune & more", "as": "both"})
    assert page.status_code == 400
    assert "email is not a valid address" in page.text
    assert "name is empty." in page.text
    assert 'value="nobody"' in page.text
    assert 'value="Pune &amp; more"' in page.text
    assert "Nobody yet" in organizer.get(people).text


def test_a_form_without_proof_adds_nobody(organizer: Organizer, people: str) -> None:
    form = {"email": "grace@example.com", "name": "Grace", "as": "both"}
    assert organizer.http.post(people, data=form).status_code == 403
    assert "Nobody yet" in organizer.get(people).text


def test_names_from_anywhere_are_shown_as_they_are_and_run_nowhere(organizer: Organizer, people: str) -> None:
    add(organizer, people, "a@example.com", HOSTILE, organisation=HOSTILE)
    add(organizer, people, "b@example.com", RTL)
    page = organizer.get(people).text
    assert names(page) == [RTL, HOSTILE]
    for each in (page, organizer.get(f"{people}/{number_of(page, HOSTILE)}").text):
        assert "<script>" not in each
    assert f"<bdi>{RTL}</bdi>" in page
    assert "<script>" not in organizer.get(f"{people}?q={HOSTILE}").text


def test_a_search_is_narrowed_and_sorted_as_asked(organizer: Organizer, airmeet: Integration, people: str) -> None:
    airmeet.register("ada@example.com", "Ada", organisation="Engines")
    airmeet.register("bob@engines.example", "bob")
    airmeet.authorize("cleo@example.com", "Cleo ENGINES")
    airmeet.authorize("dan@example.com", "Dan")
    airmeet.authorize("eve@example.com", "Eve")
    airmeet.revoke("eve@example.com")
    shown = {
        query: names(organizer.get(f"{people}?{query}").text)
        for query in (
            "",
            "sort=oldest",
            "sort=email",
            "sort=nonsense&show=nonsense",
            "q=engines",
            "q=engines&show=authorized",
            "show=registered&sort=email",
            "show=authorized",
            "show=revoked",
        )
    }
    assert shown == {
        "": ["Eve", "Dan", "Cleo ENGINES", "bob", "Ada"],
        "sort=oldest": ["Ada", "bob", "Cleo ENGINES", "Dan", "Eve"],
        "sort=email": ["Ada", "bob", "Cleo ENGINES", "Dan", "Eve"],
        "sort=nonsense&show=nonsense": ["Eve", "Dan", "Cleo ENGINES", "bob", "Ada"],
        "q=engines": ["Cleo ENGINES", "bob", "Ada"],
        "q=engines&show=authorized": ["Cleo ENGINES"],
        "show=registered&sort=email": ["Ada", "bob"],
        "show=authorized": ["Dan", "Cleo ENGINES"],
        "show=revoked": ["Eve"],
    }
    assert "Nobody is like that" in organizer.get(f"{people}?q=zzz").text


@pytest.mark.parametrize("sort", ["newest", "oldest", "email"])
def test_pages_lead_to_the_end_and_back(organizer: Organizer, airmeet: Integration, people: str, sort: str) -> None:
    for number in range(120):
        airmeet.register(f"{number:03}@example.com", f"Guest {number:03}")
    pages = [organizer.get(f"{people}?sort={sort}").text]
    while "Next" in pages[-1].partition("</main>")[0].partition('aria-label="Pages"')[2]:
        pages.append(organizer.get(href(pages[-1], "Next")).text)
    numbers = sorted((f"Guest {number:03}" for number in range(120)), reverse=sort == "newest")
    assert [names(page) for page in pages] == [numbers[:50], numbers[50:100], numbers[100:]]
    back = organizer.get(href(pages[2], "Previous")).text
    assert names(back) == numbers[50:100]
    assert names(organizer.get(href(back, "Previous")).text) == numbers[:50]
    assert names(organizer.get(href(pages[0], "Last")).text) == numbers[70:]
    assert names(organizer.get(href(pages[2], "First")).text) == numbers[:50]
    assert "guest" not in href(pages[0], "Next").lower()


@pytest.mark.parametrize("cursor", ["!", "YQ", "%F0%9F%98%80", "_w"])
def test_a_broken_cursor_is_told_as_such(organizer: Organizer, people: str, cursor: str) -> None:
    assert organizer.get(f"{people}?after={cursor}").status_code == 400


def test_access_is_taken_away_after_a_question_and_given_back(
    organizer: Organizer, airmeet: Integration, people: str
) -> None:
    link = airmeet.authorize("grace@example.com", "Grace").json()["entryLink"]
    person = f"{people}/{number_of(organizer.get(people).text, 'Grace')}"
    assert "Take access away from <bdi>Grace</bdi>?" in organizer.get(f"{person}/revoke").text
    assert airmeet.server.http.get(link).status_code == 303
    page = organizer.post(f"{person}/revoke")
    assert (page.status_code, page.url.path) == (200, person)
    assert LINK.findall(page.text) == []
    assert airmeet.server.http.get(link).status_code == 404
    page = organizer.post(f"{person}/authorize")
    assert LINK.findall(page.text) == [link]
    assert airmeet.server.http.get(link).status_code == 303


def test_a_code_is_shown_on_the_persons_page_alone(organizer: Organizer, airmeet: Integration, people: str) -> None:
    code = airmeet.authorize("grace@example.com", "Grace").json()["entryLink"].partition("code=")[2]
    listed = organizer.get(people).text
    person = organizer.get(f"{people}/{number_of(listed, 'Grace')}")
    assert code in person.text
    assert (person.headers["cache-control"], person.headers["referrer-policy"]) == ("no-store", "no-referrer")
    elsewhere = [listed, *(organizer.get(people + path).text for path in ("/new", ".csv", ".jsonl", "?q=grace"))]
    assert [text for text in elsewhere if code in text] == []


def test_the_airmeets_page_counts_and_leads_to_its_people(
    organizer: Organizer, airmeet: Integration, people: str
) -> None:
    airmeet.register("a@example.com")
    airmeet.authorize("b@example.com")
    airmeet.authorize("c@example.com")
    airmeet.revoke("c@example.com")
    page = organizer.get(people.removesuffix("/people")).text
    assert href(page, "People") == people
    assert "<dt>Registered</dt><dd>1</dd>" in page
    assert "<dt>Authorized</dt><dd>1</dd>" in page


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999", "-1", "x", "²"])
def test_nobody_at_a_number_is_a_page_that_says_so(organizer: Organizer, people: str, number: str) -> None:
    page = organizer.get(f"{people}/{number}")
    assert page.status_code == 404
    assert "Nobody stands there" in page.text


PATHS = ("", "/new", "/1", "/1/revoke", "/chosen?do=revoke&guest=1", "/chosen?do=links&all=1", ".csv", ".jsonl")
FORMS = ("", "/1/authorize", "/1/revoke", "/chosen")


@pytest.mark.parametrize("who", ["Charlie", "a helper of another airmeet", "nobody"])
def test_who_has_no_part_in_an_airmeet_finds_nothing_of_its_people(
    organizer: Organizer, airmeet: Integration, people: str, who: str
) -> None:
    airmeet.register("secret@example.com", "Secret Guest")
    airmeet.authorize("secret@example.com", "Secret Guest")
    assert names(organizer.get(people).text) == ["Secret Guest"]
    state = "SELECT seq, revoked_at FROM attendees WHERE airmeet_id = :airmeet_id"
    before = airmeet.server.look(state, airmeet_id=airmeet.airmeet_id)
    with Organizer(organizer.server) as other:
        other.get("/signin")
        if who != "nobody":
            other.sign_up("Charlie's community")
        if who == "a helper of another airmeet":
            make_helper(organizer, other, airmeet.new_airmeet("Another"))
        other.get("/" if who == "nobody" else f"/communities/{other.community_id}/airmeets/new")
        form = {"email": "x@example.com", "name": "X", "as": "both", "do": "revoke", "all": "1"}
        seen = [other.http.get(people + path) for path in PATHS] + [other.post(people + path, **form) for path in FORMS]
    assert [page.status_code for page in seen] == [200 if who == "nobody" else 404] * len(seen)
    assert [page.url.path for page in seen if page.url.path != "/signin"] == (
        [] if who == "nobody" else [page.url.path for page in seen]
    )
    assert [page for page in seen if "Secret" in page.text] == []
    assert airmeet.server.look(state, airmeet_id=airmeet.airmeet_id) == before
    assert names(organizer.get(people).text) == ["Secret Guest"]
