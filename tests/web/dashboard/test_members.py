"""Settings → Members: who may do what, through the pages."""

import re
from collections.abc import Iterator

import pytest

from admit.lib.rates import Allowance
from admit.model.members import Role
from admit.web.dashboard import members
from tests.dashboard import Organizer, new_email
from tests.harness import LiveServer
from tests.web.dashboard.crew import Crew, account_of

ROLES = tuple(role.value for role in Role)
ADMINISTERING = {"owner", "admin"}

# name -> (who may, the role that it is done to, method, path behind /settings, fields)
DEEDS: dict[str, tuple[set[str], Role, str, str, dict[str, str]]] = {
    "see the members": (ADMINISTERING, Role.HELPER, "GET", "/members", {}),
    "see a helper": (ADMINISTERING, Role.HELPER, "GET", "/members/{account_id}", {}),
    "be asked whether to remove": (ADMINISTERING, Role.HELPER, "GET", "/members/{account_id}/remove", {}),
    "make a helper a manager": (ADMINISTERING, Role.HELPER, "POST", "/members/{account_id}", {"role": "manager"}),
    "make a manager an admin": (ADMINISTERING, Role.MANAGER, "POST", "/members/{account_id}", {"role": "admin"}),
    "make an admin a helper": (ADMINISTERING, Role.ADMIN, "POST", "/members/{account_id}", {"role": "helper"}),
    "remove a manager": (ADMINISTERING, Role.MANAGER, "POST", "/members/{account_id}/remove", {}),
    "remove an admin": (ADMINISTERING, Role.ADMIN, "POST", "/members/{account_id}/remove", {}),
    "invite": (ADMINISTERING, Role.HELPER, "POST", "/invitations", {"role": "admin", "email": "ada@example.com"}),
    "revoke": (ADMINISTERING, Role.ADMIN, "POST", "/invitations/{invitation_id}/revoke", {}),
    "see an owner": ({"owner"}, Role.OWNER, "GET", "/members/{account_id}", {}),
    "make an owner": ({"owner"}, Role.ADMIN, "POST", "/members/{account_id}", {"role": "owner"}),
    "make an owner a helper": ({"owner"}, Role.OWNER, "POST", "/members/{account_id}", {"role": "helper"}),
    "remove an owner": ({"owner"}, Role.OWNER, "POST", "/members/{account_id}/remove", {}),
    "invite an owner": (
        *({"owner"}, Role.HELPER, "POST", "/invitations"),
        {"role": "owner", "email": "ada@example.com"},
    ),
    "revoke the invitation of an owner": ({"owner"}, Role.OWNER, "POST", "/invitations/{invitation_id}/revoke", {}),
}


@pytest.fixture(scope="module")
def crew(shared_server: LiveServer) -> Iterator[Crew]:
    with Crew(shared_server) as crew:
        yield crew


@pytest.fixture(scope="module")
def charlie(crew: Crew) -> Organizer:
    """Owns another community."""
    return crew.visitor().sign_up("Charlie's community")


def do(crew: Crew, who: Organizer, name: str) -> tuple[int, bool]:
    """The status, and whether anything was changed."""
    _, role, method, path, fields = DEEDS[name]
    email = new_email()
    crew.invite(role.value, email)
    path = f"{crew.home}/settings" + path.format(account_id=crew.add(role), invitation_id=crew.open_invitation(email))
    who.get("/signup")
    before = crew.state()
    page = who.get(path) if method == "GET" else who.post(path, **fields)
    return page.status_code, crew.state() != before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", DEEDS)
def test_the_roles(crew: Crew, name: str, role: str) -> None:
    permitted, _, method, *_ = DEEDS[name]
    expected = (200, method == "POST") if role in permitted else (403, False)
    assert do(crew, crew.by[role], name) == expected


@pytest.mark.parametrize("name", DEEDS)
def test_to_another_communitys_owner_it_is_not_there(crew: Crew, charlie: Organizer, name: str) -> None:
    assert do(crew, charlie, name) == (404, False)


@pytest.mark.parametrize("name", DEEDS)
def test_who_is_signed_out_is_asked_to_sign_in(crew: Crew, name: str) -> None:
    with Organizer(crew.server) as nobody:
        assert do(crew, nobody, name) == (200, False)
        assert nobody.page.url.path == "/signin"


def test_ids_of_another_community_are_not_there_in_ones_own(crew: Crew, charlie: Organizer) -> None:
    home, email = f"/communities/{charlie.community_id}/settings", new_email()
    crew.invite("helper", email)
    account_id, invitation_id = crew.add(Role.HELPER), crew.open_invitation(email)
    charlie.get(f"{home}/members")
    before = crew.state()
    for path in (f"members/{account_id}", f"members/{account_id}/remove", f"invitations/{invitation_id}/revoke"):
        assert charlie.post(f"{home}/{path}", role="admin").status_code == 404
        charlie.get(f"{home}/members")
    statuses = [charlie.get(f"{home}/members/{each}").status_code for each in (account_id, "nonsense")]
    assert (statuses, crew.state()) == ([404] * 2, before)


def test_members_are_listed_by_role_with_the_airmeets_of_helpers(crew: Crew) -> None:
    page = crew.by["admin"].get(f"{crew.home}/settings/members").text
    places = [page.index(f"<bdi>{crew.by[role].email}</bdi>") for role in ("owner", "admin", "manager", "helper")]
    assert places == sorted(places)
    assert "helper, 1 airmeet</td>" in page


def test_a_helper_sees_an_airmeet_from_the_moment_it_is_chosen(crew: Crew) -> None:
    helper = crew.join(crew.invite("helper"))
    airmeet = f"{crew.home}/airmeets/{crew.integration.airmeet_id}"
    assert helper.get(airmeet).status_code == 404
    member = f"{crew.home}/settings/members/{account_of(helper)}"
    crew.by["owner"].get(member)
    assert " checked" not in crew.by["owner"].page.text.partition("of-helpers")[2]
    crew.by["owner"].post(member, role="helper", airmeet=[crew.integration.airmeet_id])
    assert helper.get(airmeet).status_code == 200
    assert " checked" in crew.by["owner"].get(member).text.partition("of-helpers")[2]


def test_who_is_removed_sees_nothing_from_that_moment(crew: Crew) -> None:
    helper = crew.join(crew.invite("manager"))
    assert helper.get(f"{crew.home}/airmeets").status_code == 200
    crew.by["admin"].get("/")
    crew.by["admin"].post(f"{crew.home}/settings/members/{account_of(helper)}/remove")
    assert helper.get(f"{crew.home}/airmeets").status_code == 404
    assert "You belong to no community" in helper.get("/").text


def test_anybody_but_the_last_owner_may_leave(crew: Crew) -> None:
    for role in (Role.HELPER, Role.OWNER):
        leaving = crew.join(crew.invite(role.value))
        leaving.get(f"{crew.home}/leave")
        assert leaving.post(f"{crew.home}/leave").url.path == "/"
        assert crew.role(account_of(leaving)) is None


def test_the_last_owner_is_told_what_to_do(server: LiveServer) -> None:
    with Organizer(server) as owner:
        home = f"/communities/{owner.sign_up('Tidewater').community_id}"
        owner.get(f"{home}/leave")
        before = server.state()
        member = f"{home}/settings/members/{account_of(owner)}"
        for path, fields in ((f"{home}/leave", {}), (member, {"role": "admin"}), (f"{member}/remove", {})):
            page = owner.post(path, **fields)
            assert page.status_code == 409
            assert "A community needs an owner; make somebody else an owner first." in page.text
            owner.get(f"{home}/leave")
        assert server.state() == before


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"email": "x", "role": "helper"}, "email is not a valid address"),
        ({"email": "ada@example.com", "role": "emperor"}, "role must be one of the choices."),
        ({"email": "ada@example.com"}, "role must be one of the choices."),
    ],
)
def test_a_faulty_invitation_is_told_and_what_was_typed_kept(crew: Crew, fields: dict[str, str], sentence: str) -> None:
    crew.by["owner"].get("/")
    before = crew.state()
    page = crew.by["owner"].post(f"{crew.home}/settings/invitations", **fields, airmeet=[crew.integration.airmeet_id])
    assert (page.status_code, sentence in page.text, f'value="{fields["email"]}"' in page.text) == (400, True, True)
    assert f'value="{crew.integration.airmeet_id}" checked' in page.text
    assert crew.state() == before


def test_the_log_tells_who_was_invited_joined_and_was_removed(crew: Crew) -> None:
    owner, email = crew.by["owner"], new_email()
    helper = crew.join(crew.invite("helper", email))
    owner.get("/")
    owner.post(f"{crew.home}/settings/members/{account_of(helper)}/remove")
    body = owner.get(f"{crew.home}/activity").text.partition("<tbody>")[2]
    told = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>")[:3]]
    at, here = "24 November 2026, 04:30", "127.0.0.1"
    assert told == [
        f"{at} {owner.email} removed a member: {helper.email} {here}",
        f"{at} {helper.email} joined the community: helper {here}",
        f"{at} {owner.email} invited somebody to the community: {email} , helper {here}",
    ]


def test_who_invites_too_often_waits(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a mail to an address of theirs, with words of theirs."""
    monkeypatch.setattr(members, "invited", Allowance(burst=2, refill_seconds=60))
    for _ in range(2):
        crew.invite("helper")
    crew.by["owner"].get("/")
    before = crew.state()
    page = crew.by["owner"].post(f"{crew.home}/settings/invitations", email="ada@example.com", role="helper")
    assert (page.status_code, 'value="ada@example.com"' in page.text, crew.state()) == (429, True, before)
    assert 0 < int(page.headers["Retry-After"]) <= 60
    crew.invite("helper", by="admin")
