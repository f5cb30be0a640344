"""How often access keys were used, a row for each day, and the last use on it."""

import msgspec

from admit.model.key_uses import KeyDay
from admit.store.database import Transaction

ADD_CALLS = """
INSERT INTO access_key_days (community_id, access_key, day, calls, last_at, last_call, last_address)
VALUES (:community_id, :access_key, :day, :calls, :last_at, :last_call, :last_address)
ON CONFLICT (community_id, access_key, day) DO UPDATE
SET
    calls = access_key_days.calls + excluded.calls,
    last_at = excluded.last_at,
    last_call = excluded.last_call,
    last_address = excluded.last_address
"""

LIST_DAYS = """
SELECT community_id, access_key, day, calls, last_at, last_call, last_address
FROM access_key_days
WHERE community_id = :community_id AND access_key = :access_key
ORDER BY day DESC
LIMIT :size
"""


async def add(tx: Transaction, day: KeyDay) -> None:
    """Its calls come on top of those that are kept; its last call becomes the last."""
    await tx.run(ADD_CALLS, msgspec.structs.asdict(day))


async def list_days(tx: Transaction, community_id: str, access_key: str, *, size: int) -> list[KeyDay]:
    """Newest first; days without a call are left out."""
    rows = await tx.all(LIST_DAYS, {"community_id": community_id, "access_key": access_key, "size": size})
    return [KeyDay(*row) for row in rows]
