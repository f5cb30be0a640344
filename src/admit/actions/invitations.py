"""Invitations: made and sent by mail, listed, revoked, and taken up by whoever holds the link."""

from collections.abc import Collection
from datetime import timedelta

from admit.actions import accounts, activities, deliveries
from admit.actions.members import require_choice, require_granting
from admit.lib import hashing, ids
from admit.lib.clock import timestamp, to_datetime
from admit.model.accounts import Account
from admit.model.activities import Kind
from admit.model.actors import Member
from admit.model.deliveries import Kind as MessageKind
from admit.model.errors import InputWrong, InvitationUnknown, MemberAlready
from admit.model.invitations import INVITATION_DAYS, Invitation
from admit.model.members import MEMBERS_MAX, Membership, Role
from admit.model.people import Email
from admit.store import invitations, members
from admit.store.database import Transaction

SUBJECT = "Join {community}"
TEXT = """\
{inviter} invites you to
{community}
as {role}, on {public_url}

This link lets you join, once, within {days} days:

{link}

If you do not know them, do nothing.
"""


def link(public_url: str, code: str) -> str:
    return f"{public_url}/join?code={code}"


async def invite(
    tx: Transaction, actor: Member, *, email: Email, role: Role, public_url: str, airmeet_ids: Collection[str] = ()
) -> tuple[Invitation, str]:
    """The invitation, and the code of its link, which is told here and in the mail and never again."""
    actor.require_administering(actor.community_id)
    require_granting(actor, role)
    chosen = await require_choice(tx, actor, role, airmeet_ids)
    await _require_room(tx, actor)
    code = ids.new_invitation_code()
    invitation = Invitation(
        community=actor.membership.community,
        invitation_id=ids.new_id(),
        email=email.address,
        email_key=email.key,
        role=role,
        invited_by=actor.membership.account_id,
        inviter_email=actor.membership.email,
        created_at=tx.now,
        expires_at=timestamp(to_datetime(tx.now) + timedelta(days=INVITATION_DAYS)),
        airmeet_ids=chosen,
    )
    await invitations.insert(tx, invitation, hashing.digest(code))
    await activities.record(tx, actor, actor.community_id, Kind.MEMBER_INVITED, person=email.key, subject=role)
    await _announce(tx, invitation, public_url, code)
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
    await activities.record(
        tx,
        actor,
        actor.community_id,
        Kind.INVITATION_REVOKED,
        person=invitation.email_key,
        subject=invitation.role,
    )


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


async def accept(tx: Transaction, session: str | None, address: str, code: str) -> str:
    """Whoever is signed in becomes a member, and the invitation is used up: the community's id.

    `address` is where they come from.

    Raises SignedOut, InvitationUnknown or MemberAlready.
    """
    account = await accounts.identify(tx, session)
    return await _join(tx, account, address, await open_(tx, code))


async def sign_up(tx: Transaction, address: str, code: str, *, email: Email, password_hash: str) -> tuple[str, str]:
    """A new account that joins: the secret of its first session, and the community's id.

    Raises InvitationUnknown or AccountExists.
    """
    invitation = await open_(tx, code)
    account = await accounts.create(tx, email=email, password_hash=password_hash)
    return await accounts.open_session(tx, account), await _join(tx, account, address, invitation)


async def _join(tx: Transaction, account: Account, address: str, invitation: Invitation) -> str:
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
    joined = Member(await members.get(tx, community_id, account.account_id), address)
    await activities.record(tx, joined, community_id, Kind.MEMBER_JOINED, subject=invitation.role)
    return community_id


async def _announce(tx: Transaction, invitation: Invitation, public_url: str, code: str) -> None:
    community = invitation.community.name
    text = TEXT.format(
        inviter=invitation.inviter_email,
        community=community,
        role=invitation.role,
        public_url=public_url,
        days=INVITATION_DAYS,
        link=link(public_url, code),
    )
    subject = SUBJECT.format(community=community)
    await deliveries.post(tx, MessageKind.INVITATION, recipient=invitation.email, subject=subject, body=text)


async def _require_room(tx: Transaction, actor: Member) -> None:
    taken = await members.count(tx, actor.community_id) + await invitations.count_open(tx, actor.community_id)
    if taken >= MEMBERS_MAX:
        raise InputWrong(f"A community has at most {MEMBERS_MAX} members and open invitations.")
