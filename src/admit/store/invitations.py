"""Open invitations. One that was used, revoked or replaced leaves no row."""

from admit.lib.clock import Timestamp
from admit.model.communities import Community
from admit.model.invitations import Invitation
from admit.model.members import Role
from admit.store.database import Row, Transaction

INSERT_INVITATION = """
INSERT INTO invitations (
    community_id, invitation_id, code_digest, email, email_key, role, invited_by, created_at, expires_at
)
VALUES (
    :community_id, :invitation_id, :code_digest, :email, :email_key, :role, :invited_by, :created_at, :expires_at
)
"""

CHOOSE_AIRMEET = """
INSERT INTO invitation_airmeets (community_id, invitation_id, airmeet_id)
VALUES (:community_id, :invitation_id, :airmeet_id)
"""

INVITATION_COLUMNS = """
SELECT
    c.community_id, c.name, c.created_at,
    i.invitation_id, i.email, i.email_key, i.role, i.invited_by, a.email, i.created_at, i.expires_at
FROM invitations i
JOIN communities c ON c.community_id = i.community_id
JOIN accounts a ON a.account_id = i.invited_by
"""

FIND_BY_CODE = INVITATION_COLUMNS + "WHERE i.code_digest = :code_digest AND i.expires_at > :now"

FIND_INVITATION = INVITATION_COLUMNS + "WHERE i.community_id = :community_id AND i.invitation_id = :invitation_id"

LIST_OPEN = (
    INVITATION_COLUMNS
    + "WHERE i.community_id = :community_id AND i.expires_at > :now ORDER BY i.invitation_id DESC LIMIT :size"
)

COUNT_OPEN = """
SELECT COUNT(*)
FROM invitations
WHERE community_id = :community_id AND expires_at > :now
"""

LIST_CHOSEN_AIRMEETS = """
SELECT airmeet_id
FROM invitation_airmeets
WHERE community_id = :community_id AND invitation_id = :invitation_id
"""

DELETE_INVITATION = """
DELETE FROM invitations
WHERE community_id = :community_id AND invitation_id = :invitation_id
"""

DELETE_EXPIRED = """
DELETE FROM invitations
WHERE community_id = :community_id AND expires_at <= :now
"""

DELETE_BY_INVITER = """
DELETE FROM invitations
WHERE community_id = :community_id AND invited_by = :account_id
"""


async def insert(tx: Transaction, invitation: Invitation, code_digest: str) -> None:
    """The community's expired ones leave with it."""
    identity = {
        "community_id": invitation.community.community_id,
        "invitation_id": invitation.invitation_id,
    }
    await tx.run(DELETE_EXPIRED, {"community_id": invitation.community.community_id, "now": tx.now})
    await tx.run(
        INSERT_INVITATION,
        identity
        | {
            "code_digest": code_digest,
            "email": invitation.email,
            "email_key": invitation.email_key,
            "role": invitation.role,
            "invited_by": invitation.invited_by,
            "created_at": invitation.created_at,
            "expires_at": invitation.expires_at,
        },
    )
    for airmeet_id in sorted(invitation.airmeet_ids):
        await tx.run(CHOOSE_AIRMEET, identity | {"airmeet_id": airmeet_id})


async def find(tx: Transaction, community_id: str, invitation_id: str) -> Invitation | None:
    """Expired ones too."""
    row = await tx.one(FIND_INVITATION, {"community_id": community_id, "invitation_id": invitation_id})
    return await _invitation(tx, row) if row else None


async def find_by_code(tx: Transaction, code_digest: str) -> Invitation | None:
    """None if it was used or revoked, has expired, or never was."""
    row = await tx.one(FIND_BY_CODE, {"code_digest": code_digest, "now": tx.now})
    return await _invitation(tx, row) if row else None


async def list_open(tx: Transaction, community_id: str, *, size: int) -> list[Invitation]:
    """Newest first."""
    rows = await tx.all(LIST_OPEN, {"community_id": community_id, "now": tx.now, "size": size})
    return [await _invitation(tx, row) for row in rows]


async def count_open(tx: Transaction, community_id: str) -> int:
    row = await tx.one(COUNT_OPEN, {"community_id": community_id, "now": tx.now})
    return int(row[0]) if row else 0


async def delete(tx: Transaction, community_id: str, invitation_id: str) -> bool:
    """False if it is gone: of those who want to use it, one meets it."""
    return await tx.run(DELETE_INVITATION, {"community_id": community_id, "invitation_id": invitation_id}) == 1


async def delete_by_inviter(tx: Transaction, community_id: str, account_id: str) -> None:
    await tx.run(DELETE_BY_INVITER, {"community_id": community_id, "account_id": account_id})


async def _invitation(tx: Transaction, row: Row) -> Invitation:
    community_id, name, community_created_at, invitation_id, email, email_key, role, *rest = row
    invited_by, inviter_email, created_at, expires_at = rest
    chosen = await tx.all(LIST_CHOSEN_AIRMEETS, {"community_id": community_id, "invitation_id": invitation_id})
    return Invitation(
        community=Community(community_id=community_id, name=name, created_at=community_created_at),
        invitation_id=invitation_id,
        email=email,
        email_key=email_key,
        role=Role(role),
        invited_by=invited_by,
        inviter_email=inviter_email,
        created_at=Timestamp(created_at),
        expires_at=Timestamp(expires_at),
        airmeet_ids=frozenset(airmeet_id for (airmeet_id,) in chosen),
    )
