"""Access keys: what an integration shows to get its tokens."""

from enum import StrEnum

import msgspec

from admit.lib.clock import Timestamp


class Access(StrEnum):
    """Which way data may flow. Write alone suits a sign-up form: it adds people and can read none."""

    READ_WRITE = "read-write"
    READ_ONLY = "read-only"
    WRITE_ONLY = "write-only"


class AccessKey(msgspec.Struct, frozen=True):
    """`airmeet_ids` None means every airmeet of the community; `expires_at` None means never."""

    access_key: str
    community_id: str
    label: str
    secret_digest: str
    access: Access
    created_at: Timestamp
    expires_at: Timestamp | None = None
    revoked_at: Timestamp | None = None
    airmeet_ids: frozenset[str] | None = None

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def is_expired(self, now: Timestamp) -> bool:
        return self.expires_at is not None and self.expires_at <= now
