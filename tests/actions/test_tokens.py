"""Tokens, while the keys that sign them are rotated."""

import jwt
import pytest

from admit.actions import access_keys, tokens
from admit.lib.clock import Timestamp
from admit.lib.signing import SigningKey
from admit.model.actors import KeyHolder, Operator
from admit.model.errors import TokenBad, TokenExpired
from admit.store import signing_keys
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk

THE_NEWEST = "ffffffff-ffff-7fff-bfff-ffffffffffff"


async def identify(tx: Transaction, _: Operator, token: str) -> KeyHolder:
    return await tokens.identify(tx, token)


async def rotate(tx: Transaction, _: Operator) -> None:
    [current] = await signing_keys.list_(tx)
    await signing_keys.insert(tx, SigningKey(kid=THE_NEWEST, secret=b"n" * 32, audience=current.audience))


@pytest.fixture
def access_key(desk: Desk) -> str:
    key, _ = desk.by(OPERATOR, access_keys.create, community_id=desk.community(), label="CRM sync")
    return key.access_key


def mint(desk: Desk, access_key: str, lifetime_seconds: int = 60) -> str:
    return desk.by(OPERATOR, tokens.mint, access_key=access_key, lifetime_seconds=lifetime_seconds)


def test_the_newest_key_signs_and_the_older_one_still_verifies(desk: Desk, access_key: str) -> None:
    old = mint(desk, access_key)
    desk.by(OPERATOR, rotate)
    new = mint(desk, access_key)
    assert jwt.get_unverified_header(old)["kid"] != THE_NEWEST
    assert jwt.get_unverified_header(new)["kid"] == THE_NEWEST
    assert [desk.by(OPERATOR, identify, token).access_key for token in (old, new)] == [access_key] * 2


def test_a_token_of_a_signing_key_that_is_gone_is_bad(desk: Desk, access_key: str) -> None:
    async def drop(tx: Transaction, _: Operator) -> None:
        await tx.run("DELETE FROM signing_keys WHERE kid <> :newest", {"newest": THE_NEWEST})

    old = mint(desk, access_key)
    desk.by(OPERATOR, rotate)
    assert desk.by(OPERATOR, identify, old).access_key == access_key
    desk.by(OPERATOR, drop)
    with pytest.raises(TokenBad):
        desk.by(OPERATOR, identify, old)


def test_an_installation_makes_its_signing_key_once(desk: Desk) -> None:
    async def again(tx: Transaction, _: Operator) -> None:
        await tokens.ensure_signing_key(tx)

    before = desk.everything()
    assert len(before["signing_keys"]) == 1
    desk.by(OPERATOR, again)
    assert desk.everything() == before


def test_a_token_is_good_until_the_second_it_names(desk: Desk, access_key: str) -> None:
    token = mint(desk, access_key)
    desk.clock.advance(seconds=59.999)
    assert desk.by(OPERATOR, identify, token).access_key == access_key
    desk.clock.advance(seconds=0.001)
    with pytest.raises(TokenExpired):
        desk.by(OPERATOR, identify, token)


def test_a_token_does_not_outlive_its_key(desk: Desk) -> None:
    key, _ = desk.by(
        OPERATOR,
        access_keys.create,
        community_id=desk.community(),
        label="One hour",
        expires_at=Timestamp("2026-11-24T05:30:00.000Z"),
    )
    token = mint(desk, key.access_key, tokens.LIFETIME_SECONDS)
    assert jwt.decode(token, options={"verify_signature": False})["exp"] == 1795498200
    desk.clock.advance(hours=1)
    with pytest.raises(TokenExpired):
        desk.by(OPERATOR, identify, token)


def test_a_revoked_key_makes_its_tokens_bad_even_those_that_have_expired(desk: Desk, access_key: str) -> None:
    good, expired = mint(desk, access_key), mint(desk, access_key, 0)
    desk.by(OPERATOR, access_keys.revoke, access_key=access_key)
    for token in (good, expired, mint(desk, access_key)):
        with pytest.raises(TokenBad):
            desk.by(OPERATOR, identify, token)
