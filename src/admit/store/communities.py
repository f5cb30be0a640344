"""Communities, and the sequence of their airmeets."""

from admit.model.communities import Community
from admit.model.errors import CommunityUnknown
from admit.store.database import Transaction

INSERT_COMMUNITY = """
INSERT INTO communities (community_id, name, created_at)
VALUES (:community_id, :name, :created_at)
"""

LIST_COMMUNITIES = """
SELECT community_id, name, created_at
FROM communities
ORDER BY community_id
"""

TAKE_NEXT_AIRMEET_SEQ = """
UPDATE communities
SET airmeet_seq = airmeet_seq + 1, airmeet_count = airmeet_count + 1
WHERE community_id = :community_id
RETURNING airmeet_seq
"""

COUNT_ONE_AIRMEET_MORE = """
UPDATE communities
SET airmeet_count = airmeet_count + 1
WHERE community_id = :community_id
"""

COUNT_ONE_AIRMEET_LESS = """
UPDATE communities
SET airmeet_count = airmeet_count - 1
WHERE community_id = :community_id
"""

GET_NAME = """
SELECT name
FROM communities
WHERE community_id = :community_id
"""

GET_AIRMEET_COUNT = """
SELECT airmeet_count
FROM communities
WHERE community_id = :community_id
"""


async def insert(tx: Transaction, community: Community) -> None:
    await tx.run(
        INSERT_COMMUNITY,
        {"community_id": community.community_id, "name": community.name, "created_at": community.created_at},
    )


async def list_(tx: Transaction) -> list[Community]:
    return [Community(*row) for row in await tx.all(LIST_COMMUNITIES, {})]


async def take_next_airmeet_seq(tx: Transaction, community_id: str) -> int:
    """Counts the airmeet that will bear it. Raises CommunityUnknown."""
    row = await tx.one(TAKE_NEXT_AIRMEET_SEQ, {"community_id": community_id})
    if row is None:
        raise CommunityUnknown(community_id)
    return int(row[0])


async def count_one_airmeet_more(tx: Transaction, community_id: str) -> None:
    await tx.run(COUNT_ONE_AIRMEET_MORE, {"community_id": community_id})


async def count_one_airmeet_less(tx: Transaction, community_id: str) -> None:
    await tx.run(COUNT_ONE_AIRMEET_LESS, {"community_id": community_id})


async def get_name(tx: Transaction, community_id: str) -> str:
    """Raises CommunityUnknown."""
    row = await tx.one(GET_NAME, {"community_id": community_id})
    if row is None:
        raise CommunityUnknown(community_id)
    return str(row[0])


async def get_airmeet_count(tx: Transaction, community_id: str) -> int:
    """How many airmeets are not archived. Raises CommunityUnknown."""
    row = await tx.one(GET_AIRMEET_COUNT, {"community_id": community_id})
    if row is None:
        raise CommunityUnknown(community_id)
    return int(row[0])
