"""A link makes whoever holds it a member, once."""

from collections.abc import Callable

import pytest

from admit.actions import accounts, invitations, members
from admit.lib import hashing
from admit.model.actors import Operator
from admit.model.errors import AccountExists, InputWrong, InvitationUnknown, MemberAlready, SignedOut
from admit.model.invitations import Invitation
from admit.model.members import MEMBERS_MAX, Role
from admit.model.people import parse_email
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk
from tests.actions.team import Team

ADDRESS = "203.0.113.9"


@pytest.fixture
def team(desk: Desk) -> Team:
    return Team(desk)


async def open_(tx: Transaction, _: Operator, code: str) -> Invitation:
    return await invitations.open_(tx, code)


async def accept(tx: Transaction, _: Operator, session: str | None, code: str) -> str:
    return await invitations.accept(tx, session, ADDRESS, code)


async def sign_up(tx: Transaction, _: Operator, code: str, email: str) -> tuple[str, str]:
    return await invitations.sign_up(tx, ADDRESS, code, email=parse_email(email), password_hash="unused")


async def session_of(tx: Transaction, _: Operator, email: str) -> str:
    account = await accounts.find_by_email(tx, parse_email(email))
    assert account is not None
    return await accounts.open_session(tx, account)


def invite(team: Team, role: Role = Role.HELPER, by: str = "owner") -> tuple[Invitation, str]:
    return team.invite(team.actor(by), role, [team.airmeet_id])


def newcomer(team: Team, email: str = "somebody.else@example.com") -> str:
    """The session of an account that belongs nowhere."""
    team.new_account(email)
    return team.desk.by(OPERATOR, session_of, email)


@pytest.mark.parametrize("role", Role)
def test_whoever_accepts_has_the_role_and_a_helper_the_airmeets(team: Team, role: Role) -> None:
    _, code = invite(team, role)
    session = newcomer(team)
    before = set(team.roles())
    assert team.desk.by(OPERATOR, accept, session, code) == team.community_id
    [account_id] = set(team.roles()) - before
    joined = team.membership(account_id)
    assert (joined.email, joined.role) == ("somebody.else@example.com", role)
    assert joined.airmeet_ids == ({team.airmeet_id} if role is Role.HELPER else None)
    assert team.desk.by(team.actor("owner"), invitations.list_open) == []


def test_a_new_account_joins_and_is_signed_in(team: Team) -> None:
    _, code = invite(team)
    session, community_id = team.desk.by(OPERATOR, sign_up, code, "new@example.com")
    assert community_id == team.community_id
    [last, *_] = team.desk.rows("SELECT actor_label, address, kind, subject FROM activities ORDER BY activity_id DESC")
    assert last == ("new@example.com", ADDRESS, "member_joined", "helper")
    with pytest.raises(InvitationUnknown):
        team.desk.by(OPERATOR, accept, session, code)
    assert team.desk.rows("SELECT COUNT(*) FROM communities") == [(1,)]


def test_an_address_that_has_an_account_is_not_signed_up_and_the_invitation_stays(team: Team) -> None:
    _, code = invite(team)
    newcomer(team)
    before = team.desk.everything()
    with pytest.raises(AccountExists):
        team.desk.by(OPERATOR, sign_up, code, "somebody.else@example.com")
    assert team.desk.everything() == before


def test_looking_changes_nothing(team: Team) -> None:
    invitation, code = invite(team)
    before = team.desk.everything()
    assert [team.desk.by(OPERATOR, open_, code) for _ in range(2)] == [invitation] * 2
    assert team.desk.everything() == before


def test_the_code_is_kept_nowhere_but_in_the_mail(team: Team) -> None:
    _, code = invite(team)
    kept = {table: str(rows) for table, rows in team.desk.everything().items()}
    assert [table for table, rows in kept.items() if code in rows] == ["messages"]
    assert [table for table, rows in kept.items() if hashing.digest(code) in rows] == ["invitations"]
    assert len(code) == 43


def test_the_mail_says_who_invites_whom_to_what_and_has_the_link(team: Team) -> None:
    invitation, code = invite(team)
    [row] = team.desk.rows("SELECT kind, recipient, subject, body, state FROM messages")
    assert row == (
        "invitation",
        "Invited@example.com",
        "Join Alice's community",
        f"""\
{invitation.inviter_email} invites you to
Alice's community
as helper, on https://admit.example.com

This link lets you join, once, within 7 days:

https://admit.example.com/join?code={code}

If you do not know them, do nothing.
""",
        "waiting",
    )


def test_a_member_does_not_use_it_up(team: Team) -> None:
    _, code = invite(team, Role.ADMIN)
    helper = team.desk.by(OPERATOR, session_of, team.actor("helper").membership.email)
    before = team.desk.everything()
    with pytest.raises(MemberAlready):
        team.desk.by(OPERATOR, accept, helper, code)
    assert team.desk.everything() == before


def test_nobody_joins_who_is_signed_out(team: Team) -> None:
    _, code = invite(team)
    before = team.desk.everything()
    for session in (None, "ended"):
        with pytest.raises(SignedOut):
            team.desk.by(OPERATOR, accept, session, code)
    assert team.desk.everything() == before


ENDS: dict[str, Callable[[Team, Invitation, str], object]] = {
    "it was used": lambda team, _, code: team.desk.by(OPERATOR, sign_up, code, "first@example.com"),
    "it was revoked": lambda team, invitation, _: team.desk.by(
        team.actor("owner"), invitations.revoke, invitation.invitation_id
    ),
    "seven days have passed": lambda team, *_: team.desk.clock.advance(days=7),
    "who made it was removed": lambda team, *_: team.desk.by(
        team.actor("owner"), members.remove, team.account_ids["admin"]
    ),
    "who made it left": lambda team, *_: team.desk.by(team.actor("admin"), members.leave),
    "who made it is no admin any more": lambda team, *_: team.desk.by(
        team.actor("owner"), members.change_role, team.account_ids["admin"], role=Role.MANAGER
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_it_opens_nothing_once(team: Team, end: str) -> None:
    invitation, code = invite(team, by="admin")
    session = newcomer(team)
    assert team.desk.by(OPERATOR, open_, code) == invitation
    ENDS[end](team, invitation, code)
    before = team.desk.everything()
    with pytest.raises(InvitationUnknown):
        team.desk.by(OPERATOR, open_, code)
    with pytest.raises(InvitationUnknown):
        team.desk.by(OPERATOR, accept, session, code)
    with pytest.raises(InvitationUnknown):
        team.desk.by(OPERATOR, sign_up, code, "new@example.com")
    assert team.desk.everything() == before
    assert team.desk.by(team.actor("owner"), invitations.list_open) == []


def test_it_is_open_for_the_last_millisecond_of_seven_days(team: Team) -> None:
    invitation, code = invite(team)
    team.desk.clock.advance(days=7, milliseconds=-1)
    assert team.desk.by(OPERATOR, open_, code) == invitation


def test_an_expired_one_leaves_with_the_next(team: Team) -> None:
    invite(team)
    team.desk.clock.advance(days=7)
    second, _ = invite(team)
    assert team.desk.rows("SELECT invitation_id FROM invitations") == [(second.invitation_id,)]
    assert team.desk.rows("SELECT invitation_id FROM invitation_airmeets") == [(second.invitation_id,)]


def test_another_inviters_stay_when_one_is_removed(team: Team) -> None:
    _, kept = invite(team, by="owner")
    invite(team, by="admin")
    team.desk.by(team.actor("owner"), members.remove, team.account_ids["admin"])
    assert team.desk.by(team.actor("owner"), invitations.list_open) == [team.desk.by(OPERATOR, open_, kept)]


def test_members_and_invitations_have_a_bound(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MEMBERS_MAX", len(Role) + 1)
    invite(team)
    before = team.desk.everything()
    with pytest.raises(InputWrong):
        invite(team)
    assert (team.desk.everything(), MEMBERS_MAX) == (before, 1_000)
