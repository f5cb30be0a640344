"""A session that somebody put into another's browser, to come in by it later."""

from collections.abc import Callable, Iterator

import pytest

from admit.web.attendee.visits import PROFILE_COOKIE
from admit.web.dashboard.visits import SESSION_COOKIE
from tests.dashboard import PASSWORD, Organizer, new_email
from tests.harness import LiveServer
from tests.journeys.stage import Stage
from tests.web.security.visitors import Visitor

MADE_UP = "a-secret-that-the-attacker-knows-already-12"


def sign_in(alice: Organizer) -> None:
    alice.get("/signin")
    alice.post("/signin", email=alice.email, password=PASSWORD)


def sign_up(alice: Organizer) -> None:
    alice.sign_up("Alice's second community", new_email("alice"))


def set_another_password(alice: Organizer) -> None:
    alice.get("/forgot")
    alice.post("/forgot", email=alice.email)
    [*_, (body,)] = alice.server.look("SELECT body FROM messages WHERE recipient = :email", email=alice.email)
    alice.get("/reset?code=" + str(body).partition("code=")[2].split()[0])
    alice.post("/reset", password=PASSWORD)


@pytest.fixture
def attacker(installation: LiveServer) -> Iterator[Organizer]:
    with Organizer(installation) as attacker:
        yield attacker.sign_up("Charlie's community", new_email("charlie"))


@pytest.fixture
def alice(installation: LiveServer) -> Iterator[Organizer]:
    """She has an account and is signed out."""
    with Organizer(installation) as alice:
        alice.sign_up("Alice's community", new_email("alice"))
        alice.get("/account")
        alice.post("/signout")
        yield alice


@pytest.mark.parametrize("begin", [sign_in, sign_up, set_another_password])
@pytest.mark.parametrize("is_made_up", [True, False], ids=["a made-up session", "the attacker's own session"])
def test_who_comes_in_gets_a_session_that_nobody_else_knows(
    attacker: Organizer, alice: Organizer, begin: Callable[[Organizer], None], *, is_made_up: bool
) -> None:
    planted = MADE_UP if is_made_up else attacker.session
    alice.http.cookies.set(SESSION_COOKIE, planted, domain="127.0.0.1", path="/")
    begin(alice)
    assert alice.email in alice.get("/account").text
    assert alice.session != planted
    attacker.http.cookies.set(SESSION_COOKIE, planted, domain="127.0.0.1", path="/")
    assert alice.email not in attacker.get("/account").text


def test_a_session_that_was_signed_out_opens_nothing_for_who_kept_it(alice: Organizer) -> None:
    sign_in(alice)
    kept = alice.session
    alice.get("/account")
    alice.post("/signout")
    alice.http.cookies.set(SESSION_COOKIE, kept, domain="127.0.0.1", path="/")
    assert alice.get("/account").url.path == "/signin"


def test_who_opens_a_profile_gets_a_session_that_nobody_else_knows(stage: Stage) -> None:
    with Visitor(stage) as grace, Visitor(stage) as attacker:
        for visitor in (grace, attacker):
            visitor.http.cookies.set(PROFILE_COOKIE, MADE_UP, domain="127.0.0.1", path="/me")
        opened = grace.post("/me/open", {"csrf": grace.proof("/me/open?code={profile}")})
        assert "grace@example.org" in opened.text
        assert MADE_UP not in {cookie.value for cookie in grace.http.cookies.jar}
        assert "grace@example.org" not in attacker.get("/me").text
