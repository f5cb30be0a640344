"""The keys that sign tokens. More than one while they are being rotated; the newest signs."""

from functools import lru_cache

from admit.lib.signing import SigningKey
from admit.store.database import Transaction

LIST_SIGNING_KEYS = "SELECT kid, secret, audience FROM signing_keys ORDER BY kid DESC"

INSERT_SIGNING_KEY = """
INSERT INTO signing_keys (kid, audience, secret, created_at)
VALUES (:kid, :audience, :secret, :now)
"""


async def list_(tx: Transaction) -> list[SigningKey]:
    """Newest first: a kid is a UUIDv7."""
    return [signing_key(*row) for row in await tx.all(LIST_SIGNING_KEYS, {})]


async def insert(tx: Transaction, key: SigningKey) -> None:
    await tx.run(
        INSERT_SIGNING_KEY, {"kid": key.kid, "audience": key.audience, "secret": key.secret.hex(), "now": tx.now}
    )


@lru_cache(maxsize=16)
def signing_key(kid: str, secret: str, audience: str) -> SigningKey:
    """Every call of the API brings the same row."""
    return SigningKey(kid=kid, secret=bytes.fromhex(secret), audience=audience)
