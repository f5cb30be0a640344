"""Access keys, and the airmeets chosen for those that may not touch all."""

from functools import lru_cache

import msgspec

from admit.lib.clock import Timestamp
from admit.lib.signing import SigningKey, Unverified
from admit.model.access_keys import Access, AccessKey
from admit.model.errors import AccessKeyUnknown
from admit.store import signing_keys
from admit.store.database import Row, Transaction

INSERT_ACCESS_KEY = """
INSERT INTO access_keys (
    community_id, access_key, label, secret_digest, access, has_chosen_airmeets, created_at, expires_at
)
VALUES (
    :community_id, :access_key, :label, :secret_digest, :access, :has_chosen_airmeets, :created_at, :expires_at
)
"""

CHOOSE_AIRMEET = """
INSERT INTO access_key_airmeets (community_id, access_key, airmeet_id)
VALUES (:community_id, :access_key, :airmeet_id)
"""

ACCESS_KEY_COLUMNS = """
SELECT
    access_key, community_id, label, secret_digest, access, created_at, expires_at, revoked_at, has_chosen_airmeets,
    previous_digest, previous_ends_at
FROM access_keys
"""

HAS_CHOSEN = 8
"""Where `has_chosen_airmeets` stands among them."""

FIND_ACCESS_KEY = ACCESS_KEY_COLUMNS + "WHERE access_key = :access_key"

FIND_ACCESS_KEY_OF_COMMUNITY = ACCESS_KEY_COLUMNS + "WHERE community_id = :community_id AND access_key = :access_key"

FIND_WITH_SIGNING_KEY = f"""
SELECT signing_keys.secret, signing_keys.audience, found.*
FROM ({FIND_ACCESS_KEY_OF_COMMUNITY}) AS found
JOIN signing_keys ON signing_keys.kid = :kid
"""

LIST_ACCESS_KEYS = ACCESS_KEY_COLUMNS + "ORDER BY community_id, created_at, access_key"

LIST_ACCESS_KEYS_OF_COMMUNITY = (
    ACCESS_KEY_COLUMNS + "WHERE community_id = :community_id ORDER BY created_at DESC, access_key DESC"
)

LIST_CHOSEN_AIRMEETS = """
SELECT airmeet_id
FROM access_key_airmeets
WHERE community_id = :community_id AND access_key = :access_key
"""

REVOKE_ACCESS_KEY = """
UPDATE access_keys
SET revoked_at = :now
WHERE community_id = :community_id AND access_key = :access_key AND revoked_at IS NULL
"""

ROTATE_ACCESS_KEY = """
UPDATE access_keys
SET
    previous_digest = CASE WHEN :has_overlap THEN secret_digest END,
    previous_ends_at = :previous_ends_at,
    secret_digest = :secret_digest
WHERE community_id = :community_id AND access_key = :access_key
"""


async def insert(tx: Transaction, key: AccessKey) -> None:
    identity = {"community_id": key.community_id, "access_key": key.access_key}
    await tx.run(
        INSERT_ACCESS_KEY,
        identity
        | {
            "label": key.label,
            "secret_digest": key.secret_digest,
            "access": key.access,
            "has_chosen_airmeets": key.airmeet_ids is not None,
            "created_at": key.created_at,
            "expires_at": key.expires_at,
        },
    )
    for airmeet_id in sorted(key.airmeet_ids or ()):
        await tx.run(CHOOSE_AIRMEET, identity | {"airmeet_id": airmeet_id})


async def find(tx: Transaction, access_key: str) -> AccessKey | None:
    row = await tx.one(FIND_ACCESS_KEY, {"access_key": access_key})
    return await _access_key(tx, row) if row else None


async def get(tx: Transaction, access_key: str) -> AccessKey:
    """Raises AccessKeyUnknown."""
    key = await find(tx, access_key)
    if key is None:
        raise AccessKeyUnknown(access_key)
    return key


async def find_in_community(tx: Transaction, community_id: str, access_key: str) -> AccessKey | None:
    row = await tx.one(FIND_ACCESS_KEY_OF_COMMUNITY, {"community_id": community_id, "access_key": access_key})
    return await _access_key(tx, row) if row else None


async def find_with_signing_key(tx: Transaction, named: Unverified) -> tuple[AccessKey, SigningKey] | None:
    """Both keys that a token names, with one question: every call of the API asks it."""
    row = await tx.one(FIND_WITH_SIGNING_KEY, msgspec.structs.asdict(named))
    if row is None:
        return None
    secret, audience = row[:2]
    return await _access_key(tx, row[2:]), signing_keys.signing_key(named.kid, secret, audience)


async def list_(tx: Transaction) -> list[AccessKey]:
    """Every community's, oldest first within each."""
    return [await _access_key(tx, row) for row in await tx.all(LIST_ACCESS_KEYS, {})]


async def list_of_community(tx: Transaction, community_id: str) -> list[AccessKey]:
    """Newest first."""
    rows = await tx.all(LIST_ACCESS_KEYS_OF_COMMUNITY, {"community_id": community_id})
    return [await _access_key(tx, row) for row in rows]


async def revoke(tx: Transaction, key: AccessKey) -> bool:
    """False if it had been revoked before: the first revocation's time stays."""
    parameters = {"community_id": key.community_id, "access_key": key.access_key, "now": tx.now}
    return await tx.run(REVOKE_ACCESS_KEY, parameters) == 1


async def rotate(tx: Transaction, key: AccessKey, secret_digest: str, previous_ends_at: Timestamp | None) -> None:
    """The present secret goes on until `previous_ends_at`, or ends here if that is None; an earlier one ends anyway."""
    identity = {"community_id": key.community_id, "access_key": key.access_key}
    await tx.run(
        ROTATE_ACCESS_KEY,
        identity
        | {
            "secret_digest": secret_digest,
            "has_overlap": previous_ends_at is not None,
            "previous_ends_at": previous_ends_at,
        },
    )


async def _access_key(tx: Transaction, row: Row) -> AccessKey:
    access_key, community_id, *_ = row
    if not row[HAS_CHOSEN]:
        return _access_key_of(row, None)
    rows = await tx.all(LIST_CHOSEN_AIRMEETS, {"community_id": community_id, "access_key": access_key})
    return _access_key_of(row, frozenset(airmeet_id for (airmeet_id,) in rows))


@lru_cache(maxsize=256)
def _access_key_of(row: Row, chosen: frozenset[str] | None) -> AccessKey:
    """Every call of the API brings the same row."""
    access_key, community_id, label, secret_digest, access, created_at, expires_at, revoked_at, *rest = row
    _, previous_digest, previous_ends_at = rest
    return AccessKey(
        access_key=access_key,
        community_id=community_id,
        label=label,
        secret_digest=secret_digest,
        access=Access(access),
        created_at=Timestamp(created_at),
        expires_at=expires_at,
        revoked_at=revoked_at,
        airmeet_ids=chosen,
        previous_digest=previous_digest,
        previous_ends_at=previous_ends_at,
    )
