"""What people do at the dashboard, as they would tell it."""

import re
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Page, expect

from admit.lib import ids
from tests.dashboard import PASSWORD
from tests.harness import LiveServer


def sign_up(page: Page, email: str, community: str = "Analytical Society") -> None:
    page.goto("/signup")
    page.get_by_label("Community").fill(community)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect_heading(page, "Airmeets")


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """From the page that asks for it."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def make_airmeet(page: Page, name: str, *, end: str = "2026-12-10T20:00") -> None:
    """From the page that asks for it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_label("Start").fill("2026-12-10T18:00")
    page.get_by_label("End").fill(end)
    page.get_by_role("button", name="Make the airmeet").click()


def move(page: Page, name: str) -> None:
    """Start, pause, resume or finish, from the airmeet's page; to finish asks first."""
    if name == "Finish":
        page.get_by_role("link", name="Finish").click()
        page.get_by_role("button", name="Finish it").click()
    else:
        page.get_by_role("button", name=name).click()
    expect(page.get_by_text(name, exact=True)).to_have_count(0)


def generate_key(page: Page, label: str = "Newsletter") -> None:
    """From the page of keys."""
    page.get_by_label("Label").fill(label)
    page.get_by_role("button", name="Generate access key").click()
    expect_heading(page, f"Your new key: {label}")


def invite(page: Page) -> None:
    """From the page of members."""
    page.get_by_label("Email").fill("grace@example.com")
    page.get_by_role("radio", name="Manager").check()
    page.get_by_role("button", name="Make an invitation").click()
    page.get_by_role("status").wait_for()


def read_pair(page: Page) -> tuple[str, str]:
    """The access key and the secret key, as they are shown once."""
    keys = page.locator("dl.pairs code")
    return keys.nth(0).inner_text(), keys.nth(1).inner_text()


def exchange(server: LiveServer, access_key: str, secret_key: str) -> str:
    """The token that the API gives for a pair."""
    pair = {"X-Airmeet-Access-Key": access_key, "X-Airmeet-Secret-Key": secret_key}
    token: str = server.http.post("/api/v1/auth", headers=pair).json()["data"]["token"]
    return token


def list_airmeets(server: LiveServer, token: str) -> httpx.Response:
    return server.http.get("/api/v1/airmeets", headers={"X-Airmeet-Access-Token": token})


def sign_up_with_a_short_password(page: Page) -> None:
    """As a browser would that does not look at the form's own rules."""
    page.locator("form[action='/signup']").evaluate("form => { form.noValidate = true }")
    page.get_by_label("Community").fill("Analytical Society")
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("alert").wait_for()


def sign_in_with_a_wrong_password(page: Page) -> None:
    sign_in(page, "ada@example.com", "not my password")
    page.get_by_role("alert").wait_for()


def register_without_a_name(page: Page) -> None:
    """As a browser would that does not look at the form's own rules."""
    page.locator("form").evaluate("form => { form.noValidate = true }")
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_role("button", name="Send me the link").click()
    page.get_by_role("alert").wait_for()


def hold_an_airmeet_that_ends_before_it_starts(page: Page) -> None:
    make_airmeet(page, "Notes on the notes", end="2026-12-10T17:00")
    page.get_by_role("alert").wait_for()


def look_at_no_rows(page: Page) -> None:
    """From the page of imports."""
    page.get_by_role("button", name="Look at the rows").click()
    page.get_by_role("alert").wait_for()


def look_at_rows(page: Page) -> None:
    """From the page of imports."""
    rows = ("Email;First name;Last name;Company", "mary.s@example.org;Mary;Somerville;Tidewater", "nobody;No;Body;")
    page.get_by_label("Or rows, pasted from a spreadsheet").fill("\n".join(rows))
    page.get_by_role("button", name="Look at the rows").click()
    expect(page.get_by_role("button", name="Import 1 person")).to_be_visible()


def enter(page: Page) -> None:
    """From the doorstep of an event; or the seat is moved here from another browser."""
    page.get_by_role("button", name=re.compile("Enter|enter|waiting room|Move it here")).click()
    page.get_by_role("button", name="Leave").wait_for()


def change_own_details(page: Page) -> None:
    page.get_by_role("link", name="Change my details").click()
    expect_heading(page, "My details")


def enter_in_another_browser(page: Page) -> None:
    """By the same link, which the cookie holds."""
    browser = page.context.browser
    assert browser is not None
    [cookie] = page.context.cookies()
    with browser.new_context() as other:
        code = cookie["value"].partition(".")[0]
        other.add_cookies(
            [
                {
                    "name": cookie["name"],
                    "value": f"{code}.{ids.new_session()}",
                    "domain": cookie["domain"],
                    "path": cookie["path"],
                }
            ]
        )
        there = other.new_page()
        there.goto(page.url)
        enter(there)
    page.reload()
    page.get_by_role("button", name="Move it here").wait_for()


def community_of(page: Page) -> str:
    return urlsplit(page.url).path.split("/")[2]


def airmeet_of(page: Page) -> str:
    return urlsplit(page.url).path.split("/")[4]


def expect_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text, exact=True, level=1)).to_be_visible()
