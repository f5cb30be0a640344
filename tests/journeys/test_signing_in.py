"""Signing up, in and out, and back to where one was."""

from playwright.sync_api import Page, expect

from tests.dashboard import new_email
from tests.journeys import steps


def test_who_signs_out_is_asked_to_sign_in_and_returns_to_where_they_were(page: Page) -> None:
    email = new_email()
    steps.sign_up(page, email)
    found = f"{page.url}?q=engines+%26+looms&status=PAUSED"
    page.get_by_role("button", name="Sign out").click()
    steps.expect_heading(page, "Sign in")

    page.goto(found)
    steps.expect_heading(page, "Sign in")
    steps.sign_in(page, email)
    steps.expect_heading(page, "Airmeets")
    assert page.url == found


def test_a_page_from_before_signing_out_is_not_there_to_go_back_to(page: Page) -> None:
    steps.sign_up(page, new_email(), "Analytical Society")
    page.get_by_role("link", name="Settings").click()
    steps.expect_heading(page, "API Access Key")
    page.get_by_role("button", name="Sign out").click()
    steps.expect_heading(page, "Sign in")

    page.go_back()
    steps.expect_heading(page, "Sign in")
    assert "Analytical Society" not in page.content()


def test_a_wrong_password_is_told_and_the_address_stays_typed(page: Page) -> None:
    email = new_email()
    steps.sign_up(page, email)
    page.get_by_role("button", name="Sign out").click()

    steps.sign_in(page, email, "not my password")
    expect(page.get_by_role("alert")).to_have_text("The email and the password do not belong together.")
    expect(page.get_by_label("Email")).to_have_value(email)
    expect(page.get_by_label("Password")).to_have_value("")
    steps.sign_in(page, email)
    steps.expect_heading(page, "Airmeets")
