"""One's own account: another password, signing out everywhere, and who may open one at all."""

from collections.abc import Iterator

import httpx
import pytest

from admit.config import SignUp
from admit.lib.rates import Allowance
from admit.web.dashboard import accounts
from tests.dashboard import PASSWORD, Organizer, new_email
from tests.harness import LiveServer, ManualClock

NEW_PASSWORD = "battery staple horse correct"


@pytest.fixture
def ada(server: LiveServer) -> Iterator[Organizer]:
    with Organizer(server) as ada:
        yield ada.sign_up("Analytical Society")


@pytest.fixture
def elsewhere(ada: Organizer) -> Iterator[Organizer]:
    """Ada in another browser."""
    with Organizer(ada.server) as elsewhere:
        elsewhere.get("/signin")
        elsewhere.post("/signin", email=ada.email, password=PASSWORD)
        assert is_signed_in(elsewhere)
        yield elsewhere


def is_signed_in(browser: Organizer) -> bool:
    return browser.get("/account").url.path == "/account"


def password_hash(ada: Organizer) -> str:
    [(kept,)] = ada.server.look("SELECT password_hash FROM accounts WHERE email_key = :email", email=ada.email)
    return str(kept)


def test_a_changed_password_signs_every_other_browser_out(ada: Organizer, elsewhere: Organizer) -> None:
    ada.get("/account")
    page = ada.post("/account/password", old_password=PASSWORD, password=NEW_PASSWORD)
    assert (page.status_code, page.url.path) == (200, "/account")
    assert "Your password was changed" in page.text
    assert (is_signed_in(ada), is_signed_in(elsewhere)) == (True, False)
    elsewhere.get("/signin")
    assert elsewhere.post("/signin", email=ada.email, password=PASSWORD).status_code == 400
    assert elsewhere.post("/signin", email=ada.email, password=NEW_PASSWORD).status_code == 200


@pytest.mark.parametrize(
    "old, new, sentence",
    [
        ("guessed password", NEW_PASSWORD, "The current password is wrong."),
        ("", NEW_PASSWORD, "The current password is wrong."),
        (PASSWORD, "short", "password is shorter than 10 characters."),
    ],
)
def test_a_password_is_not_changed(ada: Organizer, elsewhere: Organizer, old: str, new: str, sentence: str) -> None:
    before = password_hash(ada)
    ada.get("/account")
    page = ada.post("/account/password", old_password=old, password=new)
    assert (page.status_code, sentence in page.text) == (400, True)
    assert password_hash(ada) == before
    assert (is_signed_in(ada), is_signed_in(elsewhere)) == (True, True)


def test_who_finds_a_browser_signed_in_cannot_guess_on(ada: Organizer) -> None:
    before = password_hash(ada)
    ada.get("/account")
    answers = [ada.post("/account/password", old_password=f"guess {number}", password="short") for number in range(5)]
    refused = ada.post("/account/password", old_password=PASSWORD, password=NEW_PASSWORD)
    assert ([answer.status_code for answer in answers], refused.status_code) == ([400] * 5, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert password_hash(ada) == before


def test_signing_out_everywhere_ends_every_session(ada: Organizer, elsewhere: Organizer) -> None:
    ada.get("/account")
    page = ada.post("/account/signout")
    assert (page.status_code, page.url.path) == (200, "/signin")
    assert "admit_session" not in ada.http.cookies
    assert (is_signed_in(ada), is_signed_in(elsewhere)) == (False, False)


@pytest.mark.parametrize("path", ["/account/password", "/account/signout"])
def test_another_site_cannot_send_the_forms(ada: Organizer, path: str) -> None:
    before = password_hash(ada)
    forged = ada.http.post(path, data={"old_password": PASSWORD, "password": NEW_PASSWORD})
    assert (forged.status_code, password_hash(ada), is_signed_in(ada)) == (403, before, True)


def test_the_address_in_the_header_leads_to_the_account(ada: Organizer) -> None:
    page = ada.get(f"/communities/{ada.community_id}/airmeets")
    assert f'<a class="who__email" href="/account">{ada.email}</a>' in page.text


@pytest.mark.parametrize(
    "policy, heading", [(SignUp.INVITED, "By invitation only"), (SignUp.CLOSED, "Sign-up is closed")]
)
def test_nobody_signs_up_where_that_is_not_open(database: str, policy: SignUp, heading: str) -> None:
    with LiveServer(database, ManualClock(), sign_up=policy) as closed, Organizer(closed) as eve:
        page = eve.get("/signup")
        assert (page.status_code, heading in page.text) == (403, True)
        assert "/signup" not in eve.get("/signin").text
        answer = eve.post("/signup", community="Eve's", email="eve@example.com", password=PASSWORD)
        assert (answer.status_code, heading in answer.text) == (403, True)
        assert closed.look("SELECT * FROM accounts") == []


def test_who_hears_too_often_that_an_address_is_taken_waits_with_any_address(
    server: LiveServer, owner: Organizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who signs up with new addresses never waits."""
    monkeypatch.setattr(accounts, "taken", Allowance(burst=2, refill_seconds=60))

    def sign_up(email: str) -> httpx.Response:
        with Organizer(server) as eve:
            eve.get("/signup")
            return eve.post("/signup", community="Eve's", email=email, password=PASSWORD)

    free, taken = [new_email("eve") for _ in range(4)], owner.email
    assert [sign_up(email).status_code for email in (*free[:3], taken, taken)] == [200, 200, 200, 400, 400]
    before = server.state()
    refused = [sign_up(email) for email in (taken, free[3])]
    assert [answer.status_code for answer in refused] == [429, 429]
    assert all(0 < int(answer.headers["Retry-After"]) <= 60 for answer in refused)
    assert server.state() == before


def test_nobody_signs_up_with_an_operators_address(database: str) -> None:
    operators = "grace@example.com,Ada@example.com"
    with LiveServer(database, ManualClock(), operators=operators) as server, Organizer(server) as eve:
        eve.get("/signup")
        page = eve.post("/signup", community="Eve's", email="aDa@example.com", password=PASSWORD)
        assert page.status_code == 400
        assert "email is an operator&#39;s" in page.text
        assert server.look("SELECT * FROM accounts") == []
        assert eve.sign_up("Eve's", new_email("eve")).page.status_code == 200
