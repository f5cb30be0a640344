"""What a client shows of itself, and what it writes into the log: no secret, no token, and nobody's address."""

import logging
import pickle
import traceback

import pytest

import admit
from admit import AsyncClient, Client
from admit.client import BadRequest, NotFound
from admit.client.calls import issue_token
from admit.client.session import Session
from admit.client.steps import Send
from admit.client.tokens import Token
from admit.lib.clock import Timestamp
from admit.testing import AdmitServer
from tests.client.both import AnyClient
from tests.client.conftest import NewClient

SECRET = "admit_sk_secret"
EMAIL = "ada+door@example.com"


def test_nothing_shows_the_secret_key_or_a_token() -> None:
    shown = [
        repr(Client("https://events.example.com", "key", SECRET)),
        repr(AsyncClient("https://events.example.com", "key", SECRET)),
        repr(Session("https://events.example.com", "key", SECRET)),
        repr(issue_token("key", SECRET)),
        repr(Send("POST", "/", {"X-Airmeet-Secret-Key": SECRET}, b"")),
        repr(Token("https://events.example.com", "key", SECRET, Timestamp("2026-11-24T04:30:00.000Z"))),
    ]
    assert shown[0] == "Client('https://events.example.com', 'key', '…')"
    assert [each for each in shown if SECRET in each] == []


def test_the_entry_link_is_shown_to_who_asks_for_it_alone(client: AnyClient, admit_server: AdmitServer) -> None:
    attendee = client.authorize(admit_server.airmeet_id, EMAIL, "Ada")
    assert repr(attendee) == f"AuthorizedAttendee(email='{EMAIL}', entry_link='…')"
    assert attendee.entry_link.startswith(f"{admit_server.url}/e/{admit_server.airmeet_id}?code=")


def test_the_log_names_calls_and_requests_and_nobody(
    client: AnyClient, admit_server: AdmitServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does httpx's, which would write down each URL. The name has letters that no random id has."""
    email = "grace@example.com"
    caplog.set_level(logging.DEBUG)
    admit_server.fail_next(503)
    client.authorize(admit_server.airmeet_id, email, "Grace Hopper")
    client.revoke(admit_server.airmeet_id, email)
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert "authorize: 200 request_id=" in told
    assert "auth: 503; again in" in told
    assert f'HTTP Request: DELETE {admit_server.url}/api/v1/airmeet/{admit_server.airmeet_id}/attendee/… "HTTP' in told
    token = admit_server.requests[-1].headers["x-airmeet-access-token"]
    hidden = (email, email.replace("@", "%40"), "grace", "Hopper", admit_server.secret_key, token)
    assert [word for word in hidden if word in told] == []


def test_the_log_is_silent_unless_asked_for(
    client: AnyClient, admit_server: AdmitServer, capfd: pytest.CaptureFixture[str]
) -> None:
    client.register(admit_server.airmeet_id, EMAIL, "Ada")
    assert capfd.readouterr() == ("", "")


def test_an_error_may_travel_between_processes(new_client: NewClient) -> None:
    client = new_client()
    with pytest.raises(NotFound) as caught:
        client.revoke("nowhere", EMAIL)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 (our own)
    assert (type(again), str(again), again.__dict__) == (NotFound, str(caught.value), caught.value.__dict__)


def test_a_traceback_holds_no_secret(new_client: NewClient, admit_server: AdmitServer) -> None:
    with pytest.raises(BadRequest) as caught:
        new_client(secret_key=SECRET).register(admit_server.airmeet_id, EMAIL, "Ada")
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_there_is_no_other_name_to_ask_for() -> None:
    with pytest.raises(AttributeError, match="module 'admit' has no attribute 'Clinet'"):
        _ = admit.Clinet
