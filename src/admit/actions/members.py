"""Members: listed, given another role, removed, and gone of their own accord."""

from collections.abc import Collection

from admit.actions import activities
from admit.model.activities import Kind
from admit.model.actors import Member
from admit.model.airmeets import Airmeet
from admit.model.errors import LastOwner, RoleNotPermitted
from admit.model.members import MEMBERS_MAX, Membership, Role
from admit.model.paging import CURSOR_MAX, SIZE_DEFAULT
from admit.store import accounts, airmeets, invitations, members
from admit.store.database import Transaction

RANKS = list(Role)


async def list_(tx: Transaction, actor: Member) -> list[Membership]:
    """From the owners to the helpers, each by their address."""
    actor.require_administering(actor.community_id)
    found = await members.list_of_community(tx, actor.community_id, size=MEMBERS_MAX)
    return sorted(found, key=lambda member: (RANKS.index(member.role), member.email.lower()))


async def get(tx: Transaction, actor: Member, account_id: str) -> Membership:
    """A member whom the actor may change. Raises MemberUnknown, and RoleNotPermitted for an admin before an owner."""
    actor.require_administering(actor.community_id)
    member = await members.get(tx, actor.community_id, account_id)
    require_granting(actor, member.role)
    return member


async def change_role(
    tx: Transaction, actor: Member, account_id: str, *, role: Role, airmeet_ids: Collection[str] = ()
) -> None:
    """`airmeet_ids` are those that a helper sees; everybody else sees all. Raises LastOwner."""
    member = await get(tx, actor, account_id)
    require_granting(actor, role)
    chosen = await require_choice(tx, actor, role, airmeet_ids)
    if (role, chosen) == (member.role, member.airmeet_ids or frozenset()):
        return
    if not await members.set_role(tx, member, role, chosen):
        raise LastOwner
    if role is not member.role:
        await invitations.delete_by_inviter(tx, actor.community_id, account_id)
    await _record(tx, actor, Kind.ROLE_CHANGED, member, subject=role)


async def remove(tx: Transaction, actor: Member, account_id: str) -> None:
    """They see nothing of the community from this commit on, and their invitations open nothing. Raises LastOwner."""
    member = await get(tx, actor, account_id)
    await _delete(tx, member)
    await _record(tx, actor, Kind.MEMBER_REMOVED, member)


async def leave(tx: Transaction, actor: Member) -> None:
    """Raises LastOwner."""
    await _delete(tx, actor.membership)
    await activities.record(tx, actor, actor.community_id, Kind.MEMBER_LEFT)


async def list_choices(tx: Transaction, actor: Member, chosen: Collection[str] = ()) -> list[Airmeet]:
    """What a helper may be given: the newest airmeets, and those that were `chosen` before."""
    actor.require_administering(actor.community_id)
    newest = await airmeets.search(
        tx, actor.membership, text="", status=None, is_archived=False, before=CURSOR_MAX, size=SIZE_DEFAULT
    )
    further = sorted(set(chosen) - {airmeet.airmeet_id for airmeet in newest})
    return newest + [await airmeets.get(tx, airmeet_id) for airmeet_id in further]


async def require_choice(tx: Transaction, actor: Member, role: Role, airmeet_ids: Collection[str]) -> frozenset[str]:
    """The airmeets of a helper; nobody else has any. Raises AirmeetUnknown for another community's as well."""
    if role is not Role.HELPER:
        return frozenset()
    for airmeet_id in airmeet_ids:
        actor.require_reading(await airmeets.get(tx, airmeet_id))
    return frozenset(airmeet_ids)


def require_granting(actor: Member, role: Role) -> None:
    """Only owners make owners, and only they touch them."""
    if role is Role.OWNER and actor.membership.role is not Role.OWNER:
        raise RoleNotPermitted


async def _delete(tx: Transaction, member: Membership) -> None:
    if not await members.delete(tx, member):
        raise LastOwner
    await invitations.delete_by_inviter(tx, member.community.community_id, member.account_id)


async def _record(tx: Transaction, actor: Member, kind: Kind, member: Membership, *, subject: str = "") -> None:
    account = await accounts.find(tx, member.account_id)
    person = account.email_key if account else None
    await activities.record(tx, actor, actor.community_id, kind, person=person, subject=subject)
