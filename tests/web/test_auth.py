"""POST /api/v1/auth: a key pair exchanged for a token, and how long that token lives."""

from pathlib import Path

import apsw
import jwt
import pytest

from admit.lib.clock import Timestamp, epoch_seconds
from tests.harness import Integration, LiveServer
from tests.processes import served

DAY_SECONDS = 24 * 60 * 60


def claims(token: str) -> dict[str, object]:
    decoded: dict[str, object] = jwt.decode(token, options={"verify_signature": False})
    return decoded


class TestAnswer:
    def test_it_is_the_label_and_the_token_at_both_places(self, alice: Integration) -> None:
        answer = alice.auth(alice.access_key, alice.secret_key)
        token = answer.json()["token"]
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        assert answer.json() == {"success": True, "data": {"label": "CRM sync", "token": token}, "token": token}
        assert alice.get("/api/v1/airmeets", token).status_code == 200

    def test_the_access_key_may_be_written_in_any_case(self, alice: Integration) -> None:
        assert alice.auth(alice.access_key.upper(), alice.secret_key).status_code == 200
        assert alice.auth(alice.access_key, alice.secret_key.upper()).status_code == 400

    def test_it_is_not_kept_on_the_way(self, alice: Integration) -> None:
        assert alice.auth(alice.access_key, alice.secret_key).headers["Cache-Control"] == "no-store"


class TestToken:
    def test_it_names_its_key_and_its_expiry_in_30_days(self, server: LiveServer, alice: Integration) -> None:
        now = epoch_seconds(server.clock())
        told = claims(alice.token)
        assert (told["sub"], told["iat"], told["exp"]) == (alice.access_key, now, now + 30 * DAY_SECONDS)
        assert jwt.get_unverified_header(alice.token)["alg"] == "HS256"

    def test_it_holds_no_secret(self, alice: Integration) -> None:
        assert alice.secret_key.removeprefix("admit_sk_") not in str(claims(alice.token))
        assert set(claims(alice.token)) == {"aud", "sub", "community", "iat", "exp"}

    def test_it_is_good_for_the_last_second_of_30_days_and_not_for_the_next(
        self, server: LiveServer, alice: Integration
    ) -> None:
        server.clock.advance(days=30, seconds=-1)
        assert alice.get("/api/v1/airmeets").status_code == 200
        server.clock.advance(seconds=1)
        assert alice.get("/api/v1/airmeets").status_code == 412

    def test_it_ends_with_its_key_if_that_is_sooner(self, alice: Integration) -> None:
        expires_at = Timestamp("2026-11-25T00:00:00.000Z")
        token = alice.issue(*alice.new_key(expires_at=expires_at))
        assert claims(token)["exp"] == epoch_seconds(expires_at)

    def test_an_expired_one_is_replaced_with_the_same_pair(self, server: LiveServer, alice: Integration) -> None:
        server.clock.advance(days=31)
        token = alice.issue(alice.access_key, alice.secret_key)
        assert [alice.get("/api/v1/airmeets", each).status_code for each in (alice.token, token)] == [412, 200]


class TestIssue:
    @pytest.mark.sqlite
    def test_it_writes_nothing(self, server: LiveServer, alice: Integration) -> None:
        before, watcher = server.state(), apsw.Connection(str(server.path), flags=apsw.SQLITE_OPEN_READONLY)
        data_version = watcher.pragma("data_version")
        for _ in range(3):
            alice.issue(alice.access_key, alice.secret_key)
        alice.get("/api/v1/airmeets")
        assert (server.state(), watcher.pragma("data_version")) == (before, data_version)
        alice.register("ada@example.com")
        assert watcher.pragma("data_version") != data_version

    def test_it_ends_no_older_token(self, server: LiveServer, alice: Integration) -> None:
        tokens = [alice.token]
        for _ in range(3):
            server.clock.advance(days=1)
            tokens.append(alice.issue(alice.access_key, alice.secret_key))
        assert len(set(tokens)) == 4
        assert [alice.get("/api/v1/airmeets", token).status_code for token in tokens] == [200] * 4


class TestRevocation:
    def test_it_ends_all_tokens_of_the_key_and_no_others(self, server: LiveServer, alice: Integration) -> None:
        other = alice.new_token()
        tokens = [alice.token]
        for _ in range(3):
            server.clock.advance(days=1)
            tokens.append(alice.issue(alice.access_key, alice.secret_key))
        assert [alice.get("/api/v1/airmeets", token).status_code for token in tokens] == [200] * 4
        alice.revoke_key()
        assert [alice.get("/api/v1/airmeets", token).status_code for token in tokens * 6] == [400] * 24
        assert alice.get("/api/v1/airmeets", other).status_code == 200

    def test_it_reaches_another_process_on_the_same_database_at_once(self, alice: Integration, tmp_path: Path) -> None:
        token = alice.mint(lifetime_seconds=100 * 365 * DAY_SECONDS)
        with served(alice.server.where, tmp_path / "log") as process:
            url = f"{process.url}/api/v1/airmeets"
            assert alice.get(url, token).status_code == 200
            alice.revoke_key()
            assert alice.get(url, token).status_code == 400
