"""What scripts add to a page that does its job without them."""

import re

from playwright.sync_api import Page, expect

from admit.web.dashboard.routes import AIRMEETS, PERSON
from tests.dashboard import new_email
from tests.harness import Integration, LiveServer
from tests.journeys import steps
from tests.journeys.chromium import NewPage
from tests.journeys.stage import By, Stage

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


def test_an_entry_link_is_copied_too(new_page: NewPage, stage: Stage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    stage.enter(By.OWNER, page.context)
    page.goto(stage.path(By.OWNER, PERSON))
    page.get_by_role("button", name="Copy the entry link").click()
    expect(page.locator("[aria-live]")).to_have_text("Copied the entry link.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Entry link", exact=True).input_value() != ""


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


def test_what_is_found_changes_while_somebody_types(new_page: NewPage, server: LiveServer) -> None:
    page = new_page()
    steps.sign_up(page, new_email())
    integration = Integration(server, steps.community_of(page))
    for name in ("Ada", "Grace", "Hedy"):
        integration.register(f"{name.lower()}@example.org", name)
    page.goto(f"/communities/{integration.community_id}/airmeets/{integration.airmeet_id}/people")
    page.evaluate("isTheSamePage = true")
    news, names = page.locator("#news"), page.locator("#found tbody th")
    expect(news).to_have_text("3 people on this page.")

    page.get_by_role("searchbox").press_sequentially("gra")
    expect(names).to_have_text(["Grace"])
    expect(news).to_have_text("1 person on this page.")
    expect(page).to_have_url(re.compile(r"/people\?q=gra&"))
    page.keyboard.type("ham")
    expect(page.get_by_text("Nobody is like that.")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("graham")
    page.get_by_role("searchbox").fill("")
    page.get_by_label("Sort by").select_option("Oldest first")
    expect(names).to_have_text(["Ada", "Grace", "Hedy"])
    assert page.evaluate("isTheSamePage")


def test_an_airmeet_is_found_while_its_name_is_typed(stage: Stage, new_page: NewPage) -> None:
    page = new_page()
    stage.enter(By.OWNER, page.context)
    page.goto(stage.path(By.OWNER, AIRMEETS))
    page.get_by_role("searchbox").press_sequentially("weav")
    expect(page.locator("#found tbody th")).to_have_text(["Weaving algebra"])
    expect(page.locator("#news")).to_have_text("1 airmeet on this page.")
    page.get_by_label("Status").select_option("Over")
    expect(page.get_by_text("No airmeet is like that.")).to_be_visible()


def test_who_is_signed_out_meanwhile_comes_to_sign_in_and_back(new_page: NewPage, server: LiveServer) -> None:
    page = new_page()
    email = new_email()
    steps.sign_up(page, email)
    integration = Integration(server, steps.community_of(page))
    integration.register("ada@example.org", "Ada")
    page.goto(f"/communities/{integration.community_id}/airmeets/{integration.airmeet_id}/people")
    page.context.clear_cookies()
    page.get_by_role("searchbox").press_sequentially("ada")
    steps.expect_heading(page, "Sign in")
    steps.sign_in(page, email)
    steps.expect_heading(page, "People")
    expect(page.get_by_role("searchbox")).to_have_value("ada")
