"""Invitations: made, listed, revoked, and taken up by whoever holds the link."""

from collections.abc import Collection
from datetime import timedelta

from admit.actions import accounts
from admit.actions.members import require_choice, require_granting
from admit.lib import hashing, ids
from admit.lib.clock import timestamp, to_datetime
from admit.model.accounts import Account
from admit.model.actors import Member
from admit.model.errors import InputWrong, InvitationUnknown, MemberAlready
from admit.model.invitations import INVITATION_DAYS, Invitation
from admit.model.members import MEMBERS_MAX, Membership, Role
from admit.model.people import Email
from admit.store import invitations, members
from admit.store.database import Transaction


async def invite(
    tx: Transaction, actor: Member, *, email: Email, role: Role, airmeet_ids: Collection[str] = ()
) -> tuple[Invitation, str]:
    """The invitation, and the code of its link, which is told here and never again."""
    actor.require_administering(actor.community_id)
    require_granting(actor, role)
    chosen = await require_choice(tx, actor, role, airmeet_ids)
    await _require_room(tx, actor)
    code = ids.new_invitation_code()
    invitation = Invitation(
        community=actor.membership.community,
        invitation_id=ids.new_id(),
        email=email.address,
        role=role,
        invited_by=actor.membership.account_id,
        inviter_email=actor.membership.email,
        created_at=tx.now,
        expires_at=timestamp(to_datetime(tx.now) + timedelta(days=INVITATION_DAYS)),
        airmeet_ids=chosen,
    )
    await invitations.insert(tx, invitation, hashing.digest(code))
    # A mail with the link is to be announced here, in the same transaction: nothing else ever knows the code.
    return invitation, code


async def list_open(tx: Transaction, actor: Member) -> list[Invitation]:
    """Newest first."""
    actor.require_administering(actor.community_id)
    return await invitations.list_open(tx, actor.community_id, size=MEMBERS_MAX)


async def revoke(tx: Transaction, actor: Member, invitation_id: str) -> None:
    """Raises InvitationUnknown where it was used or revoked before, and for another community's."""
    actor.require_administering(actor.community_id)
    invitation = await invitations.find(tx, actor.community_id, invitation_id)
    if invitation is None:
        raise InvitationUnknown
    require_granting(actor, invitation.role)
    await invitations.delete(tx, actor.community_id, invitation_id)


async def open_(tx: Transaction, code: str) -> Invitation:
    """What the code invites to; nothing is changed. Raises InvitationUnknown.

    Whoever holds an open invitation may sign up, whatever the installation says of others.
    """
    invitation = await invitations.find_by_code(tx, hashing.digest(code)) if code else None
    if invitation is None:
        raise InvitationUnknown
    return invitation


async def find_membership(tx: Transaction, session: str | None, community_id: str) -> tuple[Account, Membership | None]:
    """Who is signed in, and whether they belong to the community. Raises SignedOut."""
    account = await accounts.identify(tx, session)
    return account, await members.find(tx, community_id, account.account_id)


async def accept(tx: Transaction, session: str | None, code: str) -> str:
    """Whoever is signed in becomes a member, and the invitation is used up: the community's id.

    Raises SignedOut, InvitationUnknown or MemberAlready.
    """
    account = await accounts.identify(tx, session)
    return await _join(tx, account, await open_(tx, code))


async def sign_up(tx: Transaction, code: str, *, email: Email, password_hash: str) -> tuple[str, str]:
    """A new account that joins: the secret of its first session, and the community's id.

    Raises InvitationUnknown or AccountExists.
    """
    invitation = await open_(tx, code)
    account = await accounts.create(tx, email=email, password_hash=password_hash)
    return await accounts.open_session(tx, account), await _join(tx, account, invitation)


async def _join(tx: Transaction, account: Account, invitation: Invitation) -> str:
    community_id = invitation.community.community_id
    if await members.find(tx, community_id, account.account_id):
        raise MemberAlready
    if not await invitations.delete(tx, community_id, invitation.invitation_id):
        raise InvitationUnknown
    await members.insert(
        tx,
        community_id=community_id,
        account_id=account.account_id,
        role=invitation.role,
        airmeet_ids=invitation.airmeet_ids,
    )
    return community_id


async def _require_room(tx: Transaction, actor: Member) -> None:
    present = await members.list_of_community(tx, actor.community_id, size=MEMBERS_MAX)
    invited = await invitations.list_open(tx, actor.community_id, size=MEMBERS_MAX)
    if len(present) + len(invited) >= MEMBERS_MAX:
        raise InputWrong(f"A community has at most {MEMBERS_MAX} members and open invitations.")
