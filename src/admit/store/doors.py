"""The doors of airmeets: counts, the queue's tickets, and the version that each change moves."""

from admit.model.presences import Door
from admit.store.database import Transaction

FIND_DOOR = """
SELECT version, ticket, free_at, waiting_count, inside_count, came_count
FROM doors
WHERE airmeet_id = :airmeet_id
"""

CHANGE_DOOR = """
UPDATE doors
SET
    version = version + 1, ticket = ticket + :tickets, waiting_count = waiting_count + :waiting,
    inside_count = inside_count + :inside, came_count = came_count + :came
WHERE airmeet_id = :airmeet_id
RETURNING version, ticket, free_at, waiting_count, inside_count, came_count
"""

INSERT_DOOR = """
INSERT INTO doors (airmeet_id)
VALUES (:airmeet_id)
ON CONFLICT (airmeet_id) DO NOTHING
"""

KEEP_FREE_AT = """
UPDATE doors
SET free_at = :free_at
WHERE airmeet_id = :airmeet_id
"""


async def find(tx: Transaction, airmeet_id: str) -> Door:
    """A new one where nobody has come yet."""
    row = await tx.one(FIND_DOOR, {"airmeet_id": airmeet_id})
    return Door(*row) if row else Door()


async def change(
    tx: Transaction, airmeet_id: str, *, tickets: int = 0, waiting: int = 0, inside: int = 0, came: int = 0
) -> Door:
    """By so many more or less, under a version of its own. From here on the door is this transaction's."""
    changes = {"airmeet_id": airmeet_id, "tickets": tickets, "waiting": waiting, "inside": inside, "came": came}
    row = await tx.one(CHANGE_DOOR, changes)
    if row is None:
        await tx.run(INSERT_DOOR, {"airmeet_id": airmeet_id})
        row = await tx.one(CHANGE_DOOR, changes)
    if row is None:
        raise AssertionError("A door that was inserted is there.")
    return Door(*row)


async def keep_free_at(tx: Transaction, airmeet_id: str, free_at: int) -> None:
    await tx.run(KEEP_FREE_AT, {"airmeet_id": airmeet_id, "free_at": free_at})
