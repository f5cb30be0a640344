"""What scripts add to a page that does its job without them."""

from playwright.sync_api import Page, expect

from tests.dashboard import new_email
from tests.harness import LiveServer
from tests.journeys import steps
from tests.journeys.chromium import NewPage

PRESS_TWICE = """
button => {
  const isPrevented = [];
  addEventListener("submit", event => isPrevented.push(event.defaultPrevented));
  button.click();
  button.click();
  return isPrevented;
}
"""


def generated(page: Page) -> Page:
    steps.sign_up(page, new_email())
    page.get_by_role("link", name="Settings").click()
    steps.generate_key(page)
    return page


def test_each_part_of_a_new_key_is_copied_by_a_button_that_says_so(new_page: NewPage) -> None:
    page = generated(new_page(permissions=["clipboard-read", "clipboard-write"]))
    access_key, secret_key = steps.read_pair(page)
    copied = {}
    for what in ("access key", "secret key", "command"):
        page.get_by_role("button", name=f"Copy the {what}").click()
        expect(page.locator("[aria-live]")).to_have_text(f"Copied the {what}.")
        copied[what] = page.evaluate("navigator.clipboard.readText()")
    assert copied == {
        "access key": access_key,
        "secret key": secret_key,
        "command": page.locator("pre").inner_text(),
    }
    assert page.get_by_text("Copied", exact=True).count() == 1


def test_a_page_over_plain_http_copies_in_the_old_way(new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read"])
    page.add_init_script(
        "clipboard = navigator.clipboard; Object.defineProperty(navigator, 'clipboard', {value: null})"
    )
    _, secret_key = steps.read_pair(generated(page))
    page.get_by_role("button", name="Copy the secret key").click()
    expect(page.locator("[aria-live]")).to_have_text("Copied the secret key.")
    assert page.evaluate("clipboard.readText()") == secret_key


def test_without_scripts_there_is_no_button_that_does_nothing(new_page: NewPage) -> None:
    page = generated(new_page(java_script_enabled=False))
    assert page.get_by_role("button").all_inner_texts() == ["Sign out"]


def test_a_second_press_sends_nothing(new_page: NewPage, server: LiveServer) -> None:
    page = new_page()
    steps.sign_up(page, new_email())
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Label").fill("CRM sync")
    assert page.get_by_role("button", name="Generate access key").evaluate(PRESS_TWICE) == [False, True]
    steps.expect_heading(page, "Your new key: CRM sync")
    keys = server.look("SELECT label FROM access_keys WHERE community_id = :id", id=steps.community_of(page))
    assert keys == [("CRM sync",)]
