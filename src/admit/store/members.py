"""Members of communities, and the airmeets chosen for helpers."""

from admit.lib.clock import Timestamp
from admit.model.communities import Community
from admit.model.errors import MemberUnknown
from admit.model.members import Membership, Role
from admit.store.database import Row, Transaction

INSERT_MEMBER = """
INSERT INTO members (community_id, account_id, role, joined_at)
VALUES (:community_id, :account_id, :role, :now)
"""

CHOOSE_AIRMEET = """
INSERT INTO member_airmeets (community_id, account_id, airmeet_id)
VALUES (:community_id, :account_id, :airmeet_id)
"""

MEMBER_COLUMNS = """
SELECT c.community_id, c.name, c.created_at, m.account_id, a.email, m.role, m.joined_at
FROM members m
JOIN communities c ON c.community_id = m.community_id
JOIN accounts a ON a.account_id = m.account_id
"""

FIND_MEMBER = MEMBER_COLUMNS + "WHERE m.community_id = :community_id AND m.account_id = :account_id"

LIST_OF_ACCOUNT = MEMBER_COLUMNS + "WHERE m.account_id = :account_id ORDER BY m.community_id"

LIST_OF_COMMUNITY = MEMBER_COLUMNS + "WHERE m.community_id = :community_id ORDER BY m.account_id LIMIT :size"

COUNT_OF_COMMUNITY = """
SELECT COUNT(*)
FROM members
WHERE community_id = :community_id
"""

TAKE_TURN = """
UPDATE communities
SET name = name
WHERE community_id = :community_id
"""

UNLESS_LAST_OWNER = """
AND (
    role <> 'owner'
    OR EXISTS (
        SELECT 1
        FROM members other
        WHERE other.community_id = :community_id AND other.account_id <> :account_id AND other.role = 'owner'
    )
)
"""

CHANGE_ROLE = """
UPDATE members
SET role = :role
WHERE community_id = :community_id AND account_id = :account_id
"""

CHANGE_ROLE_UNLESS_LAST_OWNER = CHANGE_ROLE + UNLESS_LAST_OWNER

DELETE_UNLESS_LAST_OWNER = (
    """
DELETE FROM members
WHERE community_id = :community_id AND account_id = :account_id
"""
    + UNLESS_LAST_OWNER
)

DELETE_CHOSEN_AIRMEETS = """
DELETE FROM member_airmeets
WHERE community_id = :community_id AND account_id = :account_id
"""

LIST_CHOSEN_AIRMEETS = """
SELECT airmeet_id
FROM member_airmeets
WHERE community_id = :community_id AND account_id = :account_id
"""


async def insert(
    tx: Transaction, *, community_id: str, account_id: str, role: Role, airmeet_ids: frozenset[str] = frozenset()
) -> None:
    """`airmeet_ids` are a helper's; everybody else sees all."""
    identity = {"community_id": community_id, "account_id": account_id}
    await tx.run(INSERT_MEMBER, identity | {"role": role, "now": tx.now})
    await _choose(tx, community_id, account_id, airmeet_ids)


async def find(tx: Transaction, community_id: str, account_id: str) -> Membership | None:
    row = await tx.one(FIND_MEMBER, {"community_id": community_id, "account_id": account_id})
    return await _membership(tx, row) if row else None


async def get(tx: Transaction, community_id: str, account_id: str) -> Membership:
    """Raises MemberUnknown."""
    member = await find(tx, community_id, account_id)
    if member is None:
        raise MemberUnknown
    return member


async def count(tx: Transaction, community_id: str) -> int:
    row = await tx.one(COUNT_OF_COMMUNITY, {"community_id": community_id})
    return int(row[0]) if row else 0


async def list_of_community(tx: Transaction, community_id: str, *, size: int) -> list[Membership]:
    """Those whose account is oldest first."""
    rows = await tx.all(LIST_OF_COMMUNITY, {"community_id": community_id, "size": size})
    return [await _membership(tx, row) for row in rows]


async def set_role(tx: Transaction, membership: Membership, role: Role, airmeet_ids: frozenset[str]) -> bool:
    """False, and nothing is changed, where this would leave the community without an owner."""
    identity = {"community_id": membership.community.community_id, "account_id": membership.account_id}
    await tx.run(TAKE_TURN, {"community_id": membership.community.community_id})
    change = CHANGE_ROLE if role is Role.OWNER else CHANGE_ROLE_UNLESS_LAST_OWNER
    if await tx.run(change, identity | {"role": role}) == 0:
        return False
    await tx.run(DELETE_CHOSEN_AIRMEETS, identity)
    await _choose(tx, **identity, airmeet_ids=airmeet_ids)
    return True


async def delete(tx: Transaction, membership: Membership) -> bool:
    """False where this would leave the community without an owner: the transaction must not go on then."""
    identity = {"community_id": membership.community.community_id, "account_id": membership.account_id}
    await tx.run(TAKE_TURN, {"community_id": membership.community.community_id})
    await tx.run(DELETE_CHOSEN_AIRMEETS, identity)
    return await tx.run(DELETE_UNLESS_LAST_OWNER, identity) == 1


async def list_of_account(tx: Transaction, account_id: str) -> list[Membership]:
    """The communities that an account belongs to, oldest first."""
    return [await _membership(tx, row) for row in await tx.all(LIST_OF_ACCOUNT, {"account_id": account_id})]


async def _choose(tx: Transaction, community_id: str, account_id: str, airmeet_ids: frozenset[str]) -> None:
    for airmeet_id in sorted(airmeet_ids):
        await tx.run(CHOOSE_AIRMEET, {"community_id": community_id, "account_id": account_id, "airmeet_id": airmeet_id})


async def _membership(tx: Transaction, row: Row) -> Membership:
    community_id, name, created_at, account_id, email, role, joined_at = row
    chosen: frozenset[str] | None = None
    if role == Role.HELPER:
        rows = await tx.all(LIST_CHOSEN_AIRMEETS, {"community_id": community_id, "account_id": account_id})
        chosen = frozenset(airmeet_id for (airmeet_id,) in rows)
    return Membership(
        community=Community(community_id=community_id, name=name, created_at=created_at),
        account_id=account_id,
        email=email,
        role=Role(role),
        joined_at=Timestamp(joined_at),
        airmeet_ids=chosen,
    )
