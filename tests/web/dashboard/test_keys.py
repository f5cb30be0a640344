"""Settings → API Access Key: what the table tells, and a key's rotation."""

import re
from collections.abc import Iterator

import pytest

from admit.lib.clock import Timestamp
from tests.dashboard import Organizer
from tests.harness import Integration, LiveServer

SECRET = re.compile(r"admit_sk_[\w-]+")
TAG = re.compile(r"<[^>]+>")


class KeysPage:
    """The keys of an organizer, as they are shown."""

    def __init__(self, organizer: Organizer) -> None:
        self.organizer = organizer
        self.integration = Integration(organizer.server, organizer.community_id)
        self.integration.issue(self.integration.access_key, self.integration.secret_key)
        self.path = f"/communities/{organizer.community_id}/settings/keys"
        self.key_path = f"{self.path}/{self.integration.access_key}"

    def rows(self) -> list[str]:
        """The text of each row."""
        body = self.organizer.get(self.path).text.partition("<tbody>")[2].partition("</tbody>")[0]
        return [" ".join(TAG.sub(" ", row).split()) for row in body.split("<tr")[1:]]

    def rotate(self, overlap: str) -> str:
        """The new secret."""
        self.organizer.get(f"{self.key_path}/rotate")
        page = self.organizer.post(f"{self.key_path}/rotate", overlap=overlap)
        assert page.status_code == 200
        [secret] = set(SECRET.findall(page.text))
        return str(secret)

    def auth(self, secret: str) -> int:
        return self.integration.auth(self.integration.access_key, secret).status_code


@pytest.fixture
def keys(server: LiveServer) -> Iterator[KeysPage]:
    with Organizer(server) as organizer:
        yield KeysPage(organizer.sign_up("Analytical Society"))


def test_the_last_use_is_told_within_a_round(server: LiveServer, keys: KeysPage) -> None:
    fresh, _ = keys.integration.new_key()
    keys.integration.list_airmeets()
    server.keep_key_uses()
    used = "24 November 2026, 04:30 UTC list airmeets, from 127.0.0.1; 2 today"
    rows = {("never" in row, used in row): fresh in row for row in keys.rows()}
    assert rows == {(True, False): True, (False, True): False}
    server.clock.advance(days=1)
    assert ["today" in row for row in keys.rows()] == [False, False]


def test_a_key_has_a_page_with_its_calls_of_each_day(server: LiveServer, keys: KeysPage) -> None:
    assert "Not used yet" in keys.organizer.get(keys.key_path).text
    server.keep_key_uses()
    server.clock.advance(days=1)
    keys.integration.list_airmeets()
    server.keep_key_uses()
    body = keys.organizer.get(keys.key_path).text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert [" ".join(TAG.sub(" ", row).split()) for row in body.split("<tr>")[1:]] == [
        "25 November 2026 1 04:30, list airmeets 127.0.0.1",
        "24 November 2026 1 04:30, get a token 127.0.0.1",
    ]


def test_an_expiry_is_told_by_the_day_with_which_it_ends(keys: KeysPage) -> None:
    for expires_at, told in (
        ("2026-12-11T00:00:00.000Z", "good until the end of 10 December 2026 UTC"),
        ("2026-12-11T18:30:00.000Z", "good until 11 December 2026, 18:30 UTC"),
        ("2026-11-24T04:30:00.000Z", "expired"),
    ):
        access_key, _ = keys.integration.new_key(expires_at=Timestamp(expires_at))
        [row] = [row for row in keys.rows() if access_key in row]
        assert told in row


def test_revoked_keys_stand_below_the_others(server: LiveServer, keys: KeysPage) -> None:
    server.clock.advance(hours=1)
    newer, _ = keys.integration.new_key()
    keys.integration.revoke_key(newer)
    assert [newer in row for row in keys.rows()] == [False, True]


@pytest.mark.parametrize("overlap, hours", [("1", 1), ("24", 24), ("168", 168)])
def test_both_secrets_work_while_they_overlap(server: LiveServer, keys: KeysPage, overlap: str, hours: int) -> None:
    old = keys.integration.secret_key
    new = keys.rotate(overlap)
    assert [keys.auth(secret) for secret in (old, new)] == [200, 200]
    server.clock.advance(hours=hours, milliseconds=-1)
    assert [keys.auth(secret) for secret in (old, new)] == [200, 200]
    server.clock.advance(milliseconds=1)
    assert [keys.auth(secret) for secret in (old, new)] == [400, 200]
    assert keys.integration.get("/api/v1/airmeets").status_code == 200


def test_a_leaked_secret_ends_at_once(keys: KeysPage) -> None:
    old = keys.integration.secret_key
    new = keys.rotate("0")
    assert [keys.auth(secret) for secret in (old, new)] == [400, 200]
    assert keys.integration.get("/api/v1/airmeets").status_code == 200


def test_the_new_secret_is_shown_this_once(keys: KeysPage) -> None:
    new = keys.rotate("24")
    for path in (keys.path, keys.key_path, f"{keys.key_path}/rotate"):
        assert new not in keys.organizer.get(path).text
    assert "old secret until 25 November 2026, 04:30 UTC" in keys.rows()[0]


def test_an_overlap_that_is_no_choice_rotates_nothing(server: LiveServer, keys: KeysPage) -> None:
    keys.organizer.get(f"{keys.key_path}/rotate")
    before = server.state()
    for overlap in ("", "2", "-1", "x"):
        page = keys.organizer.post(f"{keys.key_path}/rotate", overlap=overlap)
        assert (page.status_code, "overlap must be one of the choices." in page.text) == (400, True)
    assert server.state() == before


def test_the_key_of_another_community_is_not_there(server: LiveServer, keys: KeysPage, charlie: Integration) -> None:
    foreign = f"{keys.path}/{charlie.access_key}"
    keys.organizer.get(keys.path)
    before = server.state()
    assert keys.organizer.post(f"{foreign}/rotate", overlap="0").status_code == 404
    assert [keys.organizer.get(path).status_code for path in (foreign, f"{foreign}/rotate")] == [404] * 2
    assert server.state() == before


def test_a_form_with_a_fault_comes_back_as_it_was_sent(keys: KeysPage) -> None:
    chosen = keys.integration.airmeet_id
    keys.organizer.get(keys.path)
    page = keys.organizer.post(
        keys.path, label=" ", access="read-only", airmeets="chosen", airmeet=[chosen], expires=""
    )
    assert page.status_code == 400
    assert re.findall(r'value="([^"]*)" checked', page.text) == ["read-only", "chosen", chosen]
