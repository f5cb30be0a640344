"""Erasures that are under way."""

import msgspec

from admit.model.erasures import Erasure, Stage
from admit.store.database import Transaction

INSERT_ERASURE = """
INSERT INTO erasures (email_key, salt, stage, community_id, reached)
VALUES (:email_key, :salt, :stage, :community_id, :reached)
ON CONFLICT (email_key) DO UPDATE
SET stage = :stage, community_id = :community_id, reached = :reached
"""

FIND_FIRST_ERASURE = """
SELECT email_key, salt, stage, community_id, reached
FROM erasures
WHERE email_key > ''
ORDER BY email_key
LIMIT 1
"""

UPDATE_ERASURE = """
UPDATE erasures
SET stage = :stage, community_id = :community_id, reached = :reached
WHERE email_key = :email_key
"""

DELETE_ERASURE = "DELETE FROM erasures WHERE email_key = :email_key"


async def begin(tx: Transaction, erasure: Erasure) -> None:
    """One that is under way begins again: the person may have come back meanwhile."""
    await tx.run(INSERT_ERASURE, msgspec.structs.asdict(erasure))


async def find_first(tx: Transaction) -> Erasure | None:
    row = await tx.one(FIND_FIRST_ERASURE, {})
    return Erasure(row[0], row[1], Stage(row[2]), row[3], row[4]) if row else None


async def update(tx: Transaction, erasure: Erasure) -> None:
    await tx.run(UPDATE_ERASURE, msgspec.structs.asdict(erasure))


async def delete(tx: Transaction, email_key: str) -> None:
    await tx.run(DELETE_ERASURE, {"email_key": email_key})
