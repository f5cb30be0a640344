"""Tokens: issued for a key pair, and turned back into the actor they speak for."""

import secrets

from admit.lib import hashing, ids, signing
from admit.lib.clock import epoch_seconds
from admit.lib.signing import Claims, SigningKey
from admit.model.access_keys import AccessKey
from admit.model.actors import Actor, KeyHolder
from admit.model.errors import (
    AccessKeyUnknown,
    CredentialsMissing,
    CredentialsWrong,
    KeyExpired,
    KeyRevoked,
    TokenBad,
    TokenExpired,
    TokenMissing,
)
from admit.store import access_keys, signing_keys
from admit.store.database import Transaction

LIFETIME_SECONDS = 30 * 24 * 60 * 60
SIGNING_KEY_BYTES = 32


async def ensure_signing_key(tx: Transaction) -> None:
    """A new installation gets its name and its first key."""
    if not await signing_keys.list_(tx):
        secret = secrets.token_bytes(SIGNING_KEY_BYTES)
        await signing_keys.insert(tx, SigningKey(kid=ids.new_id(), secret=secret, audience=ids.new_id()))


async def issue(tx: Transaction, access_key: str | None, secret: str | None) -> tuple[AccessKey, str]:
    """A token of 30 days for who holds the pair, and its key. Needs no write, and ends no older token.

    The same work is done for an unknown key as for a wrong secret, and only who has the right one learns more.
    """
    if not access_key or not secret:
        missing = {"X-Airmeet-Access-Key": access_key, "X-Airmeet-Secret-Key": secret}
        raise CredentialsMissing(*(f"The header {name} is missing." for name, value in missing.items() if not value))
    key = await access_keys.find(tx, ids.canonical_uuid(access_key) or "")
    digests = key.digests(tx.now) if key else (hashing.NO_DIGEST, hashing.NO_DIGEST)
    is_right = hashing.matches(secret, *digests)
    if key is None or not is_right:
        raise CredentialsWrong
    if key.is_revoked:
        raise KeyRevoked
    if key.is_expired(tx.now):
        raise KeyExpired
    return key, await _sign(tx, key, LIFETIME_SECONDS)


async def mint(tx: Transaction, actor: Actor, *, access_key: str, lifetime_seconds: int) -> str:
    """A token without the secret, for the operator. A lifetime of 0 or less makes one that has expired."""
    actor.require_operator()
    key = await access_keys.find(tx, access_key)
    if key is None:
        raise AccessKeyUnknown(access_key)
    return await _sign(tx, key, lifetime_seconds)


async def identify(tx: Transaction, token: str | None, address: str = "") -> KeyHolder:
    """Who calls from `address` with this token. Raises TokenMissing, TokenBad or TokenExpired, in this order."""
    if not token:
        raise TokenMissing
    try:
        found = await access_keys.find_with_signing_key(tx, signing.peek(token))
        if found is None:
            raise TokenBad
        key, signing_key = found
        claims = signing.verify(token, signing_key)
    except signing.BadToken:
        raise TokenBad from None
    if key.is_revoked:
        raise TokenBad
    if claims.expires_at <= epoch_seconds(tx.now) or key.is_expired(tx.now):
        raise TokenExpired
    return KeyHolder(
        community_id=key.community_id,
        access_key=key.access_key,
        access=key.access,
        airmeet_ids=key.airmeet_ids,
        label=key.label,
        address=address,
    )


async def _sign(tx: Transaction, key: AccessKey, lifetime_seconds: int) -> str:
    now = epoch_seconds(tx.now)
    expires_at = now + lifetime_seconds
    if key.expires_at is not None:
        expires_at = min(expires_at, epoch_seconds(key.expires_at))
    claims = Claims(access_key=key.access_key, community_id=key.community_id, issued_at=now, expires_at=expires_at)
    newest, *_ = await tx.once(signing_keys.list_)
    return signing.sign(claims, newest)
