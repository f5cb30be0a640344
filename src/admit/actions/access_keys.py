"""Access keys: generated, listed and revoked."""

from collections.abc import Collection

from admit.actions import activities
from admit.lib import hashing, ids
from admit.lib.clock import Timestamp
from admit.model.access_keys import Access, AccessKey
from admit.model.activities import Kind
from admit.model.actors import Actor
from admit.model.errors import AccessKeyUnknown, InputWrong
from admit.model.people import clean_text
from admit.store import access_keys, airmeets, communities
from admit.store.database import Transaction


async def create(
    tx: Transaction,
    actor: Actor,
    *,
    community_id: str,
    label: str,
    access: Access = Access.READ_WRITE,
    airmeet_ids: Collection[str] | None = None,
    expires_at: Timestamp | None = None,
) -> tuple[AccessKey, str]:
    """The new key and its secret, which is told here and never again. One that has expired already serves for tests."""
    actor.require_administering(community_id)
    await communities.get_airmeet_count(tx, community_id)
    for airmeet_id in airmeet_ids or ():
        if (await airmeets.get(tx, airmeet_id)).community_id != community_id:
            raise InputWrong(f"The airmeet {airmeet_id} belongs to another community.")
    secret = ids.new_secret()
    key = AccessKey(
        access_key=ids.new_access_key(),
        community_id=community_id,
        label=clean_text("label", label, is_mandatory=True),
        secret_digest=hashing.digest(secret),
        access=access,
        created_at=tx.now,
        expires_at=expires_at,
        airmeet_ids=None if airmeet_ids is None else frozenset(airmeet_ids),
    )
    await access_keys.insert(tx, key)
    await activities.record(tx, actor, community_id, Kind.KEY_GENERATED, subject=key.label)
    return key, secret


async def list_(tx: Transaction, actor: Actor) -> list[AccessKey]:
    """Every community's, the revoked ones too."""
    actor.require_operator()
    return await access_keys.list_(tx)


async def list_of_community(tx: Transaction, actor: Actor, community_id: str) -> list[AccessKey]:
    """Newest first, the revoked ones too."""
    actor.require_administering(community_id)
    return await access_keys.list_of_community(tx, community_id)


async def get(tx: Transaction, actor: Actor, community_id: str, access_key: str) -> AccessKey:
    """Raises AccessKeyUnknown for another community's as well."""
    actor.require_administering(community_id)
    key = await access_keys.find_in_community(tx, community_id, access_key)
    if key is None:
        raise AccessKeyUnknown(access_key)
    return key


async def revoke(tx: Transaction, actor: Actor, *, access_key: str) -> AccessKey:
    """Every token of the key is bad from this commit on. Revoking again changes nothing."""
    key = await access_keys.get(tx, access_key)
    actor.require_administering(key.community_id)
    if await access_keys.revoke(tx, key):
        await activities.record(tx, actor, key.community_id, Kind.KEY_REVOKED, subject=key.label)
    return await access_keys.get(tx, access_key)
