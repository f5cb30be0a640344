"""Settings: the members, and the invitations that are open."""

from starlette.responses import Response

from admit.actions import invitations, members
from admit.lib import ids
from admit.lib.rates import Allowance
from admit.model.errors import InputWrong, LastOwner
from admit.model.members import Role
from admit.model.people import parse_email
from admit.web.dashboard.visits import Visit

invited = Allowance(burst=200, refill_seconds=300)
"""For each account: each invitation is a mail from this installation, with words of theirs."""


async def show_members(visit: Visit) -> Response:
    return await _members_page(visit)


async def invite(visit: Visit) -> Response:
    """The answer itself shows the link: it is in no address and in no second answer."""
    account_id = (await visit.membership()).account_id
    try:
        email, role = parse_email(visit.form["email"]), _role(visit.form["role"])
        if wait_seconds := invited.take(account_id):
            return visit.too_often("dashboard/members.html", wait_seconds, **await _listed(visit))
        invitation, code = await visit.write(
            invitations.invite,
            email=email,
            role=role,
            public_url=visit.site.public_url,
            airmeet_ids=_chosen(visit),
        )
    except InputWrong as refusal:
        return await _members_page(visit, status=400, errors=refusal.sentences)
    visit.site.wake_delivery()
    link = invitations.link(visit.site.public_url, code)
    return visit.page("dashboard/invitation_made.html", invitation=invitation, link=link)


async def revoke_invitation(visit: Visit) -> Response:
    invitation_id = ids.canonical_uuid(visit.request.path_params["invitation_id"]) or ""
    await visit.write(invitations.revoke, invitation_id)
    return _to_members(visit)


async def show_member(visit: Visit) -> Response:
    return await _member_page(visit)


async def change_role(visit: Visit) -> Response:
    own_id = (await visit.membership()).account_id
    try:
        await visit.write(
            members.change_role, _account_id(visit), role=_role(visit.form["role"]), airmeet_ids=_chosen(visit)
        )
    except InputWrong as refusal:
        return await _member_page(visit, status=400, errors=refusal.sentences)
    except LastOwner as refusal:
        return await _member_page(visit, status=409, errors=refusal.sentences)
    return visit.redirect("/") if own_id == _account_id(visit) else _to_members(visit)


async def confirm_removal(visit: Visit) -> Response:
    await visit.membership()
    member = await visit.read(members.get, _account_id(visit))
    return visit.page("dashboard/member_remove.html", member=member)


async def remove(visit: Visit) -> Response:
    own_id = (await visit.membership()).account_id
    await visit.write(members.remove, _account_id(visit))
    return visit.redirect("/") if own_id == _account_id(visit) else _to_members(visit)


async def confirm_leaving(visit: Visit) -> Response:
    await visit.membership()
    return visit.page("dashboard/leave.html")


async def leave(visit: Visit) -> Response:
    await visit.membership()
    try:
        await visit.write(members.leave)
    except LastOwner as refusal:
        return visit.page("dashboard/leave.html", status=409, errors=refusal.sentences)
    return visit.redirect("/")


async def _members_page(visit: Visit, *, status: int = 200, errors: tuple[str, ...] = ()) -> Response:
    await visit.membership()
    return visit.page("dashboard/members.html", status=status, errors=errors, **await _listed(visit))


async def _listed(visit: Visit) -> dict[str, object]:
    return {
        "members": await visit.read(members.list_),
        "invitations": await visit.read(invitations.list_open),
        "airmeets": await visit.read(members.list_choices),
        "chosen": _chosen(visit),
    }


async def _member_page(visit: Visit, *, status: int = 200, errors: tuple[str, ...] = ()) -> Response:
    await visit.membership()
    member = await visit.read(members.get, _account_id(visit))
    kept = member.airmeet_ids or frozenset()
    return visit.page(
        "dashboard/member.html",
        status=status,
        errors=errors,
        member=member,
        airmeets=await visit.read(members.list_choices, kept),
        chosen=_chosen(visit) if errors else kept,
    )


def _to_members(visit: Visit) -> Response:
    return visit.redirect(f"{visit.home}/settings/members")


def _account_id(visit: Visit) -> str:
    return ids.canonical_uuid(visit.request.path_params["account_id"]) or ""


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise InputWrong("role must be one of the choices.") from None


def _chosen(visit: Visit) -> list[str]:
    return visit.form_lists.get("airmeet", [])
