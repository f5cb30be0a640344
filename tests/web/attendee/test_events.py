"""An event's page: what it tells, to whom, and what caches may do with it."""

import re

import httpx
import msgspec
import pytest

from admit.actions import airmeets
from admit.model.airmeets import Particulars, Status
from tests.harness import Integration
from tests.web.attendee.evenings import BY_INVITATION, NO_SUCH_AIRMEET, OPEN_EVENING, hold
from tests.web.reading import own_headers, words


def get(alice: Integration, **headers: str) -> httpx.Response:
    return alice.server.http.get(f"/e/{alice.airmeet_id}", headers=headers)


def meta(page: httpx.Response) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)">', page.text))


def test_the_page_tells_what_when_and_by_whom(alice: Integration) -> None:
    hold(alice)
    page = get(alice)
    assert page.status_code == 200
    assert words(page) == (
        "Not started yet Open evening by Alice's community "
        "Thursday 10 December 2026, 18:00–20:00 (Europe/London, UTC+00:00) Add to your calendar "
        "Everybody is welcome. Register You have a link to enter, but cannot find it? Have it sent again "
        "Come and see. Bring a friend."
    )


def test_what_the_organizer_wrote_stays_text(alice: Integration) -> None:
    text = "<script>alert(1)</script>\n{{ 7 * 7 }} \" & '"
    hold(alice, msgspec.structs.replace(OPEN_EVENING, name="<b>", particulars=Particulars(description=text)))
    page = get(alice)
    assert words(page, "h1") == "<b>"
    assert words(page, "p", "prose") == "<script>alert(1)</script> {{ 7 * 7 }} \" & '"
    assert "<script>alert" not in page.text


def test_a_link_to_it_has_a_preview(alice: Integration) -> None:
    hold(alice)
    when = "Thursday 10 December 2026, 18:00 (Europe/London)."
    assert meta(get(alice)) == {
        "viewport": "width=device-width, initial-scale=1",
        "og:type": "website",
        "og:site_name": "Alice&#39;s community",
        "og:title": "Open evening",
        "og:url": f"{alice.server.url}/e/{alice.airmeet_id}",
        "og:description": f"{when} Come and see. Bring a friend.",
        "description": f"{when} Come and see. Bring a friend.",
        "twitter:card": "summary",
    }


def test_a_preview_of_a_long_description_ends_early(alice: Integration) -> None:
    hold(alice, msgspec.structs.replace(OPEN_EVENING, particulars=Particulars(description="word " * 100)))
    assert meta(get(alice))["description"].endswith("word word…")


def test_an_event_by_invitation_says_so_and_stays_out_of_search_engines(alice: Integration) -> None:
    hold(alice)
    assert "robots" not in meta(get(alice))
    hold(alice, BY_INVITATION)
    page = get(alice)
    assert words(page, "p", "greeting") == "This event is by invitation."
    assert meta(page)["robots"] == "noindex"
    assert "/register" not in page.text


@pytest.mark.parametrize(
    "steps, status, has_form",
    [
        ((), "Not started yet", True),
        ((Status.ONGOING,), "Going on now", True),
        ((Status.ONGOING, Status.PAUSED), "Paused for the moment", True),
        ((Status.FINISHED,), "This event is over", False),
    ],
)
def test_people_may_register_until_it_is_over(
    alice: Integration, *, steps: tuple[Status, ...], status: str, has_form: bool
) -> None:
    hold(alice)
    for step in steps:
        alice.server.operate(airmeets.change_status, alice.airmeet_id, step)
    page = get(alice)
    assert words(page, "p", "status") == status
    assert [f"/e/{alice.airmeet_id}/{more}" in page.text for more in ("register", "event.ics", "link")] == [
        has_form
    ] * 3


def test_an_event_that_is_not_there_looks_like_one_that_was_put_away(alice: Integration) -> None:
    hold(alice)
    assert get(alice).status_code == 200
    alice.server.operate(airmeets.archive, alice.airmeet_id)
    paths = [f"/e/{each}{more}" for each in (alice.airmeet_id, NO_SUCH_AIRMEET, "x") for more in ("", "/event.ics")]
    pages = [alice.server.http.get(path) for path in paths]
    assert {page.status_code for page in pages} == {404}
    assert len({(page.content, str(own_headers(page))) for page in pages}) == 1
    assert words(pages[0], "h1") == "There is no event here"
    assert pages[0].headers["Cache-Control"] == "no-store"


def test_caches_may_keep_the_page_for_who_has_no_cookie(alice: Integration) -> None:
    page = get(alice)
    assert own_headers(page) == {
        "cache-control": "public, max-age=0, s-maxage=60",
        "content-length": str(len(page.content)),
        "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'; script-src 'self'; connect-src 'self'",
        "content-type": "text/html; charset=utf-8",
        "etag": page.headers["ETag"],
        "referrer-policy": "no-referrer",
        "vary": "Cookie",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }


@pytest.mark.parametrize("more", ["", "/event.ics"])
def test_who_holds_the_same_is_told_so_until_the_event_changes(alice: Integration, more: str) -> None:
    airmeet = hold(alice)
    http, path = alice.server.http, f"/e/{alice.airmeet_id}{more}"
    tag = http.get(path).headers["ETag"]
    for held in (tag, f'W/{tag}, "other"', "*"):
        same = http.get(path, headers={"If-None-Match": held})
        assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    plan = msgspec.structs.replace(OPEN_EVENING, name="Open night")
    alice.server.operate(airmeets.change, airmeet.airmeet_id, plan)
    changed = http.get(path, headers={"If-None-Match": tag})
    assert (changed.status_code, "Open night" in changed.text) == (200, True)


def test_a_head_tells_as_much_as_a_get(alice: Integration) -> None:
    path = f"/e/{alice.airmeet_id}"
    head = alice.server.http.head(path)
    assert (head.status_code, head.content, own_headers(head)) == (200, b"", own_headers(get(alice)))


def test_looking_changes_nothing_and_sets_no_cookie(alice: Integration) -> None:
    hold(alice)
    before = alice.server.state()
    answers = [get(alice), alice.server.http.get(f"/e/{alice.airmeet_id}/event.ics")]
    assert ["Set-Cookie" in answer.headers for answer in answers] == [False, False]
    assert alice.server.state() == before
