"""The link of an invitation: opened, which changes nothing, and then accepted with an account, old or new."""

import re

from starlette.responses import Response

from admit.actions import invitations
from admit.config import SignUp
from admit.model.errors import AccountExists, InputWrong, InvitationUnknown, MemberAlready, SignedOut
from admit.model.invitations import INVITATION_DAYS, Invitation
from admit.web.dashboard.accounts import TooOften, form_again, new_credentials, not_open
from admit.web.dashboard.visits import Visit

PATH = "/join"
COOKIE = "admit_invitation"
"""Holds the code, so that the address bar, the history and the pages linked to do not."""
CODE = re.compile(r"[\w-]{1,64}", re.ASCII)


async def show_invitation(visit: Visit) -> Response:
    """Changes nothing: mail scanners open links."""
    code = visit.request.query_params.get("code")
    if code is None:
        return await _page(visit)
    if not CODE.fullmatch(code):
        return _unknown(visit)
    response = visit.redirect(PATH)
    visit.set_cookie(response, COOKIE, code, max_age=INVITATION_DAYS * 24 * 60 * 60, path=PATH)
    return response


async def join(visit: Visit) -> Response:
    """With the account that is signed in."""
    try:
        community_id = await visit.site.database.write(invitations.accept, visit.session, visit.address, _code(visit))
    except (SignedOut, InvitationUnknown):
        return await _page(visit)
    except MemberAlready:
        return await _page(visit, status=409)
    return _joined(visit, community_id)


async def sign_up(visit: Visit) -> Response:
    """With a new account. An open invitation lets its holder sign up, unless sign-up is closed to everybody."""
    if visit.site.sign_up == SignUp.CLOSED:
        return not_open(visit)
    try:
        return await _sign_up(visit, await visit.site.database.read(invitations.open_, _code(visit)))
    except InvitationUnknown:
        return _unknown(visit)


async def _sign_up(visit: Visit, invitation: Invitation) -> Response:
    try:
        email, password_hash = await new_credentials(visit)
        session, community_id = await visit.site.database.write(
            invitations.sign_up, visit.address, _code(visit), email=email, password_hash=password_hash
        )
    except (InputWrong, AccountExists, TooOften) as refusal:
        return form_again(visit, "dashboard/join_signed_out.html", refusal, invitation=invitation)
    return visit.begin_session(_joined(visit, community_id), session)


async def _page(visit: Visit, *, status: int = 200) -> Response:
    try:
        invitation = await visit.site.database.read(invitations.open_, _code(visit))
    except InvitationUnknown:
        return _unknown(visit)
    try:
        account, membership = await visit.site.database.read(
            invitations.find_membership, visit.session, invitation.community.community_id
        )
    except SignedOut:
        return visit.page("dashboard/join_signed_out.html", invitation=invitation)
    is_member = membership is not None
    return visit.page("dashboard/join.html", status=status, invitation=invitation, account=account, is_member=is_member)


def _joined(visit: Visit, community_id: str) -> Response:
    response = visit.redirect(f"/communities/{community_id}/airmeets")
    response.delete_cookie(COOKIE, path=PATH)
    return response


def _unknown(visit: Visit) -> Response:
    return visit.page("dashboard/invitation_unknown.html", status=404)


def _code(visit: Visit) -> str:
    return visit.request.cookies.get(COOKIE, "")
