"""Somebody who comes to an event by their link, on a phone: from the link to the room, and out again."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Page, Request, ViewportSize, expect

from admit.actions import airmeets
from admit.model.actors import Operator
from admit.model.airmeets import Particulars, Plan, Stage, Status
from admit.store.database import Transaction
from tests.dashboard import Organizer
from tests.guests import link_of, move, start
from tests.harness import Integration, LiveServer
from tests.journeys import steps
from tests.journeys.chromium import NewPage
from tests.journeys.player import Player

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
OUT_MILLISECONDS = 3_000
REFRESH_MILLISECONDS = 15_000
"""The waiting room without scripts asks again by itself."""


@pytest.fixture
def phone(new_page: NewPage, *, scripts: bool) -> Page:
    return new_page(java_script_enabled=scripts, viewport=PHONE)


@pytest.fixture
def evening(server: LiveServer) -> Iterator[tuple[Organizer, Integration]]:
    """Whose airmeet it is, and its integration."""
    with Organizer(server) as owner:
        owner.sign_up("Analytical Society")
        yield owner, Integration(server, owner.community_id)


async def embed(tx: Transaction, actor: Operator, airmeet_id: str, url: str) -> None:
    _, plan = await airmeets.get_plan(tx, actor, airmeet_id)
    plan = Plan(
        name=plan.name,
        timezone=plan.timezone,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        particulars=Particulars(stage=Stage.PLAYER, stage_url=url),
    )
    await airmeets.change(tx, actor, airmeet_id, plan)


def refresh(room: Page) -> None:
    """As a browser without scripts does by itself, after the seconds that the page says."""
    expect(room.locator("meta[http-equiv=refresh]")).to_have_attribute("content", "20")
    room.reload()


def here(page: Page) -> list[str]:
    return page.locator(".people li").all_inner_texts()


def test_somebody_new_comes_in_on_one_screen_changes_their_details_and_leaves(phone: Page, alice: Integration) -> None:
    start(alice)
    phone.goto(link_of(alice))
    assert phone.url == f"{alice.server.url}/e/{alice.airmeet_id}"
    expect(phone.get_by_text("Hello Ada Lovelace")).to_be_visible()
    expect(phone.get_by_label("Name")).to_have_value("Ada Lovelace")
    phone.get_by_label("Organisation").fill("Analytical Society")
    phone.get_by_role("button", name="Register and enter").click()
    expect(phone.get_by_role("heading", name="Who is here")).to_be_visible()
    assert here(phone) == ["Ada Lovelace · Analytical Society"]
    phone.get_by_role("link", name="Change my details").click()
    phone.get_by_label("City").fill("London")
    phone.get_by_role("button", name="Save").click()
    expect(phone.locator(".people li")).to_have_text("Ada Lovelace · Analytical Society, London")
    phone.get_by_role("button", name="Leave").click()
    phone.get_by_role("button", name="Enter").click()
    expect(phone.get_by_role("heading", name="Who is here")).to_be_visible()


def test_the_waiting_room_lets_in_by_itself(phone: Page, alice: Integration, *, scripts: bool) -> None:
    alice.register("ada@example.com")
    phone.goto(link_of(alice))
    phone.get_by_role("button", name="Go to the waiting room").click()
    expect(phone.get_by_text("The doors are still closed.")).to_be_visible()
    assert phone.locator("[data-countdown]").is_visible() is scripts
    start(alice)
    expect(phone.get_by_role("heading", name="Who is here")).to_be_visible(timeout=REFRESH_MILLISECONDS)


def test_the_room_moves_by_itself(new_page: NewPage, alice: Integration) -> None:
    start(alice)
    ada, bob = new_page(viewport=PHONE), new_page(viewport=PHONE)
    ada.goto(link_of(alice))
    steps.enter(ada)
    expect(ada.locator("[data-count]")).to_have_text("1 person is here")
    bob.goto(link_of(alice, "bob@example.com", "Bob"))
    steps.enter(bob)
    expect(ada.locator("[data-count]")).to_have_text("2 people are here")
    expect(ada.locator(".people li")).to_have_text(["Ada Lovelace", "Bob"])
    bob.get_by_role("button", name="Leave").click()
    expect(ada.locator("[data-count]")).to_have_text("1 person is here")
    move(alice, Status.PAUSED)
    expect(ada.get_by_text("Stay here: it goes on by itself.")).to_be_visible()
    move(alice, Status.ONGOING)
    expect(ada.get_by_text("There is no stage yet.")).to_be_visible()
    move(alice, Status.FINISHED)
    expect(ada.get_by_text("Thank you for having been here.")).to_be_visible()


def test_whose_access_is_taken_away_in_one_browser_is_out_in_the_other(
    phone: Page, new_page: NewPage, evening: tuple[Organizer, Integration], *, scripts: bool
) -> None:
    owner, integration = evening
    start(integration)
    phone.goto(link_of(integration))
    steps.enter(phone)
    desk = new_page(java_script_enabled=scripts)
    desk.context.add_cookies([{"name": "admit_session", "value": owner.session, "url": owner.server.url}])
    desk.goto(f"/communities/{owner.community_id}/airmeets/{integration.airmeet_id}")
    expect(desk.locator(".numbers")).to_contain_text("Inside now")
    desk.get_by_role("link", name="People", exact=True).click()
    desk.get_by_role("link", name="Ada Lovelace").click()
    expect(desk.get_by_role("heading", name="Attendance")).to_be_visible()
    desk.get_by_role("link", name="Take access away…").click()
    desk.get_by_role("button", name="Take access away").click()
    gone = phone.get_by_role("heading", name="This link does not open anything")
    if not scripts:
        refresh(phone)
    expect(gone).to_be_visible(timeout=OUT_MILLISECONDS)
    expect(phone.get_by_text("ask whoever invited you")).to_be_visible()


def test_the_same_link_in_two_browsers_lets_in_one_at_a_time(
    phone: Page, new_page: NewPage, alice: Integration, *, scripts: bool
) -> None:
    start(alice)
    link, desk = link_of(alice), new_page(java_script_enabled=scripts)
    phone.goto(link)
    steps.enter(phone)
    desk.goto(link)
    expect(desk.get_by_text("Your link is in use in another browser")).to_be_visible()
    desk.get_by_role("button", name="Move it here").click()
    expect(desk.get_by_role("heading", name="Who is here")).to_be_visible()
    told = phone.get_by_text("Your link is in use in another browser")
    if not scripts:
        refresh(phone)
    expect(told).to_be_visible(timeout=OUT_MILLISECONDS)


def test_the_stage_is_embedded_and_hears_no_more_than_where_it_is(new_page: NewPage, alice: Integration) -> None:
    with Player() as player:
        alice.server.operate(embed, alice.airmeet_id, f"{player.url}/show?id=1")
        start(alice)
        page, link = new_page(player.url, viewport=PHONE), link_of(alice)
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 (Playwright writes to what it is given)
        page.goto(link)
        assert player.asked == []
        steps.enter(page)
        expect(page.frame_locator("iframe").get_by_text("The show goes on")).to_be_visible()
        code = link.partition("code=")[2]
        assert player.asked == [("/show?id=1", f"{alice.server.url}/")]
        assert [request.url for request in asked if code in request.url] == [link]
        assert [request.url for request in asked if code in (request.headers.get("referer") or "")] == []
        assert {request.headers.get("referer") or None for request in asked if request.frame == page.main_frame} == {
            None
        }
