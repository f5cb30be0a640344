"""From signing up to a call of the API, with nothing but what stands on the pages; and its end."""

from playwright.sync_api import Page, expect

from tests.dashboard import new_email
from tests.harness import LiveServer
from tests.journeys import steps


def test_the_pair_on_the_page_opens_the_api_until_it_is_revoked(page: Page, server: LiveServer) -> None:
    steps.sign_up(page, new_email())
    page.get_by_role("link", name="New airmeet").click()
    steps.make_airmeet(page, "An evening of engines")
    page.get_by_role("link", name="Settings").click()
    steps.generate_key(page, "CRM sync")
    token = steps.exchange(server, *steps.read_pair(page))
    listed = steps.list_airmeets(server, token)
    assert [row["name"] for row in listed.json()["data"]] == ["An evening of engines"]

    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="Revoke CRM sync").click()
    page.get_by_role("button", name="Revoke this key").click()
    expect(page.get_by_role("row", name="CRM sync")).to_contain_text("revoked")
    refused = steps.list_airmeets(server, token)
    assert (refused.status_code, refused.json()["code"]) == (400, "BAD_REQUEST")


def test_the_secret_is_shown_once(page: Page) -> None:
    steps.sign_up(page, new_email())
    page.get_by_role("link", name="Settings").click()
    steps.generate_key(page, "CRM sync")
    _, secret_key = steps.read_pair(page)

    page.get_by_role("link", name="I have copied it").click()
    steps.expect_heading(page, "API Access Key")
    assert secret_key not in page.content()
    page.go_back()
    assert secret_key not in page.content()


def test_a_secret_is_exchanged_while_the_integration_goes_on(page: Page, server: LiveServer) -> None:
    steps.sign_up(page, new_email())
    page.get_by_role("link", name="Settings").click()
    steps.generate_key(page, "CRM sync")
    access_key, old = steps.read_pair(page)
    steps.list_airmeets(server, steps.exchange(server, access_key, old))
    server.keep_key_uses()
    page.get_by_role("link", name="I have copied it").click()
    row = page.get_by_role("row", name="CRM sync")
    expect(row).to_contain_text("list airmeets, from 127.0.0.1; 2 today")

    page.get_by_role("link", name="Rotate CRM sync").click()
    page.get_by_role("radio", name="In 1 day").check()
    page.get_by_role("button", name="Rotate this key").click()
    steps.expect_heading(page, "A new secret: CRM sync")
    same, new = steps.read_pair(page)
    page.get_by_role("link", name="I have copied it").click()
    expect(row).to_contain_text("old secret until 25 November 2026, 04:30 UTC")
    token = steps.exchange(server, access_key, old)
    assert (same, new == old, bool(steps.exchange(server, access_key, new))) == (access_key, False, True)

    server.clock.advance(days=1)
    pair = {"X-Airmeet-Access-Key": access_key, "X-Airmeet-Secret-Key": old}
    assert server.http.post("/api/v1/auth", headers=pair).status_code == 400
    assert steps.list_airmeets(server, token).status_code == 200
    page.reload()
    expect(row).not_to_contain_text("old secret")
