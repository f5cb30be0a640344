"""Access keys: what an integration shows to get its tokens."""

from enum import StrEnum

import msgspec

from admit.lib import hashing
from admit.lib.clock import Timestamp


class Access(StrEnum):
    """Which way data may flow. Write alone suits a sign-up form: it adds people and can read none."""

    READ_WRITE = "read-write"
    READ_ONLY = "read-only"
    WRITE_ONLY = "write-only"


OVERLAP_HOURS_MAX = 30 * 24
"""How long a rotated key's previous secret may go on working."""


class AccessKey(msgspec.Struct, frozen=True):
    """`airmeet_ids` None means every airmeet of the community; `expires_at` None means never.

    `previous_digest` is of the secret before the last rotation, good until `previous_ends_at`.
    """

    access_key: str
    community_id: str
    label: str
    secret_digest: str
    access: Access
    created_at: Timestamp
    expires_at: Timestamp | None = None
    revoked_at: Timestamp | None = None
    airmeet_ids: frozenset[str] | None = None
    previous_digest: str | None = None
    previous_ends_at: Timestamp | None = None

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def is_rotating(self, now: Timestamp) -> bool:
        """Whether the previous secret is good as well."""
        return self.previous_ends_at is not None and self.previous_ends_at > now

    def digests(self, now: Timestamp) -> tuple[str, str]:
        """Of the secrets that are good at `now`; always two, so that a rotation cannot be heard."""
        previous = self.previous_digest if self.is_rotating(now) else None
        return self.secret_digest, previous or hashing.NO_DIGEST

    def is_expired(self, now: Timestamp) -> bool:
        return self.expires_at is not None and self.expires_at <= now
