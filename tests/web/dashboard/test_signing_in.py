"""Signing in: what a wrong try tells, and how often one may try."""

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from admit.web.dashboard import accounts
from tests.dashboard import PASSWORD, Organizer, new_email
from tests.harness import LiveServer

pytestmark = pytest.mark.sqlite  # What is counted is in memory.
WRONG = "not the right password"


@pytest.fixture
def browser(server: LiveServer) -> Iterator[Organizer]:
    with Organizer(server) as browser:
        yield browser


def sign_in(browser: Organizer, email: str, password: str) -> httpx.Response:
    browser.get("/signin")
    return browser.post("/signin", email=email, password=password)


def words(page: httpx.Response, email: str) -> str:
    return html.unescape(re.sub(r'name="csrf" value="[^"]+"', "", page.text)).replace(email, "…")


def test_nobody_can_tell_whether_an_address_has_an_account(owner: Organizer, browser: Organizer) -> None:
    unknown = new_email("nobody")
    taken, free = (sign_in(browser, email, WRONG) for email in (owner.email, unknown))
    assert (taken.status_code, words(taken, owner.email)) == (free.status_code, words(free, unknown))
    assert "The email and the password do not belong together." in taken.text


def test_who_guesses_too_often_waits_and_keeps_nobody_else_at_that_address_out(
    owner: Organizer, stranger: Organizer, browser: Organizer
) -> None:
    for _ in range(10):  # As many as there are at once.
        accounts.sign_ins.take(f"{owner.email} 127.0.0.1")
    page = sign_in(browser, owner.email, PASSWORD)
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 30
    assert sign_in(browser, stranger.email, PASSWORD).url.path != "/signin"
