"""A key gets a new secret, while the old one goes on for as long as was chosen."""

import pytest

from admit.actions import access_keys, tokens
from admit.lib.clock import Timestamp
from admit.model.access_keys import OVERLAP_HOURS_MAX, AccessKey
from admit.model.actors import KeyHolder, Operator
from admit.model.errors import AccessKeyUnknown, CredentialsWrong, InputWrong, KeyExpired, KeyRevoked, Refusal
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk


async def issue(tx: Transaction, _: Operator, access_key: str, secret: str) -> str:
    return (await tokens.issue(tx, access_key, secret))[1]


async def identify(tx: Transaction, _: Operator, token: str) -> KeyHolder:
    return await tokens.identify(tx, token)


class Rotated:
    """A key and every secret it had."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.key: AccessKey
        self.key, secret = desk.by(OPERATOR, access_keys.create, community_id=desk.community(), label="CRM sync")
        self.secrets = [secret]

    def rotate(self, overlap_hours: int) -> None:
        self.key, secret = self.desk.by(
            OPERATOR, access_keys.rotate, access_key=self.key.access_key, overlap_hours=overlap_hours
        )
        self.secrets.append(secret)

    def issue(self, secret: str) -> str:
        return self.desk.by(OPERATOR, issue, self.key.access_key, secret)

    def accepted(self) -> list[bool]:
        """Whether each of the secrets is good now."""
        return [self._is_accepted(secret) for secret in self.secrets]

    def _is_accepted(self, secret: str) -> bool:
        try:
            self.issue(secret)
        except CredentialsWrong:
            return False
        return True


def test_both_secrets_are_good_until_the_overlap_ends(desk: Desk) -> None:
    rotated = Rotated(desk)
    rotated.rotate(24)
    assert rotated.key.previous_ends_at == Timestamp("2026-11-25T04:30:00.000Z")
    assert rotated.accepted() == [True, True]
    desk.clock.advance(hours=24, milliseconds=-1)
    assert rotated.accepted() == [True, True]
    desk.clock.advance(milliseconds=1)
    assert rotated.accepted() == [False, True]


def test_without_an_overlap_the_old_secret_ends_at_once(desk: Desk) -> None:
    rotated = Rotated(desk)
    rotated.rotate(0)
    assert (rotated.key.previous_digest, rotated.key.previous_ends_at) == (None, None)
    assert rotated.accepted() == [False, True]


def test_rotating_again_ends_what_was_left_of_the_first_secret(desk: Desk) -> None:
    rotated = Rotated(desk)
    rotated.rotate(168)
    rotated.rotate(1)
    assert rotated.accepted() == [False, True, True]
    rotated.rotate(0)
    assert rotated.accepted() == [False, False, False, True]


def test_tokens_outlive_the_secret_they_were_issued_for(desk: Desk) -> None:
    rotated = Rotated(desk)
    token = rotated.issue(rotated.secrets[0])
    rotated.rotate(0)
    assert desk.by(OPERATOR, identify, token).access_key == rotated.key.access_key


def test_neither_secret_survives_a_revocation(desk: Desk) -> None:
    rotated = Rotated(desk)
    rotated.rotate(24)
    desk.by(OPERATOR, access_keys.revoke, access_key=rotated.key.access_key)
    for secret in rotated.secrets:
        with pytest.raises(KeyRevoked):
            rotated.issue(secret)


def test_another_key_is_left_as_it_was(desk: Desk) -> None:
    first, second = Rotated(desk), Rotated(desk)
    first.rotate(0)
    assert second.accepted() == [True]


@pytest.mark.parametrize(
    "refusal, overlap_hours", [(InputWrong, -1), (InputWrong, OVERLAP_HOURS_MAX + 1), (AccessKeyUnknown, 0)]
)
def test_what_cannot_be_rotated_stays(desk: Desk, refusal: type[Refusal], overlap_hours: int) -> None:
    access_key = "nothing" if refusal is AccessKeyUnknown else Rotated(desk).key.access_key
    before = desk.everything()
    with pytest.raises(refusal):
        desk.by(OPERATOR, access_keys.rotate, access_key=access_key, overlap_hours=overlap_hours)
    assert desk.everything() == before


def test_a_key_that_has_ended_is_not_rotated(desk: Desk) -> None:
    community_id = desk.community()
    revoked, _ = desk.by(OPERATOR, access_keys.create, community_id=community_id, label="Revoked")
    desk.by(OPERATOR, access_keys.revoke, access_key=revoked.access_key)
    expired, _ = desk.by(
        OPERATOR, access_keys.create, community_id=community_id, label="Expired", expires_at=desk.clock()
    )
    before = desk.everything()
    for key, refusal in ((revoked, KeyRevoked), (expired, KeyExpired)):
        with pytest.raises(refusal):
            desk.by(OPERATOR, access_keys.rotate, access_key=key.access_key, overlap_hours=1)
    assert desk.everything() == before
