"""Codes that set a new password. Only their digests are kept."""

from admit.lib.clock import Timestamp
from admit.store.database import Transaction

DELETE_EXPIRED = "DELETE FROM password_resets WHERE expires_at <= :now"

INSERT_RESET = """
INSERT INTO password_resets (email_key, code_digest, created_at, expires_at)
SELECT :email_key, :code_digest, :now, :expires_at
WHERE (SELECT COUNT(*) FROM password_resets WHERE email_key = :email_key) < :open_max
"""

FIND_EMAIL_KEY = """
SELECT email_key
FROM password_resets
WHERE code_digest = :code_digest AND expires_at > :now
"""

DELETE_OF_EMAIL = "DELETE FROM password_resets WHERE email_key = :email_key"


async def insert(tx: Transaction, *, email_key: str, code_digest: str, expires_at: Timestamp, open_max: int) -> bool:
    """False if the address has `open_max` codes already. Everybody's expired ones leave with it."""
    await tx.run(DELETE_EXPIRED, {"now": tx.now})
    parameters = {
        "email_key": email_key,
        "code_digest": code_digest,
        "expires_at": expires_at,
        "open_max": open_max,
        "now": tx.now,
    }
    return await tx.run(INSERT_RESET, parameters) == 1


async def find_email_key(tx: Transaction, code_digest: str) -> str | None:
    """None if the code was used or has expired, or never was."""
    row = await tx.one(FIND_EMAIL_KEY, {"code_digest": code_digest, "now": tx.now})
    return str(row[0]) if row else None


async def delete_of_email(tx: Transaction, email_key: str) -> None:
    await tx.run(DELETE_OF_EMAIL, {"email_key": email_key})
