"""A person's profile on a phone: from the mail to what is known, and to being forgotten."""

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard import new_email
from tests.harness import Integration
from tests.journeys import steps
from tests.journeys.chromium import NewPage
from tests.web.attendee.letters import letters

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(new_page: NewPage, *, scripts: bool) -> Page:
    return new_page(viewport=PHONE, java_script_enabled=scripts)


def test_somebody_looks_at_what_is_known_changes_it_and_has_it_erased(phone: Page, alice: Integration) -> None:
    ada = new_email()
    alice.register(ada, city="London")
    phone.goto("/me")
    phone.get_by_label("Email").fill(ada)
    phone.get_by_role("button", name="Send me the link").click()
    steps.expect_heading(phone, "Check your mail")
    [letter] = letters(alice.server, ada)
    phone.goto(letter.link)
    assert "code=" not in phone.url
    phone.get_by_role("button", name="Open it").click()
    expect(phone.get_by_role("heading", name="Open evening")).to_be_visible()

    phone.get_by_role("link", name="Change it").click()
    phone.get_by_label("City").fill("Ockham")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Ockham")).to_be_visible()
    assert alice.list_registrations()["data"][0]["city"] == "London"

    phone.get_by_role("link", name="Erase it").click()
    phone.get_by_role("button", name="Erase everything").click()
    steps.expect_heading(phone, "You are being forgotten")
    alice.server.keep_up()
    assert alice.list_registrations()["data"][0]["name"] == "Erased"
    phone.goto("/me")
    expect(phone.get_by_label("Email")).to_be_visible()
