"""Access keys: generated, listed, rotated and revoked."""

from collections.abc import Collection
from datetime import timedelta

from admit.actions import activities
from admit.lib import hashing, ids
from admit.lib.clock import Timestamp, timestamp, to_datetime
from admit.model.access_keys import OVERLAP_HOURS_MAX, Access, AccessKey
from admit.model.activities import Kind
from admit.model.actors import Actor
from admit.model.errors import AccessKeyUnknown, InputWrong, KeyExpired, KeyRevoked
from admit.model.key_uses import KeyDay
from admit.model.people import clean_text
from admit.store import access_keys, airmeets, communities, key_uses
from admit.store.database import Transaction

DAYS_SHOWN = 30


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


async def rotate(tx: Transaction, actor: Actor, *, access_key: str, overlap_hours: int) -> tuple[AccessKey, str]:
    """The key with a new secret, told here and never again. The old one goes on for `overlap_hours`; 0 ends it now.

    Tokens name the key and not its secret, so all that were issued stay good.
    """
    key = await access_keys.get(tx, access_key)
    actor.require_administering(key.community_id)
    if not 0 <= overlap_hours <= OVERLAP_HOURS_MAX:
        raise InputWrong(f"overlap must be from 0 to {OVERLAP_HOURS_MAX} hours.")
    if key.is_revoked:
        raise KeyRevoked
    if key.is_expired(tx.now):
        raise KeyExpired
    secret = ids.new_secret()
    ends_at = timestamp(to_datetime(tx.now) + timedelta(hours=overlap_hours)) if overlap_hours else None
    await access_keys.rotate(tx, key, hashing.digest(secret), ends_at)
    await activities.record(tx, actor, key.community_id, Kind.KEY_ROTATED, subject=key.label)
    return await access_keys.get(tx, access_key), secret


async def add_uses(tx: Transaction, days: list[KeyDay]) -> None:
    """What a process noted of its calls."""
    for day in days:
        await key_uses.add(tx, day)


async def list_days(tx: Transaction, actor: Actor, community_id: str, access_key: str) -> list[KeyDay]:
    """The last days on which the key was used, newest first. None for another community's key."""
    actor.require_administering(community_id)
    return await key_uses.list_days(tx, community_id, access_key, size=DAYS_SHOWN)


async def list_last_days(tx: Transaction, actor: Actor, community_id: str) -> dict[str, KeyDay]:
    """By access key, the last day on which each of the community's was used."""
    actor.require_administering(community_id)
    keys = await access_keys.list_of_community(tx, community_id)
    days = [await key_uses.list_days(tx, community_id, key.access_key, size=1) for key in keys]
    return {day.access_key: day for found in days for day in found}
