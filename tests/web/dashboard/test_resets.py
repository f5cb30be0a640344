"""A forgotten password, from the form to the mail to the new password."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.dashboard import CSRF, PASSWORD, Organizer, new_email
from tests.delivery.receiver import Receiver
from tests.harness import LiveServer

NEW_PASSWORD = "battery staple horse correct"


@pytest.fixture
def ada(mailing: LiveServer) -> Iterator[Organizer]:
    """Signed in, with an account of her own."""
    with Organizer(mailing) as ada:
        yield ada.sign_up("Analytical Society")


@pytest.fixture
def browser(mailing: LiveServer) -> Iterator[Organizer]:
    """One in which nobody has signed in."""
    with Organizer(mailing) as browser:
        yield browser


def ask_for_link(browser: Organizer, email: str) -> httpx.Response:
    browser.get("/forgot")
    return browser.post("/forgot", email=email)


def link_of(browser: Organizer, receiver: Receiver, email: str) -> str:
    """The path in the mail that comes for the asking."""
    ask_for_link(browser, email)
    mail = receiver.next_mail()
    assert (mail["To"], mail["Subject"]) == (email, "Set a new password")
    [link] = re.findall(r"\S+/reset\?\S+", mail.get_content())
    assert link.startswith(browser.server.url)
    return str(link.removeprefix(browser.server.url))


def set_password(browser: Organizer, link: str, password: str = NEW_PASSWORD) -> httpx.Response:
    browser.get(link)
    return browser.post("/reset", password=password)


def sign_in(browser: Organizer, email: str, password: str) -> int:
    browser.get("/signin")
    return browser.post("/signin", email=email, password=password).status_code


def is_signed_in(browser: Organizer) -> bool:
    return browser.get("/account").url.path == "/account"


def accounts(server: LiveServer, email: str) -> list[tuple[Any, ...]]:
    """Everything that is kept of one address."""
    return [
        *server.look("SELECT * FROM accounts WHERE email_key = :email", email=email),
        *server.look("SELECT * FROM password_resets WHERE email_key = :email ORDER BY code_digest", email=email),
        *server.look(
            "SELECT s.* FROM sessions s JOIN accounts a ON a.account_id = s.account_id WHERE a.email_key = :email",
            email=email,
        ),
    ]


def test_who_forgot_a_password_sets_another_and_is_signed_in(
    ada: Organizer, browser: Organizer, receiver: Receiver
) -> None:
    link = link_of(browser, receiver, ada.email)
    form = browser.get(link)
    assert (form.status_code, form.url.path, form.url.query) == (200, "/reset", b"")
    assert ada.email in form.text
    page = browser.post("/reset", password=NEW_PASSWORD)
    assert (page.status_code, page.url.path) == (200, f"/communities/{ada.community_id}/airmeets")
    assert not is_signed_in(ada)
    assert (sign_in(ada, ada.email, PASSWORD), sign_in(ada, ada.email, NEW_PASSWORD)) == (400, 200)


def test_the_sign_in_page_leads_to_the_form(browser: Organizer) -> None:
    assert '<a href="/forgot">Forgot your password?</a>' in browser.get("/signin").text


def test_nobody_can_tell_whether_an_address_has_an_account(
    ada: Organizer, browser: Organizer, receiver: Receiver
) -> None:
    unknown = new_email("nobody")
    answers = [ask_for_link(browser, email) for email in (ada.email, unknown)]
    seen = [(answer.status_code, answer.url.path, CSRF.sub("", answer.text)) for answer in answers]
    assert seen[0] == seen[1]
    assert seen[0][:2] == (200, "/forgot/sent")
    redirects = [dict(answer.history[0].headers) for answer in answers]
    differing = {"date", "x-request-id"}
    told = [{name: value for name, value in headers.items() if name not in differing} for headers in redirects]
    assert told[0] == told[1]
    assert (told[0]["location"], "set-cookie" in told[0]) == ("/forgot/sent", False)
    kept = "SELECT COUNT(*) FROM password_resets WHERE email_key = :email"
    assert [browser.server.look(kept, email=email) for email in (ada.email, unknown)] == [[(1,)], [(1,)]]
    assert (receiver.next_mail()["To"], receiver.has_more()) == (ada.email, False)


def test_opening_the_link_changes_nothing_however_often(ada: Organizer, browser: Organizer, receiver: Receiver) -> None:
    link = link_of(browser, receiver, ada.email)
    before = accounts(browser.server, ada.email)
    for _ in range(3):
        with Organizer(browser.server) as scanner:
            assert scanner.get(link).status_code == 200
    assert accounts(browser.server, ada.email) == before
    assert set_password(browser, link).status_code == 200


def test_the_code_leaves_the_address_bar(ada: Organizer, browser: Organizer, receiver: Receiver) -> None:
    link = link_of(browser, receiver, ada.email)
    opened = httpx.get(browser.server.url + link)
    assert (opened.status_code, opened.headers["Location"], opened.headers["Cache-Control"]) == (
        *(303, "/reset"),
        "no-store",
    )
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    code = link.partition("=")[2]
    assert opened.headers["Set-Cookie"] == f"admit_reset={code}; HttpOnly; Max-Age=3600; Path=/reset; SameSite=lax"
    form = browser.get(link)
    assert code not in form.text
    assert (form.headers["Cache-Control"], form.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_link_works_once(ada: Organizer, browser: Organizer, receiver: Receiver) -> None:
    link = link_of(browser, receiver, ada.email)
    set_password(browser, link)
    before = accounts(browser.server, ada.email)
    with Organizer(browser.server) as second:
        assert second.get(link).status_code == 404
        second.get("/forgot")
        assert second.post("/reset", password="another password").status_code == 404
    assert accounts(browser.server, ada.email) == before


def test_of_two_who_send_the_form_at_once_one_sets_the_password(
    ada: Organizer, browser: Organizer, receiver: Receiver
) -> None:
    link = link_of(browser, receiver, ada.email)
    with Organizer(browser.server) as second:
        second.get(link)
        assert set_password(browser, link).status_code == 200
        assert second.post("/reset", password="another password").status_code == 404
    assert sign_in(ada, ada.email, NEW_PASSWORD) == 200


def test_a_link_is_good_for_an_hour(ada: Organizer, browser: Organizer, receiver: Receiver) -> None:
    link = link_of(browser, receiver, ada.email)
    browser.server.clock.advance(minutes=59, seconds=59)
    assert browser.get(link).status_code == 200
    browser.server.clock.advance(seconds=1)
    assert browser.post("/reset", password=NEW_PASSWORD).status_code == 404
    assert browser.get(link).status_code == 404
    assert sign_in(ada, ada.email, PASSWORD) == 200


def test_a_new_password_ends_every_other_link(ada: Organizer, browser: Organizer, receiver: Receiver) -> None:
    first, second, third = (link_of(browser, receiver, ada.email) for _ in range(3))
    assert browser.get(third).status_code == 200
    set_password(browser, second)
    assert [browser.get(link).status_code for link in (first, third)] == [404, 404]


def test_a_changed_password_ends_the_links(ada: Organizer, browser: Organizer, receiver: Receiver) -> None:
    link = link_of(browser, receiver, ada.email)
    ada.get("/account")
    ada.post("/account/password", old_password=PASSWORD, password=NEW_PASSWORD)
    assert browser.get(link).status_code == 404


@pytest.mark.parametrize("code", ["", "x", "%C3%BC", "a%3B%20b", "a%0D%0Ab", "x" * 65, "%ff", "x" * 43])
def test_a_code_that_was_never_given_opens_nothing(browser: Organizer, code: str) -> None:
    answer = browser.get(f"/reset?code={code}")
    assert (answer.status_code, "This link no longer works" in answer.text) == (404, True)


def test_nobody_comes_to_the_form_without_a_code(browser: Organizer) -> None:
    assert browser.get("/reset").status_code == 404


def test_a_password_too_short_is_told_so_and_costs_no_link(
    ada: Organizer, browser: Organizer, receiver: Receiver
) -> None:
    link = link_of(browser, receiver, ada.email)
    before = accounts(browser.server, ada.email)
    page = set_password(browser, link, "short")
    assert (page.status_code, "password is shorter than 10 characters." in page.text) == (400, True)
    assert accounts(browser.server, ada.email) == before
    assert browser.post("/reset", password=NEW_PASSWORD).status_code == 200


def test_another_site_cannot_send_the_form(ada: Organizer, browser: Organizer, receiver: Receiver) -> None:
    link = link_of(browser, receiver, ada.email)
    browser.get(link)
    before = accounts(browser.server, ada.email)
    forged = browser.http.post("/reset", data={"password": NEW_PASSWORD})
    assert (forged.status_code, accounts(browser.server, ada.email)) == (403, before)


def test_asking_too_often_is_refused_alike_for_everybody(
    ada: Organizer, browser: Organizer, receiver: Receiver
) -> None:
    for email in (ada.email, new_email("nobody")):
        answers = [ask_for_link(browser, email) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 300
    assert [receiver.next_mail()["To"] for _ in range(3)] == [ada.email] * 3
    assert not receiver.has_more()


def test_what_is_no_address_is_told_so(browser: Organizer) -> None:
    answer = ask_for_link(browser, "ada")
    assert (answer.status_code, "email is not a valid address" in answer.text) == (400, True)
