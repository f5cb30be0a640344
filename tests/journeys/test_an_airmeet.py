"""An airmeet from its making to its end, on the page and through the API."""

from playwright.sync_api import Page

from admit.model.access_keys import Access
from tests.dashboard import new_email
from tests.harness import Integration, LiveServer
from tests.journeys import steps


def test_an_airmeet_is_made_started_paused_resumed_and_finished(page: Page, server: LiveServer) -> None:
    steps.sign_up(page, new_email())
    page.get_by_role("link", name="Make your first airmeet").click()
    steps.make_airmeet(page, "An evening of engines")
    steps.expect_heading(page, "An evening of engines")
    integration = Integration(server, steps.community_of(page))
    airmeet_id = steps.airmeet_of(page)

    seen = [("", page.locator(".status").inner_text(), status(integration, airmeet_id))]
    for press in ("Start", "Pause", "Resume", "Finish"):
        steps.move(page, press)
        seen.append((press, page.locator(".status").inner_text(), status(integration, airmeet_id)))

    assert seen == [
        ("", "Not started", "CREATED"),
        ("Start", "Going on", "ONGOING"),
        ("Pause", "Paused", "PAUSED"),
        ("Resume", "Going on", "ONGOING"),
        ("Finish", "Over", "FINISHED"),
    ]


def status(integration: Integration, airmeet_id: str) -> str:
    rows = integration.list_airmeets(integration.new_token(Access.READ_ONLY))["data"]
    [found] = [row["status"] for row in rows if row["uid"] == airmeet_id]
    return str(found)
