"""From an event's page to its door, on a phone: registering, the mail, and a link that was lost."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.dashboard import new_email
from tests.harness import Integration, LiveServer
from tests.journeys import steps
from tests.journeys.chromium import NewPage
from tests.web.attendee.evenings import hold
from tests.web.attendee.letters import letters

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(new_page: NewPage, *, scripts: bool) -> Page:
    return new_page(viewport=PHONE, java_script_enabled=scripts)


@pytest.fixture
def evening(alice: Integration) -> str:
    return f"/e/{hold(alice).airmeet_id}"


def register(page: Page, evening: str, email: str) -> None:
    page.goto(evening)
    page.get_by_role("link", name="Register").click()
    page.get_by_label("Name").fill("Ada Lovelace")
    page.get_by_label("Email").fill(email)
    page.get_by_label("City").fill("London")
    page.get_by_role("button", name="Send me the link").click()
    steps.expect_heading(page, "Check your mail")


def test_somebody_new_registers_and_comes_to_the_door(phone: Page, evening: str, server: LiveServer) -> None:
    ada = new_email()
    register(phone, evening, ada)
    [letter] = letters(server, ada)
    phone.goto(letter.link)
    steps.expect_heading(phone, "Is this right?")
    phone.get_by_role("button", name="Yes, register me").click()
    expect(phone.get_by_text("Hello Ada Lovelace")).to_be_visible()
    expect(phone).not_to_have_url(re.compile("/confirm"))


def test_a_lost_link_is_sent_again(phone: Page, evening: str, alice: Integration) -> None:
    ada = new_email()
    link = alice.authorize(ada).json()["entryLink"]
    phone.goto(evening)
    phone.get_by_role("link", name="Have it sent again").click()
    phone.get_by_label("Email").fill(ada)
    phone.get_by_role("button", name="Send my link").click()
    steps.expect_heading(phone, "Check your mail")
    assert [letter.link for letter in letters(alice.server, ada)] == [link]


def test_neither_code_nor_address_leaves_the_browser_but_where_it_must(
    phone: Page, evening: str, server: LiveServer
) -> None:
    """No request names where it comes from, and the code is in two addresses only: the mail's, and the entry link."""
    ada, asked = new_email(), list[Request]()
    phone.context.on("request", lambda request: asked.append(request))  # noqa: PLW0108 (Playwright marks what it is given)
    register(phone, evening, ada)
    [letter] = letters(server, ada)
    code = letter.link.partition("code=")[2]
    phone.goto(letter.link)
    assert code not in phone.url
    phone.get_by_role("button", name="Yes, register me").click()
    expect(phone.get_by_text("Hello Ada Lovelace")).to_be_visible()

    assert {request.url.removeprefix(server.url).partition("?")[0] for request in asked if code in request.url} == {
        f"{evening}/confirm",
        evening,
    }
    assert [request.url for request in asked if ada in request.url] == []
    assert {request.headers.get("referer", "") for request in asked} == {""}
    assert {request.url.startswith(f"{server.url}/") for request in asked} == {True}
