"""How many codes an address may have, and what is kept of them."""

import pytest

from admit.actions import accounts, resets
from admit.lib import hashing
from admit.model.accounts import RESETS_OPEN_MAX
from admit.model.errors import ResetUnknown
from admit.model.people import parse_email
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk

ADA = parse_email("Ada@Example.com")


async def sign_up(tx: Transaction, _: object) -> tuple[str, str]:
    return await accounts.sign_up(tx, email=ADA, password_hash="old", community_name="Analytical Society")


async def request(tx: Transaction, _: object) -> None:
    await resets.request(tx, email=parse_email("ada@example.COM"), public_url="https://events.example.com")


async def use(tx: Transaction, _: object, code: str) -> str:
    return await resets.use(tx, code, password_hash="new")


def codes(desk: Desk) -> list[str]:
    """In the mails, oldest first."""
    mails = desk.rows("SELECT body FROM messages ORDER BY message_id")
    return [body.partition("https://events.example.com/reset?code=")[2].split()[0] for (body,) in mails]


def test_only_the_digest_of_a_code_is_kept_beside_the_mail(desk: Desk) -> None:
    desk.by(OPERATOR, sign_up)
    desk.by(OPERATOR, request)
    [code] = codes(desk)
    assert len(code) == 43
    assert desk.rows("SELECT email_key, code_digest, expires_at FROM password_resets") == [
        ("ada@example.com", hashing.digest(code), "2026-11-24T05:30:00.000Z")
    ]
    assert desk.rows("SELECT recipient FROM messages") == [("Ada@Example.com",)]


def test_an_address_has_few_codes_at_a_time_and_gets_no_further_mail(desk: Desk) -> None:
    desk.by(OPERATOR, sign_up)
    for _ in range(RESETS_OPEN_MAX + 2):
        desk.by(OPERATOR, request)
    assert len(codes(desk)) == RESETS_OPEN_MAX
    desk.clock.advance(hours=1)
    desk.by(OPERATOR, request)
    assert len(codes(desk)) == RESETS_OPEN_MAX + 1
    assert desk.rows("SELECT COUNT(*) FROM password_resets") == [(1,)]


def test_a_code_for_an_address_without_an_account_is_told_to_nobody_and_opens_nothing(desk: Desk) -> None:
    desk.by(OPERATOR, request)
    assert desk.rows("SELECT * FROM messages") == []
    assert desk.rows("SELECT email_key FROM password_resets") == [("ada@example.com",)]


def test_using_a_code_sets_the_password_and_ends_every_session_but_the_new_one(desk: Desk) -> None:
    session, _ = desk.by(OPERATOR, sign_up)
    desk.by(OPERATOR, request)
    desk.by(OPERATOR, request)
    first, second = codes(desk)
    new_session = desk.by(OPERATOR, use, second)
    assert desk.rows("SELECT password_hash FROM accounts") == [("new",)]
    assert desk.rows("SELECT session_digest FROM sessions") == [(hashing.digest(new_session),)]
    assert session != new_session
    before = desk.everything()
    for code in (first, second):
        with pytest.raises(ResetUnknown):
            desk.by(OPERATOR, use, code)
    assert desk.everything() == before
