"""Who may do what about members and invitations, and the owner that a community always has."""

from collections.abc import Callable
from typing import Any

import pytest

from admit.actions import airmeets, invitations, members
from admit.model.actors import Member
from admit.model.errors import (
    AirmeetUnknown,
    InvitationUnknown,
    LastOwner,
    MemberUnknown,
    Refusal,
    RoleNotPermitted,
)
from admit.model.members import Role
from tests.actions.desk import Desk
from tests.actions.team import Team

ROLES = tuple(role.value for role in Role)

Deed = Callable[[Team, Member], Any]


def change(who: str, role: Role) -> Deed:
    return lambda team, actor: team.desk.by(actor, members.change_role, team.account_ids[who], role=role)


def remove(who: str) -> Deed:
    return lambda team, actor: team.desk.by(actor, members.remove, team.account_ids[who])


def invite(role: Role) -> Deed:
    return lambda team, actor: team.invite(actor, role)[0]


def revoke_invitation(role: Role) -> Deed:
    return lambda team, actor: team.desk.by(actor, invitations.revoke, team.account_ids[f"invited {role}"])


ADMINISTRATION: dict[str, Deed] = {
    "list the members": lambda team, actor: team.desk.by(actor, members.list_),
    "list the airmeets to choose from": lambda team, actor: team.desk.by(actor, members.list_choices),
    "list the invitations": lambda team, actor: team.desk.by(actor, invitations.list_open),
    "look at a helper": lambda team, actor: team.desk.by(actor, members.get, team.account_ids["helper"]),
    "make a helper a manager": change("helper", Role.MANAGER),
    "make a manager an admin": change("manager", Role.ADMIN),
    "make an admin a helper": change("second admin", Role.HELPER),
    "remove a helper": remove("helper"),
    "remove a manager": remove("manager"),
    "remove an admin": remove("second admin"),
    "invite a helper": invite(Role.HELPER),
    "invite a manager": invite(Role.MANAGER),
    "invite an admin": invite(Role.ADMIN),
    "revoke an invitation": revoke_invitation(Role.ADMIN),
}
OWNERSHIP: dict[str, Deed] = {
    "look at an owner": lambda team, actor: team.desk.by(actor, members.get, team.account_ids["second owner"]),
    "make an owner": change("second admin", Role.OWNER),
    "make an owner an admin": change("second owner", Role.ADMIN),
    "remove an owner": remove("second owner"),
    "invite an owner": invite(Role.OWNER),
    "revoke the invitation of an owner": revoke_invitation(Role.OWNER),
}
ANYBODYS: dict[str, Deed] = {"leave": lambda team, actor: team.desk.by(actor, members.leave)}
MATRIX = [
    (role, name, deed, role in permitted)
    for deeds, permitted in (
        (ADMINISTRATION, {"owner", "admin"}),
        (OWNERSHIP, {"owner"}),
        (ANYBODYS, set(ROLES)),
    )
    for name, deed in deeds.items()
    for role in ROLES
]


@pytest.fixture
def team(desk: Desk) -> Team:
    """With a second owner and a second admin, and one invited for each of the two roles."""
    team = Team(desk)
    for role in (Role.OWNER, Role.ADMIN):
        invitation, _ = team.invite(team.actor("owner"), role)
        team.account_ids |= {f"second {role}": team.add(role), f"invited {role}": invitation.invitation_id}
    return team


@pytest.mark.parametrize(
    "role, deed, is_permitted",
    [pytest.param(role, deed, permitted, id=f"{role}: {name}") for role, name, deed, permitted in MATRIX],
)
def test_the_roles(team: Team, role: str, deed: Deed, *, is_permitted: bool) -> None:
    if is_permitted:
        deed(team, team.actor(role))
        return
    actor, before = team.actor(role), team.desk.everything()
    with pytest.raises(RoleNotPermitted):
        deed(team, actor)
    assert team.desk.everything() == before


@pytest.mark.parametrize(
    "deed",
    [change("owner", Role.HELPER), remove("owner"), ANYBODYS["leave"]],
    ids=["is not demoted", "is not removed", "does not leave"],
)
def test_the_last_owner(team: Team, deed: Deed) -> None:
    remove("second owner")(team, team.actor("owner"))
    before = team.desk.everything()
    with pytest.raises(LastOwner):
        deed(team, team.actor("owner"))
    assert team.desk.everything() == before
    change("second admin", Role.OWNER)(team, team.actor("owner"))
    deed(team, team.actor("owner"))
    assert Role.OWNER in team.roles().values()


def test_the_last_owner_may_stay_an_owner(team: Team) -> None:
    remove("second owner")(team, team.actor("owner"))
    before = team.roles()
    change("owner", Role.OWNER)(team, team.actor("owner"))
    assert team.roles() == before


def test_another_communitys_owner_keeps_nobody_here(team: Team) -> None:
    team.add(Role.OWNER, team.desk.community("Charlie's community"))
    remove("second owner")(team, team.actor("owner"))
    with pytest.raises(LastOwner):
        ANYBODYS["leave"](team, team.actor("owner"))


def test_a_helper_sees_the_airmeets_that_were_chosen_last(team: Team) -> None:
    helper, other = team.account_ids["helper"], team.desk.airmeet(team.community_id, "Weaving").airmeet_id
    owner = team.actor("owner")
    for chosen in (frozenset({team.airmeet_id}), frozenset({team.airmeet_id, other}), frozenset[str]()):
        team.desk.by(owner, members.change_role, helper, role=Role.HELPER, airmeet_ids=chosen)
        assert team.membership(helper).airmeet_ids == chosen
    team.desk.by(owner, members.change_role, helper, role=Role.MANAGER, airmeet_ids=[other])
    assert team.membership(helper).airmeet_ids is None
    team.desk.by(owner, members.change_role, helper, role=Role.HELPER)
    assert team.membership(helper).airmeet_ids == frozenset()


@pytest.mark.parametrize("cause", ["foreign", "unknown"])
def test_only_the_communitys_own_airmeets_are_chosen(team: Team, cause: str) -> None:
    foreign = team.desk.airmeet(team.desk.community("Charlie's community")).airmeet_id
    airmeet_ids = [team.airmeet_id, foreign if cause == "foreign" else "nowhere"]
    owner, before = team.actor("owner"), team.desk.everything()
    with pytest.raises(AirmeetUnknown):
        team.desk.by(owner, members.change_role, team.account_ids["helper"], role=Role.HELPER, airmeet_ids=airmeet_ids)
    with pytest.raises(AirmeetUnknown):
        team.invite(owner, Role.HELPER, airmeet_ids)
    assert team.desk.everything() == before


def test_an_airmeet_that_is_archived_stays_chosen_where_it_was(team: Team) -> None:
    team.desk.by(team.actor("owner"), airmeets.archive, team.airmeet_id)
    shown = team.desk.by(team.actor("owner"), members.list_choices, [team.airmeet_id])
    assert [airmeet.airmeet_id for airmeet in shown] == [team.airmeet_id]
    assert team.desk.by(team.actor("owner"), members.list_choices) == []


FOREIGN: dict[str, tuple[Deed, type[Refusal]]] = {
    "look at": (lambda team, actor: team.desk.by(actor, members.get, team.account_ids["helper"]), MemberUnknown),
    "change": (change("helper", Role.ADMIN), MemberUnknown),
    "remove": (remove("helper"), MemberUnknown),
    "revoke": (revoke_invitation(Role.ADMIN), InvitationUnknown),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_another_community_is_out_of_reach(team: Team, name: str) -> None:
    foreigner, (deed, refusal) = Team(team.desk).actor("owner"), FOREIGN[name]
    before = team.desk.everything()
    with pytest.raises(refusal):
        deed(team, foreigner)
    assert team.desk.everything() == before
    deed(team, team.actor("owner"))


def recorded(team: Team) -> list[tuple[Any, ...]]:
    """Who, what, whom and which role, newest first, less the three rows with which the team began."""
    return team.desk.rows("SELECT actor_label, kind, person, subject FROM activities ORDER BY activity_id DESC")[:-3]


def test_each_change_is_in_the_log_with_whom_and_the_role(team: Team) -> None:
    owner, helper, manager = (team.actor(role) for role in ("owner", "helper", "manager"))
    change("helper", Role.ADMIN)(team, owner)
    remove("helper")(team, owner)
    invite(Role.MANAGER)(team, owner)
    revoke_invitation(Role.ADMIN)(team, owner)
    ANYBODYS["leave"](team, manager)
    assert recorded(team) == [
        (manager.label, "member_left", None, ""),
        (owner.label, "invitation_revoked", "invited@example.com", "admin"),
        (owner.label, "member_invited", "invited@example.com", "manager"),
        (owner.label, "member_removed", helper.label, ""),
        (owner.label, "role_changed", helper.label, "admin"),
    ]


def test_a_role_that_somebody_has_already_changes_nothing(team: Team) -> None:
    owner, before = team.actor("owner"), team.desk.everything()
    for role in Role:
        change(role, role)(team, owner)
    assert team.desk.everything() == before
    team.desk.by(
        owner, members.change_role, team.account_ids["helper"], role=Role.HELPER, airmeet_ids=[team.airmeet_id]
    )
    assert recorded(team)[0] == (owner.label, "role_changed", team.actor("helper").label, "helper")
