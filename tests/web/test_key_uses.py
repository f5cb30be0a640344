"""When an access key was used last, by which call and from where, and how often on each day."""

import asyncio
from collections.abc import Callable
from typing import Any

import apsw
import asyncpg
import msgspec
import pytest

from admit.actions import access_keys, communities
from admit.lib.clock import Timestamp
from admit.model.access_keys import AccessKey
from admit.model.actors import Operator
from admit.server import open_database
from admit.store import access_keys as store
from admit.store.database import Transaction
from admit.web import key_uses
from admit.web.key_uses import KeyUses
from tests.actions.desk import open_desk
from tests.harness import Integration, LiveServer, ManualClock

DAYS = """
SELECT day, calls, last_at, last_call, last_address
FROM access_key_days
WHERE access_key = :access_key
ORDER BY day
"""

REFUSE = """
CREATE TRIGGER refuse BEFORE INSERT ON registrations WHEN NEW.email_key = 'refused@example.com'
BEGIN
    SELECT RAISE(ABORT, 'refused');
END
"""

CALLS: dict[str, Callable[[Integration], Any]] = {
    "issueToken": lambda alice: alice.issue(alice.access_key, alice.secret_key),
    "listAirmeets": lambda alice: alice.list_airmeets(),
    "listRegistrations": lambda alice: alice.list_registrations(),
    "registerUser": lambda alice: alice.register("ada@example.com"),
    "authorizeAttendee": lambda alice: alice.authorize("ada@example.com"),
    "revokeAttendee": lambda alice: alice.revoke("nobody@example.com"),
}


@pytest.fixture
def alice(alice: Integration) -> Integration:
    """Who has used her key once."""
    alice.issue(alice.access_key, alice.secret_key)
    return alice


def days(server: LiveServer, access_key: str) -> list[tuple[Any, ...]]:
    server.keep_key_uses()
    return server.look(DAYS, access_key=access_key)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_named(server: LiveServer, alice: Integration, name: str) -> None:
    CALLS[name](alice)
    assert days(server, alice.access_key) == [("2026-11-24", 2, server.clock(), name, "127.0.0.1")]


def test_a_refused_call_is_a_use_once(server: LiveServer, alice: Integration) -> None:
    """The first is faulty, the second is about what is not there."""
    assert alice.post(f"/api/v1/airmeet/{alice.airmeet_id}/user", {"email": "x"}).status_code == 400
    assert alice.get(f"/api/v1/airmeet/{alice.community_id}/registrations").status_code == 404
    assert days(server, alice.access_key) == [("2026-11-24", 3, server.clock(), "listRegistrations", "127.0.0.1")]


@pytest.mark.sqlite
def test_a_call_that_the_database_refuses_when_it_is_tried_again_is_a_use_once(
    server: LiveServer, alice: Integration
) -> None:
    beside = apsw.Connection(str(server.path))
    beside.execute(REFUSE)
    try:
        assert alice.register("refused@example.com").status_code == 500
    finally:
        beside.execute("DROP TRIGGER refuse")
        beside.close()
    assert days(server, alice.access_key) == [("2026-11-24", 2, server.clock(), "registerUser", "127.0.0.1")]


def test_who_does_not_hold_the_secret_or_a_token_does_not_use_the_key(server: LiveServer, alice: Integration) -> None:
    assert alice.auth(alice.access_key, "a guess").status_code == 400
    assert alice.get("/api/v1/airmeets", alice.token + "x").status_code == 400
    assert days(server, alice.access_key) == [("2026-11-24", 1, server.clock(), "issueToken", "127.0.0.1")]


def test_each_day_counts_its_own_calls(server: LiveServer, alice: Integration) -> None:
    alice.list_airmeets()
    before_midnight = server.clock()
    assert days(server, alice.access_key) == [("2026-11-24", 2, before_midnight, "listAirmeets", "127.0.0.1")]
    alice.list_registrations()
    server.clock.advance(days=1)
    alice.list_airmeets()
    assert days(server, alice.access_key) == [
        ("2026-11-24", 3, before_midnight, "listRegistrations", "127.0.0.1"),
        ("2026-11-25", 1, server.clock(), "listAirmeets", "127.0.0.1"),
    ]


def test_another_key_of_the_community_has_numbers_of_its_own(server: LiveServer, alice: Integration) -> None:
    access_key, secret_key = alice.new_key()
    assert days(server, access_key) == []
    alice.issue(access_key, secret_key)
    alice.list_airmeets()
    assert [calls for _, calls, *_ in days(server, access_key)] == [1]
    assert [calls for _, calls, *_ in days(server, alice.access_key)] == [2]


def test_a_server_that_stops_keeps_what_it_noted(database: str) -> None:
    with LiveServer(database, ManualClock()) as server:
        alice = server.community("Alice's community")
        alice.list_airmeets()
    with open_desk(database) as desk:
        assert desk.rows("SELECT access_key, calls FROM access_key_days") == [(alice.access_key, 1)]


@pytest.mark.parametrize("at_once_max", [1, 2], ids=["after some were kept", "all together"])
def test_what_cannot_be_kept_is_kept_the_next_time(
    database: str, monkeypatch: pytest.MonkeyPatch, at_once_max: int
) -> None:
    monkeypatch.setattr(key_uses, "KEPT_AT_ONCE_MAX", at_once_max)

    async def main() -> list[tuple[Any, ...]]:
        async with open_database(database, clock=ManualClock()) as opened:
            key, uses = await opened.write(new_key), KeyUses()
            missing = msgspec.structs.replace(key, access_key="00000000-0000-4000-8000-000000000000")
            note(uses, key, "issueToken", "127.0.0.1")
            note(uses, missing, "issueToken", "127.0.0.1")

            async def meanwhile() -> None:
                note(uses, key, "listAirmeets", "127.0.0.2")

            with pytest.raises((apsw.ConstraintError, asyncpg.ForeignKeyViolationError)):
                await asyncio.gather(uses.keep(opened), meanwhile())
            await opened.write(store.insert, missing)
            await uses.keep(opened)
            await uses.keep(opened)
            return await opened.read(counted)

    assert asyncio.run(main()) == [(1, "issueToken", "127.0.0.1"), (2, "listAirmeets", "127.0.0.2")]


def test_beyond_the_bound_only_the_keys_that_came_first_are_noted(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_uses, "KEYS_MAX", 2)

    async def main() -> list[tuple[Any, ...]]:
        async with open_database(database, clock=ManualClock()) as opened:
            keys, uses = [await opened.write(new_key) for _ in range(3)], KeyUses()
            for key in keys * 2:
                note(uses, key, "issueToken", "127.0.0.1")
            await uses.keep(opened)
            return await opened.read(counted)

    assert asyncio.run(main()) == [(2, "issueToken", "127.0.0.1")] * 2


async def new_key(tx: Transaction) -> AccessKey:
    community = await communities.create(tx, Operator(), name="Alice's community")
    key, _ = await access_keys.create(tx, Operator(), community_id=community.community_id, label="CRM sync")
    return key


async def counted(tx: Transaction) -> list[tuple[Any, ...]]:
    return await tx.all("SELECT calls, last_call, last_address FROM access_key_days ORDER BY calls", {})


def note(uses: KeyUses, key: AccessKey, call: str, address: str) -> None:
    uses.note(key.community_id, key.access_key, Timestamp("2026-11-24T04:30:00.000Z"), call, address)
