"""When an access key works."""

import msgspec
import pytest

from admit.lib.clock import Timestamp
from admit.model.access_keys import Access, AccessKey

NOON = Timestamp("2026-11-24T12:00:00.000Z")
KEY = AccessKey(
    access_key="key",
    community_id="community",
    label="CRM sync",
    secret_digest="0" * 64,
    access=Access.READ_WRITE,
    created_at=NOON,
)


@pytest.mark.parametrize(
    "expires_at, is_expired",
    [
        (None, False),
        ("2026-11-24T11:59:59.999Z", True),
        ("2026-11-24T12:00:00.000Z", True),
        ("2026-11-24T12:00:00.001Z", False),
    ],
)
def test_a_key_has_expired_from_the_moment_of_its_expiry_on(expires_at: Timestamp | None, *, is_expired: bool) -> None:
    assert msgspec.structs.replace(KEY, expires_at=expires_at).is_expired(NOON) == is_expired


def test_a_key_is_revoked_once_it_says_when() -> None:
    assert (KEY.is_revoked, msgspec.structs.replace(KEY, revoked_at=NOON).is_revoked) == (False, True)
