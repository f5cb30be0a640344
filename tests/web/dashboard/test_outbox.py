"""The outbox page: for the operators of the installation, and not there for anybody else."""

from collections.abc import Iterator

import pytest

from tests.dashboard import PASSWORD, Organizer, new_email
from tests.harness import LiveServer, ManualClock

ADA, BOB = new_email("ada"), new_email("bob")


@pytest.fixture(scope="module")
def without_smtp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Ada and Bob sign up, and Ada is then named an operator. Without a mail server Bob forgets his password."""
    path = tmp_path_factory.mktemp("outbox") / "admit.db"
    with LiveServer(path, ManualClock()) as server, Organizer(server) as ada, Organizer(server) as bob:
        ada.sign_up("Analytical Society", ADA)
        bob.sign_up("Bob's community", BOB)
    with LiveServer(path, ManualClock(), operators=f" {ADA.upper()} ,") as server:
        with Organizer(server) as bob:
            bob.get("/forgot")
            assert bob.post("/forgot", email=BOB).status_code == 200
        yield server


@pytest.fixture
def ada(without_smtp: LiveServer) -> Iterator[Organizer]:
    """The operator, signed in."""
    with Organizer(without_smtp) as ada:
        sign_in(ada, ADA)
        yield ada


@pytest.fixture
def message_id(without_smtp: LiveServer) -> str:
    [(message_id,)] = without_smtp.look("SELECT message_id FROM messages")
    return str(message_id)


def sign_in(browser: Organizer, email: str) -> None:
    browser.get("/signin")
    assert browser.post("/signin", email=email, password=PASSWORD).status_code == 200


def test_an_operator_sees_each_message_as_it_would_look(ada: Organizer, message_id: str) -> None:
    page = ada.get("/outbox")
    assert page.status_code == 200
    assert f'<a href="/outbox/{message_id}"><bdi>Set a new password</bdi></a>' in page.text
    assert "Not sent by machine" in page.text
    message = ada.get(f"/outbox/{message_id}")
    [(body,)] = ada.server.look("SELECT body FROM messages")
    assert "/reset?code=" in body
    assert f'<pre class="letter">{body}</pre>' in message.text
    assert (message.headers["Cache-Control"], message.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_message_passed_on_by_the_operator_opens_what_it_should(ada: Organizer, message_id: str) -> None:
    link = ada.get(f"/outbox/{message_id}").text.partition(ada.server.url + "/reset")[2].split()[0]
    with Organizer(ada.server) as bob:
        assert bob.get(f"/reset{link}").status_code == 200
        assert BOB in bob.page.text


def test_an_operator_finds_the_way_to_the_outbox(ada: Organizer) -> None:
    assert '<a href="/outbox">' in ada.get("/account").text


def test_for_everybody_else_there_is_no_outbox(ada: Organizer, message_id: str) -> None:
    with Organizer(ada.server) as bob:
        sign_in(bob, BOB)
        assert "/outbox" not in bob.get("/account").text
        for path in ("/outbox", f"/outbox/{message_id}", "/outbox/nothing"):
            page = bob.get(path)
            assert (page.status_code, "There is nothing at this address." in page.text) == (404, True)
            assert BOB not in page.text.partition("<main")[2]


def test_who_is_signed_out_is_asked_to_sign_in(without_smtp: LiveServer) -> None:
    with Organizer(without_smtp) as nobody:
        assert (nobody.get("/outbox").url.path, nobody.page.url.params["next"]) == ("/signin", "/outbox")


def test_a_message_that_is_not_there(ada: Organizer) -> None:
    for path in ("/outbox/nothing", "/outbox/01995b2c-8f6e-7c3a-9d2b-5e4f3a2b1c0d"):
        page = ada.get(path)
        assert (page.status_code, "There is no message with this id in the outbox." in page.text) == (404, True)


def test_the_list_goes_back(ada: Organizer, message_id: str) -> None:
    assert "There are no older ones." in ada.get(f"/outbox?before={message_id}").text
    assert message_id in ada.get("/outbox?before=nothing").text
