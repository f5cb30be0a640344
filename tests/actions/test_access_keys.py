"""Access keys, as the operator makes and revokes them."""

import pytest

from admit.actions import access_keys
from admit.lib import hashing
from admit.lib.clock import Timestamp
from admit.model.access_keys import Access
from admit.model.errors import AccessKeyUnknown, AirmeetUnknown, CommunityUnknown, InputWrong, Refusal
from tests.actions.desk import OPERATOR, Desk


def test_a_new_key_may_do_everything_in_its_community_for_ever(desk: Desk) -> None:
    community_id = desk.community()
    key, secret = desk.by(OPERATOR, access_keys.create, community_id=community_id, label=" CRM sync ")
    assert (key.community_id, key.label, key.access, key.airmeet_ids, key.expires_at, key.revoked_at) == (
        *(community_id, "CRM sync", Access.READ_WRITE, None, None, None),
    )
    assert key.created_at == desk.clock()
    assert desk.by(OPERATOR, access_keys.list_) == [key]
    assert hashing.matches(secret, key.secret_digest)


def test_the_secret_is_kept_nowhere(desk: Desk) -> None:
    _, secret = desk.by(OPERATOR, access_keys.create, community_id=desk.community(), label="CRM sync")
    kept = str(desk.everything())
    assert hashing.digest(secret) in kept
    assert secret not in kept
    assert secret.removeprefix("admit_sk_") not in kept


def test_a_narrow_key_is_read_back_as_it_was_made(desk: Desk) -> None:
    community_id = desk.community()
    first, second = (desk.airmeet(community_id).airmeet_id for _ in range(2))
    key, _ = desk.by(
        OPERATOR,
        access_keys.create,
        community_id=community_id,
        label="Sign-up form",
        access=Access.WRITE_ONLY,
        airmeet_ids=[second, first, second],
        expires_at=Timestamp("2020-01-01T00:00:00.000Z"),
    )
    assert key.airmeet_ids == frozenset({first, second})
    assert desk.by(OPERATOR, access_keys.list_) == [key]


def test_a_key_for_no_airmeet_at_all_is_not_a_key_for_every_airmeet(desk: Desk) -> None:
    key, _ = desk.by(OPERATOR, access_keys.create, community_id=desk.community(), label="None yet", airmeet_ids=[])
    assert key.airmeet_ids == frozenset()
    assert desk.by(OPERATOR, access_keys.list_) == [key]


def test_a_key_is_made_only_for_what_is_its_communitys(desk: Desk) -> None:
    community_id = desk.community()
    foreign = desk.airmeet(desk.community("Charlie's community")).airmeet_id
    hers = desk.airmeet(community_id).airmeet_id
    before = desk.everything()
    causes: list[tuple[str, str, list[str] | None, type[Refusal]]] = [
        ("nowhere", "CRM sync", None, CommunityUnknown),
        (community_id, " ", None, InputWrong),
        (community_id, "x" * 256, None, InputWrong),
        (community_id, "CRM sync", [hers, "nowhere"], AirmeetUnknown),
        (community_id, "CRM sync", [hers, foreign], InputWrong),
    ]
    for owner, label, airmeet_ids, refusal in causes:
        with pytest.raises(refusal):
            desk.by(OPERATOR, access_keys.create, community_id=owner, label=label, airmeet_ids=airmeet_ids)
        assert desk.everything() == before


def test_the_first_revocation_is_the_one_that_counts(desk: Desk) -> None:
    key, _ = desk.by(OPERATOR, access_keys.create, community_id=desk.community(), label="CRM sync")
    revoked = desk.by(OPERATOR, access_keys.revoke, access_key=key.access_key)
    assert revoked.revoked_at == desk.clock()
    desk.clock.advance(days=1)
    assert desk.by(OPERATOR, access_keys.revoke, access_key=key.access_key) == revoked
    assert desk.by(OPERATOR, access_keys.list_) == [revoked]


def test_revoking_one_key_leaves_the_others(desk: Desk) -> None:
    community_id = desk.community()
    kept, lost = (desk.by(OPERATOR, access_keys.create, community_id=community_id, label="x")[0] for _ in range(2))
    revoked = desk.by(OPERATOR, access_keys.revoke, access_key=lost.access_key)
    listed = {key.access_key: key for key in desk.by(OPERATOR, access_keys.list_)}
    assert listed == {kept.access_key: kept, lost.access_key: revoked}


def test_a_key_that_is_not_there_cannot_be_revoked(desk: Desk) -> None:
    before = desk.everything()
    with pytest.raises(AccessKeyUnknown):
        desk.by(OPERATOR, access_keys.revoke, access_key="nothing")
    assert desk.everything() == before
