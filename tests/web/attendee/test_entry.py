"""From the link to the event: who is new registers, who is not presses one button, and only a POST does anything."""

import re
from pathlib import Path

import httpx
import msgspec
import pytest

from admit.actions import airmeets
from admit.model.airmeets import Status
from tests.guests import Guest, link_of, move, set_clock, start
from tests.harness import Integration
from tests.processes import served
from tests.web.attendee.evenings import OPEN_EVENING, hold

REGISTERED = "SELECT email, name, city, organisation FROM registrations WHERE airmeet_id = :airmeet_id"
GIVEN = re.compile(
    r"admit_entry=(?P<code>[\w-]+)\.(?P<secret>[\w-]+); HttpOnly; Path=(?P<path>[\w/-]+); SameSite=lax", re.ASCII
)
HERE = "SELECT email_key, state FROM presences WHERE airmeet_id = :airmeet_id"


def registered(alice: Integration) -> list[tuple[str, ...]]:
    return alice.server.look(REGISTERED, airmeet_id=alice.airmeet_id)


def here(alice: Integration) -> list[tuple[str, ...]]:
    return alice.server.look(HERE, airmeet_id=alice.airmeet_id)


def test_somebody_new_registers_and_is_inside_in_one_step(alice: Integration) -> None:
    start(alice)
    link = alice.authorize("Ada@example.com", "Ada", organisation="Engines").json()["entryLink"]
    with Guest(alice.server, link) as ada:
        assert ('value="Ada"' in ada.page.text, 'value="Engines"' in ada.page.text) == (True, True)
        ada.enter(name=" Ada Lovelace ", city="London", organisation="Engines")
        assert (ada.place, "You are here as Ada Lovelace · Engines, London" in ada.words) == ("inside", True)
    assert registered(alice) == [("Ada@example.com", "Ada Lovelace", "London", "Engines")]
    assert here(alice) == [("ada@example.com", "inside")]
    [activity] = alice.server.look(
        "SELECT actor_kind, actor_label, address FROM activities WHERE airmeet_id = :id AND kind = 'person_registered'",
        id=alice.airmeet_id,
    )
    assert activity == ("attendee", "Ada@example.com", "127.0.0.1")


def test_somebody_registered_presses_one_button(alice: Integration) -> None:
    start(alice)
    alice.register("ada@example.com", "Countess Lovelace")
    with Guest(alice.server, link_of(alice)) as ada:
        assert "Hello Countess Lovelace" in ada.words
        assert ada.enter().place == "inside"
    assert registered(alice) == [("ada@example.com", "Countess Lovelace", "", "")]


def test_a_form_with_a_fault_says_so_and_keeps_what_was_typed(alice: Integration) -> None:
    with Guest(alice.server, link_of(alice)) as ada:
        page = ada.post("enter", name=" ", city="Lon<don", country="x" * 256)
    assert page.status_code == 400
    assert ["name is empty." in ada.words, "country is longer than 255" in ada.words] == [True, True]
    assert 'value="Lon&lt;don"' in page.text
    assert (registered(alice), here(alice)) == ([], [])


def test_details_are_changed_for_this_airmeet_alone(alice: Integration) -> None:
    start(alice)
    alice.register("ada@example.com", "Ada", city="London")
    first = alice.airmeet_id
    alice.airmeet_id = alice.new_airmeet("Another evening")
    alice.register("ada@example.com", "Ada", city="London")
    alice.airmeet_id = first
    with Guest(alice.server, link_of(alice)) as ada:
        ada.enter()
        ada.get(f"{ada.home}/details")
        assert ada.post("details", name="", city="Ockham").status_code == 400
        assert ada.post("details", name="Augusta Ada", city="Ockham").status_code == 200
        assert (ada.place, "You are here as Augusta Ada · Ockham" in ada.words) == ("inside", True)
    rows = alice.server.look(
        "SELECT name, city FROM registrations WHERE airmeet_id IN (:a, :b)", a=first, b=alice.airmeet_id
    )
    assert rows == [("Augusta Ada", "Ockham")]
    assert alice.list_registrations()["data"][0]["name"] == "Augusta Ada"
    other = [
        row[0]
        for row in alice.server.look(
            "SELECT airmeet_id FROM airmeets WHERE name = 'Another evening' AND community_id = :c", c=alice.community_id
        )
    ]
    assert alice.list_registrations(other[0])["data"][0]["name"] == "Ada"
    accounts = alice.server.look("SELECT name, city FROM people WHERE email_key = 'ada@example.com'")
    assert ("Augusta Ada", "Ockham") not in accounts


def test_whoever_leaves_is_on_the_doorstep_and_may_come_back(alice: Integration) -> None:
    start(alice)
    with Guest(alice.server, link_of(alice)) as ada:
        ada.enter()
        ada.post("leave")
        assert (ada.place, here(alice)) == ("doorstep", [("ada@example.com", "out")])
        assert ada.enter().place == "inside"


def test_a_link_that_was_revoked_enters_nothing(alice: Integration) -> None:
    start(alice)
    with Guest(alice.server, link_of(alice)) as ada:
        alice.revoke("ada@example.com")
        page = ada.post("enter", name="Ada")
        assert (page.status_code, ada.place) == (404, "unknown")
        assert (ada.look().status_code, ada.place) == (404, "unknown")
    assert (registered(alice), here(alice)) == ([], [])


def test_a_session_is_good_for_its_own_airmeet_alone(alice: Integration, charlie: Integration) -> None:
    with Guest(alice.server, link_of(alice)) as ada:
        cookie = ada.http.cookies["admit_entry"]
        assert "Ada" not in ada.get(f"/e/{charlie.airmeet_id}").text
        there = alice.server.http.get(f"/e/{charlie.airmeet_id}", headers={"Cookie": f"admit_entry={cookie}"})
        assert there.status_code == 404
        for path in ("/", "/account", f"/communities/{alice.community_id}/airmeets"):
            assert ada.get(path).url.path == "/signin"


def test_an_address_in_capitals_leads_to_the_same_page(alice: Integration) -> None:
    link = link_of(alice).replace(alice.airmeet_id, alice.airmeet_id.upper())
    with Guest(alice.server, link) as ada:
        assert (ada.page.url.path, ada.place) == (f"/e/{alice.airmeet_id}", "doorstep")


@pytest.mark.parametrize("fields", [{}, {"csrf": "x"}, {"csrf": ""}], ids=str)
@pytest.mark.parametrize("what", ["enter", "leave", "details"])
def test_a_form_of_another_site_does_nothing(alice: Integration, what: str, fields: dict[str, str]) -> None:
    start(alice)
    alice.register("ada@example.com", "Ada")
    with Guest(alice.server, link_of(alice)) as ada:
        if what == "leave":
            ada.enter()
        before = alice.server.state()
        answer = ada.http.post(f"{ada.home}/{what}", data={"name": "Eve", **fields})
        assert answer.status_code == 403
        assert "out of date" in answer.text
        assert alice.server.state() == before


@pytest.mark.parametrize("what", ["enter", "leave", "details"])
def test_a_form_without_a_session_does_nothing(alice: Integration, what: str) -> None:
    answer = alice.server.http.post(f"/e/{alice.airmeet_id}/{what}", data={"name": "Eve"})
    assert answer.status_code == 404


@pytest.mark.parametrize("status", [Status.CREATED, Status.ONGOING, Status.PAUSED])
def test_a_scanner_that_came_first_leaves_everything_as_it_was(alice: Integration, status: Status) -> None:
    for step in (Status.ONGOING, status) if status is Status.PAUSED else (status,) if status is Status.ONGOING else ():
        move(alice, step)
    link, home = link_of(alice), f"/e/{alice.airmeet_id}"
    before = alice.server.state()
    http = alice.server.http
    visits = [
        http.head(link),
        http.get(link),
        http.get(link, headers={"Sec-Purpose": "prefetch"}),
        http.get(link, headers={"Cookie": "admit_entry=foreign.cookie; admit_session=other"}),
    ]
    cookie = visits[1].headers["set-cookie"].partition(";")[0]
    for path in (home, f"{home}/details", f"{home}/stream?scene=x"):
        http.get(path, headers={"Cookie": cookie})
        http.head(path, headers={"Cookie": cookie})
    alice.server.keep_rooms()
    assert [visit.status_code for visit in visits] == [303, 303, 303, 303]
    assert alice.server.state() == before
    with Guest(alice.server, link) as ada:
        assert ada.enter().place == ("inside" if status is Status.ONGOING else "waiting")


def test_who_comes_by_another_link_goes_on_as_the_other_person(alice: Integration) -> None:
    first, second = link_of(alice), link_of(alice, "bob@example.com", "Bob")
    with Guest(alice.server, first) as browser:
        assert "Hello Ada Lovelace" in browser.words
        browser.get(second)
        assert "Hello Bob" in browser.words


def test_the_door_tells_what_the_event_is_called_now(alice: Integration) -> None:
    hold(alice)
    with Guest(alice.server, link_of(alice)) as ada:
        assert "Open evening" in ada.words
        plan = msgspec.structs.replace(OPEN_EVENING, name="Grand <opening>")
        alice.server.operate(airmeets.change, alice.airmeet_id, plan)
        ada.look()
        assert "Open evening" not in ada.words
        assert "Grand <opening>" in ada.words


@pytest.mark.parametrize("ending", ['"; Domain=example.com"', r'"\012X-Own: 1"', " x", "é", "", ".more"], ids=repr)
def test_a_session_that_was_never_given_is_not_given_back(alice: Integration, ending: str) -> None:
    """A cookie's value goes into a header as it is."""
    link = link_of(alice)
    cookie = f"admit_entry={link.partition('code=')[2]}.{ending}".encode()
    opened = alice.server.http.get(httpx.URL(link).raw_path.decode(), headers={b"Cookie": cookie})
    given = GIVEN.fullmatch(opened.headers["set-cookie"])
    assert given is not None
    assert (given["code"], len(given["secret"])) == (link.partition("code=")[2], 43)
    assert given["path"] == f"/e/{alice.airmeet_id}"


def test_no_cache_keeps_a_page_and_no_page_tells_where_one_came_from(alice: Integration) -> None:
    start(alice)
    with Guest(alice.server, link_of(alice)) as ada:
        pages: list[httpx.Response] = [*ada.page.history, ada.page]
        ada.enter()
        pages += [*ada.page.history, ada.page, ada.get(f"{ada.home}/details")]
        alice.revoke("ada@example.com")
        pages.append(ada.look())
    assert len(pages) == 6
    kept = {(page.headers["cache-control"], page.headers["referrer-policy"]) for page in pages}
    assert kept == {("no-store", "no-referrer")}
    assert [page for page in pages if page.text and ada.link.partition("code=")[2] in page.text] == []


def test_neither_codes_nor_sessions_nor_addresses_reach_the_log(alice: Integration, tmp_path: Path) -> None:
    set_clock(alice.server)
    start(alice)
    link = link_of(alice, "grace.hopper@example.com", "Grace Hopper")
    with (
        served(alice.server.where, tmp_path / "log") as process,
        Guest(alice.server, link.replace(alice.server.url, process.url)) as grace,
    ):
        grace.http.base_url = httpx.URL(process.url)
        grace.open()
        code, _, secret = grace.http.cookies["admit_entry"].partition(".")
        assert grace.enter(name="Grace Hopper").place == "inside"
        with grace.listening() as told:
            alice.revoke("grace.hopper@example.com")
            assert list(told)[-1][0] == "look"
        grace.look()
    log = process.log()
    routes = ("GET /e/{airmeet_id} ", "POST /e/{airmeet_id}/enter ", "GET /e/{airmeet_id}/stream ")
    assert [route for route in routes if route not in log] == []
    private = (code, secret, code[:12], secret[:12], "hopper", "Grace", alice.airmeet_id)
    assert [word for word in private if word in log] == []
