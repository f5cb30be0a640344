"""The sync against the real server, on good days and on bad ones."""

from pathlib import Path

import httpx
import pytest
from crm_sync import Contact, pull, push

from admit import Client
from admit.client import Forbidden, TooManyRequests, Unreachable
from admit.testing import AdmitServer

ADA = "ada@example.com"
GRACE = "grace@example.com"


@pytest.fixture
def contacts() -> list[Contact]:
    return [Contact(ADA, "Ada Lovelace", company="Analytical Society"), Contact(GRACE, "Grace Hopper")]


def test_everybody_invited_gets_a_link_that_opens(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    result = push(admit_server.client, admit_server.airmeet_id, contacts)
    assert (result.authorized, result.revoked, result.refused) == (2, 0, {})
    assert "Ada Lovelace" in httpx.get(contacts[0].entry_link, follow_redirects=True).text


def test_a_second_run_changes_nothing(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    push(admit_server.client, admit_server.airmeet_id, contacts)
    links = [contact.entry_link for contact in contacts]
    push(admit_server.client, admit_server.airmeet_id, contacts)
    assert [contact.entry_link for contact in contacts] == links


def test_who_is_not_invited_any_more_is_kept_out(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    push(admit_server.client, admit_server.airmeet_id, contacts)
    contacts[0].is_invited = False
    assert push(admit_server.client, admit_server.airmeet_id, contacts).revoked == 1
    opened = [httpx.get(contact.entry_link, follow_redirects=True) for contact in contacts]
    assert [page.status_code for page in opened] == [404, 200]
    assert push(admit_server.client, admit_server.airmeet_id, contacts).revoked == 0


def test_a_contact_that_is_wrong_does_not_stop_the_others(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    contacts.insert(1, Contact("no address", "Nobody"))
    result = push(admit_server.client, admit_server.airmeet_id, contacts)
    assert (result.authorized, list(result.refused)) == (2, ["no address"])


def test_each_registration_is_pulled_once(admit_server: AdmitServer, tmp_path: Path) -> None:
    client, airmeet, state = admit_server.client, admit_server.airmeet_id, tmp_path / "cursor.json"
    client.register(airmeet, ADA, "Ada")
    assert pull(client, airmeet, state) == [ADA]
    assert pull(client, airmeet, state) == []
    client.register(airmeet, GRACE, "Grace")
    assert pull(client, airmeet, state) == [GRACE]


def test_an_expired_token_is_renewed(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    push(admit_server.client, admit_server.airmeet_id, contacts)
    admit_server.clock.advance(days=31)
    assert push(admit_server.client, admit_server.airmeet_id, contacts).authorized == 2
    assert 412 in [request.status for request in admit_server.requests]


@pytest.mark.parametrize("after_doing", [False, True])
def test_a_connection_that_breaks_loses_nobody(
    admit_server: AdmitServer, contacts: list[Contact], *, after_doing: bool
) -> None:
    admit_server.reset_next(path="/attendee", after_doing=after_doing)
    assert push(admit_server.client, admit_server.airmeet_id, contacts).authorized == 2


def test_a_lost_answer_to_a_revocation_is_no_failure(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    push(admit_server.client, admit_server.airmeet_id, contacts)
    contacts[0].is_invited = False
    admit_server.fail_next(504, path=ADA, after_doing=True)
    assert push(admit_server.client, admit_server.airmeet_id, contacts).revoked == 1


def test_a_rate_limit_is_waited_for(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    admit_server.limit_next(times=2, path="/attendee", retry_after_seconds=1)
    assert push(admit_server.client, admit_server.airmeet_id, contacts).authorized == 2
    assert [request.status for request in admit_server.requests].count(429) == 2


def test_a_limit_that_lasts_for_an_hour_is_told(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    admit_server.limit_next(times=2, path="/attendee", retry_after_seconds=3600)
    with pytest.raises(TooManyRequests) as caught:
        push(admit_server.client, admit_server.airmeet_id, contacts)
    assert caught.value.retry_after_seconds == 3600


def test_a_revoked_key_ends_the_sync(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    push(admit_server.client, admit_server.airmeet_id, contacts)
    admit_server.revoke_key()
    with pytest.raises(Forbidden, match="was revoked"):
        push(admit_server.client, admit_server.airmeet_id, contacts)


def test_a_key_that_may_only_read_cannot_push(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    with admit_server.new_client(*admit_server.add_key(access="read-only")) as reader, pytest.raises(Forbidden):
        push(reader, admit_server.airmeet_id, contacts)
    assert [contact.entry_link for contact in contacts] == ["", ""]


def test_a_sync_that_broke_off_is_finished_by_the_next(admit_server: AdmitServer, contacts: list[Contact]) -> None:
    pair = admit_server.access_key, admit_server.secret_key
    admit_server.reset_next(path="/attendee", times=20)
    with Client(admit_server.url, *pair, retries=1) as hasty, pytest.raises(Unreachable):
        push(hasty, admit_server.airmeet_id, contacts)
    admit_server.stop_failing()
    assert push(admit_server.client, admit_server.airmeet_id, contacts).authorized == 2
