"""Somebody invited to help with one airmeet: joins, works there, sees nothing else, and is out when removed."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from admit.web.dashboard.routes import AIRMEET, KEYS, MEMBERS, PEOPLE
from tests.dashboard import PASSWORD, new_email
from tests.journeys import steps
from tests.journeys.chromium import NewPage

THEIRS, OTHER = "An evening of engines", "Weaving algebra"


def test_a_helper_sees_the_chosen_airmeet_until_they_are_removed(
    page: Page, new_page: NewPage, *, scripts: bool
) -> None:
    owner, helper = page, new_page(java_script_enabled=scripts)
    steps.sign_up(owner, new_email())
    ids = {"community_id": steps.community_of(owner), "airmeet_id": _hold(owner, OTHER)}
    _hold(owner, THEIRS)
    email = new_email("helper")
    _join(helper, _invite_to_help(owner, email), email)
    expect(helper.locator("main")).to_contain_text(THEIRS)
    expect(helper.locator("main")).not_to_contain_text(OTHER)

    helper.get_by_role("link", name=THEIRS).click()
    _add(helper, "grace@example.org")
    expect(helper.locator("main")).to_contain_text("grace@example.org")

    expect(helper.get_by_role("link", name="Settings")).to_have_count(0)
    theirs = urlsplit(helper.url).path
    refused = {pattern: _status(helper, pattern.format(**ids)) for pattern in (AIRMEET, PEOPLE, KEYS, MEMBERS)}
    assert refused == {AIRMEET: 404, PEOPLE: 404, KEYS: 403, MEMBERS: 403}
    assert _status(helper, theirs) == 200

    owner.get_by_role("link", name="Back to the members").click()
    owner.get_by_role("link", name=f"Remove {email}").click()
    owner.get_by_role("button", name="Remove this member").click()
    expect(owner.get_by_text(email)).to_have_count(0)
    helper.get_by_role("link", name="Airmeets").first.click()
    expect(helper.locator("main")).to_contain_text("There is no community")
    assert _status(helper, theirs) == 404


def _hold(page: Page, name: str) -> str:
    """The id of a new airmeet."""
    page.goto(f"/communities/{steps.community_of(page)}/airmeets/new")
    steps.make_airmeet(page, name)
    steps.expect_heading(page, name)
    return steps.airmeet_of(page)


def _invite_to_help(page: Page, email: str) -> str:
    """The link that is shown."""
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Members").click()
    page.get_by_label("Email").fill(email)
    page.get_by_role("radio", name="Helper").check()
    page.get_by_role("checkbox", name=THEIRS).check()
    page.get_by_role("button", name="Make an invitation").click()
    return page.locator("#invitation-link").inner_text()


def _join(page: Page, link: str, email: str) -> None:
    page.goto(link)
    expect(page.get_by_label("Email")).to_have_value(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up and join").click()
    steps.expect_heading(page, "Airmeets")


def _add(page: Page, email: str) -> None:
    """To the people of the airmeet that is shown."""
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Name").fill("Grace Hopper")
    page.get_by_role("button", name="Add").click()


def _status(page: Page, path: str) -> int:
    response = page.goto(path)
    assert response is not None
    return response.status
