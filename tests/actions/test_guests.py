"""An airmeet's people in one list: whoever is registered, authorized or both stands on it once."""

from collections.abc import Callable
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admit.actions import airmeets, attendees, guests, registrations
from admit.lib.clock import Timestamp
from admit.model.actors import Actor, Member
from admit.model.communities import Community
from admit.model.errors import AirmeetUnknown, GuestUnknown, NotAuthorized, RoleNotPermitted
from admit.model.guests import PLACES_EXAMINED_MAX, Change, From, Guest, Listed, Place, Sort, Wanted
from admit.model.members import Membership, Role
from admit.model.people import Details, parse_email
from tests.actions.desk import OPERATOR, STARTS_AT, Desk

EMAILS = ("ada@example.com", "Bob@example.com", "chiyo@example.com", "éva@example.com")
Act = tuple[str, str, str]
EVERYBODY = Wanted()


@pytest.fixture
def airmeet_id(desk: Desk) -> str:
    return desk.airmeet(desk.community()).airmeet_id


def register(desk: Desk, airmeet_id: str, email: str, name: str = "Ada", organisation: str = "") -> None:
    details = Details(name=name, organisation=organisation)
    desk.by(OPERATOR, registrations.register, airmeet_id=airmeet_id, email=parse_email(email), details=details)


def authorize(desk: Desk, airmeet_id: str, email: str, name: str = "Ada", organisation: str = "") -> None:
    details = Details(name=name, organisation=organisation)
    desk.by(OPERATOR, attendees.authorize, airmeet_id=airmeet_id, email=parse_email(email), details=details)


def revoke(desk: Desk, airmeet_id: str, email: str) -> None:
    desk.by(OPERATOR, attendees.revoke, airmeet_id=airmeet_id, email=parse_email(email))


def listed(
    desk: Desk, airmeet_id: str, wanted: Wanted = EVERYBODY, *, size: int = 50, is_backward: bool = False
) -> list[Guest]:
    """The whole list, page by page."""
    found: list[Guest] = []
    place: Place | None = None
    while True:
        part = desk.by(
            OPERATOR,
            guests.list_slice,
            airmeet_id,
            wanted=wanted,
            start=From(place, is_backward=is_backward),
            size=size,
        )
        assert len(part.rows) <= size
        found += (guest for _, guest in part.rows)
        place = part.reached
        if place is None:
            return found


def emails(found: list[Guest]) -> list[str]:
    return [guest.email.key for guest in found]


def member(community_id: str, role: Role, *airmeet_ids: str) -> Member:
    community = Community(community_id=community_id, name="Alice's community", created_at=STARTS_AT)
    chosen = frozenset(airmeet_ids) if role is Role.HELPER else None
    return Member(Membership(community, "alice", "alice@example.com", role, STARTS_AT, chosen))


def test_everybody_stands_on_the_list_once_with_what_happened_to_them(desk: Desk, airmeet_id: str) -> None:
    register(desk, airmeet_id, "only@registered.example")
    authorize(desk, airmeet_id, "only@authorized.example")
    register(desk, airmeet_id, "both@one.example")
    authorize(desk, airmeet_id, "both@one.example")
    authorize(desk, airmeet_id, "both@other.example")
    register(desk, airmeet_id, "both@other.example")
    authorize(desk, airmeet_id, "revoked@x.example")
    revoke(desk, airmeet_id, "revoked@x.example")
    shown = {
        guest.email.key: (guest.registered is not None, guest.authorized.value)
        for guest in listed(desk, airmeet_id, Wanted(sort=Sort.OLDEST))
    }
    assert list(shown.items()) == [
        ("only@registered.example", (True, "no")),
        ("only@authorized.example", (False, "yes")),
        ("both@one.example", (True, "yes")),
        ("both@other.example", (True, "yes")),
        ("revoked@x.example", (False, "revoked")),
    ]


def test_who_registers_after_an_authorization_comes_to_the_end_by_the_details_of_the_registration(
    desk: Desk, airmeet_id: str
) -> None:
    authorize(desk, airmeet_id, "Ada@Example.com", name="Zoe")
    register(desk, airmeet_id, "bob@example.com", name="Bob")
    register(desk, airmeet_id, "ada@example.com", name="Ada")
    assert emails(listed(desk, airmeet_id, Wanted(sort=Sort.OLDEST))) == ["bob@example.com", "ada@example.com"]
    found = listed(desk, airmeet_id, Wanted(listed=Listed.AUTHORIZED, text="ada"))
    assert [(guest.details.name, guest.email.address) for guest in found] == [("Ada", "Ada@Example.com")]


@pytest.mark.parametrize("text", ["ÉLOD", "lodie d", "@north", "ELODIE@", "atelier NORD", "100%_"])
def test_a_search_finds_a_part_of_name_email_or_organisation(desk: Desk, airmeet_id: str, text: str) -> None:
    register(desk, airmeet_id, "elodie@north.example", name="Élodie Dupont 100%_", organisation="Atelier Nord")
    register(desk, airmeet_id, "bob@south.example", name="Bob")
    assert emails(listed(desk, airmeet_id, Wanted(text=text))) == ["elodie@north.example"]


def test_a_search_goes_on_where_one_transaction_stopped(desk: Desk, airmeet_id: str) -> None:
    register(desk, airmeet_id, "needle@example.com", name="Needle")
    for number in range(PLACES_EXAMINED_MAX + 1):
        register(desk, airmeet_id, f"{number}@example.com", name="Hay")
    first = desk.by(OPERATOR, guests.list_slice, airmeet_id, wanted=Wanted(text="needle"), start=From(), size=50)
    assert (list(first.rows), first.reached) == ([], 3)
    assert emails(listed(desk, airmeet_id, Wanted(text="needle"))) == ["needle@example.com"]


def act(desk: Desk, airmeet_id: str, verb: str, email: str, name: str) -> None:
    match verb:
        case "register":
            register(desk, airmeet_id, email, name)
        case "authorize":
            authorize(desk, airmeet_id, email, name)
        case _:
            with suppress(NotAuthorized):
                revoke(desk, airmeet_id, email)


ACTS = st.lists(
    st.tuples(st.sampled_from(("register", "authorize", "revoke")), st.sampled_from(EMAILS), st.sampled_from("aBc")),
    max_size=14,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, size=st.integers(1, 5))
def test_each_way_to_list_shows_who_is_wanted_once_in_order(desk: Desk, acts: list[Act], size: int) -> None:
    airmeet_id = desk.airmeet(desk.community()).airmeet_id
    registered: dict[str, int] = {}
    authorized: dict[str, bool] = {}
    for number, (verb, email, name) in enumerate(acts):
        act(desk, airmeet_id, verb, email, name)
        key = parse_email(email).key
        if verb == "register":
            registered.setdefault(key, number)
        elif verb == "authorize" or key in authorized:
            authorized[key] = verb == "authorize"
    wanted_keys = {
        Listed.ALL: set(registered) | set(authorized),
        Listed.REGISTERED: set(registered),
        Listed.AUTHORIZED: {key for key, is_so in authorized.items() if is_so},
        Listed.REVOKED: {key for key, is_so in authorized.items() if not is_so},
    }
    for which, sort in product(Listed, Sort):
        found = listed(desk, airmeet_id, Wanted(listed=which, sort=sort), size=size)
        backward = listed(desk, airmeet_id, Wanted(listed=which, sort=sort), size=size, is_backward=True)
        assert backward == found[::-1]
        assert len(found) == len(wanted_keys[which])
        assert set(emails(found)) == wanted_keys[which]
        assert found == sorted(found, key=ORDERS[sort])
    assert [key for key in emails(listed(desk, airmeet_id, Wanted(sort=Sort.OLDEST))) if key in registered] == sorted(
        registered, key=registered.__getitem__
    )
    airmeet = desk.by(OPERATOR, airmeets.require_reading, airmeet_id)
    assert airmeet.registration_count == len(registered)
    assert airmeet.authorized_count == len(wanted_keys[Listed.AUTHORIZED])


ORDERS: dict[Sort, Callable[[Guest], tuple[int | str, ...]]] = {
    Sort.NEWEST: lambda guest: (-guest.seq,),
    Sort.OLDEST: lambda guest: (guest.seq,),
    Sort.EMAIL: lambda guest: (guest.email.key,),
}


@pytest.mark.parametrize("sort", list(Sort))
def test_paging_skips_and_repeats_nobody_who_stays_as_they_are(desk: Desk, airmeet_id: str, sort: Sort) -> None:
    for number in range(40):
        authorize(desk, airmeet_id, f"{number:02}@example.com", name=f"Guest {number % 7}")
    steady = {f"{number:02}@example.com" for number in range(40) if number % 4}
    met: list[str] = []
    place: Place | None = None
    for round_ in range(40):
        wanted = Wanted(listed=Listed.AUTHORIZED, sort=sort)
        part = desk.by(OPERATOR, guests.list_slice, airmeet_id, wanted=wanted, start=From(place), size=3)
        met += (guest.email.key for _, guest in part.rows)
        place = part.reached
        if place is None:
            break
        if round_ < 10:
            revoke(desk, airmeet_id, f"{round_ * 4:02}@example.com")
            authorize(desk, airmeet_id, f"new{round_}@example.com", name=f"Guest {round_ % 7}")
    assert place is None
    assert sorted(key for key in met if key in steady) == sorted(steady)
    assert len(met) == len(set(met))


def test_all_who_match_are_changed_a_few_at_a_time(desk: Desk, airmeet_id: str) -> None:
    for number in range(7):
        authorize(desk, airmeet_id, f"{number}@example.com")
    wanted = Wanted(listed=Listed.AUTHORIZED, sort=Sort.EMAIL)
    counts: list[int] = []
    place: Place | None = None
    while True:
        count, place = desk.by(
            OPERATOR, guests.change_slice, airmeet_id, Change.REVOKE, wanted=wanted, start=From(place), size=3
        )
        counts.append(count)
        if place is None:
            break
    assert counts == [3, 3, 1]
    assert desk.by(OPERATOR, airmeets.require_reading, airmeet_id).authorized_count == 0


def test_changing_people_again_changes_nothing(desk: Desk, airmeet_id: str) -> None:
    register(desk, airmeet_id, "ada@example.com", name="Ada", organisation="Engines")
    keys = ["ada@example.com", "nobody@example.com"]
    assert desk.by(OPERATOR, guests.change, airmeet_id, Change.REVOKE, keys) == []
    assert desk.by(OPERATOR, guests.change, airmeet_id, Change.AUTHORIZE, keys) == ["ada@example.com"]
    before = desk.everything()
    assert desk.by(OPERATOR, guests.change, airmeet_id, Change.AUTHORIZE, keys) == []
    assert desk.everything() == before
    [guest] = listed(desk, airmeet_id)
    assert guest.admission is not None
    assert guest.admission.details == Details(name="Ada", organisation="Engines")


@pytest.mark.parametrize("caller", ["foreign owner", "helper of another airmeet"])
def test_who_may_not_know_the_airmeet_can_do_nothing_with_its_people(desk: Desk, caller: str) -> None:
    community_id = desk.community()
    airmeet_id, other = desk.airmeet(community_id).airmeet_id, desk.airmeet(community_id).airmeet_id
    register(desk, airmeet_id, "ada@example.com")
    who: Actor = (
        member(desk.community("Charlie's"), Role.OWNER)
        if caller == "foreign owner"
        else member(community_id, Role.HELPER, other)
    )
    before = desk.everything()
    email, details = parse_email("bob@example.com"), Details(name="Bob")
    tries: list[Callable[[], object]] = [
        lambda: desk.by(who, guests.list_slice, airmeet_id, wanted=Wanted(), start=From(), size=5),
        lambda: desk.by(who, guests.count_slice, airmeet_id, wanted=Wanted(), start=From()),
        lambda: desk.by(who, guests.list_chosen, airmeet_id, [1]),
        lambda: desk.by(who, guests.get, airmeet_id, 1),
        lambda: desk.by(
            who, guests.add, airmeet_id=airmeet_id, email=email, details=details, registers=True, authorizes=True
        ),
        lambda: desk.by(who, guests.change, airmeet_id, Change.AUTHORIZE, ["ada@example.com"]),
        lambda: desk.by(who, guests.change_slice, airmeet_id, Change.AUTHORIZE, wanted=Wanted(), start=From(), size=5),
    ]
    for attempt in tries:
        with pytest.raises(AirmeetUnknown):
            attempt()
    assert desk.everything() == before


def test_a_helper_of_the_airmeet_may_authorize_but_not_carry_every_link_away(desk: Desk) -> None:
    community_id = desk.community()
    airmeet_id = desk.airmeet(community_id).airmeet_id
    register(desk, airmeet_id, "ada@example.com")
    helper, manager = member(community_id, Role.HELPER, airmeet_id), member(community_id, Role.MANAGER)
    assert desk.by(helper, guests.change, airmeet_id, Change.AUTHORIZE, ["ada@example.com"]) == ["ada@example.com"]
    with pytest.raises(RoleNotPermitted):
        desk.by(helper, guests.list_slice, airmeet_id, wanted=Wanted(), start=From(), size=5, with_codes=True)
    with pytest.raises(RoleNotPermitted):
        desk.by(helper, guests.list_chosen, airmeet_id, [1], with_codes=True)
    [without] = desk.by(helper, guests.list_chosen, airmeet_id, [1])
    [with_code] = desk.by(manager, guests.list_chosen, airmeet_id, [1], with_codes=True)
    assert without.admission is not None
    assert with_code.admission is not None
    assert (without.admission.code, with_code.admission.code) == (
        None,
        *desk.rows("SELECT code FROM attendees")[0],
    )


def test_nobody_is_found_at_a_place_that_was_never_taken(desk: Desk, airmeet_id: str) -> None:
    register(desk, airmeet_id, "ada@example.com")
    assert desk.by(OPERATOR, guests.get, airmeet_id, 1).registered is not None
    with pytest.raises(GuestUnknown):
        desk.by(OPERATOR, guests.get, airmeet_id, 2)


def test_a_guest_knows_when_what_happened(desk: Desk, airmeet_id: str) -> None:
    register(desk, airmeet_id, "ada@example.com")
    desk.clock.advance(hours=1)
    authorize(desk, airmeet_id, "ada@example.com")
    desk.clock.advance(hours=1)
    revoke(desk, airmeet_id, "ada@example.com")
    guest = desk.by(OPERATOR, guests.get, airmeet_id, 1)
    assert guest.registered is not None
    assert guest.admission is not None
    assert (guest.registered.registered_at, guest.admission.authorized_at, guest.admission.revoked_at) == (
        Timestamp("2026-11-24T04:30:00.000Z"),
        Timestamp("2026-11-24T05:30:00.000Z"),
        Timestamp("2026-11-24T06:30:00.000Z"),
    )
