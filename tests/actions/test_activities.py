"""The activity log: one row for each change, none for what changed nothing, and who may read it."""

from collections.abc import Callable

import pytest

from admit.actions import access_keys, activities, airmeets, attendees, registrations
from admit.lib.clock import Timestamp
from admit.model.access_keys import Access
from admit.model.activities import Activity, ActorKind, Kind, Sought
from admit.model.actors import Actor, KeyHolder, Member, Operator
from admit.model.airmeets import Airmeet, Plan, Status
from admit.model.communities import Community
from admit.model.errors import (
    AirmeetUnknown,
    CommunityUnknown,
    KeyNotPermitted,
    NotAuthorized,
    Refusal,
    RoleNotPermitted,
)
from admit.model.members import Membership, Role
from admit.model.people import Details, Email
from tests.actions.desk import ENDS_AT, OPERATOR, STARTS_AT, Desk

ADA = Email(address="Ada@Example.com", key="ada@example.com")
DETAILS = Details(name="Ada Lovelace")
NOW = Timestamp("2026-11-24T04:30:00.000Z")


def member(community_id: str, role: Role = Role.OWNER, airmeet_ids: frozenset[str] | None = None) -> Member:
    membership = Membership(
        Community(community_id, "Hers", NOW), "account", "alice@example.com", role, NOW, airmeet_ids
    )
    return Member(membership, "198.51.100.7")


def key(community_id: str) -> KeyHolder:
    return KeyHolder(community_id, "key", Access.READ_WRITE, label="CRM sync", address="203.0.113.9")


def log(desk: Desk, community_id: str, sought: Sought | None = None) -> list[Activity]:
    page, _ = desk.read(OPERATOR, activities.list_page, community_id, sought or Sought())
    return list(page.rows)


def plan(airmeet: Airmeet, name: str) -> Plan:
    return Plan(name=name, timezone=airmeet.timezone, starts_at=airmeet.starts_at, ends_at=airmeet.ends_at)


def test_each_change_leaves_one_row_that_says_who_and_what_and_whom_newest_first(desk: Desk) -> None:
    alice = member(desk.community())
    community_id = alice.community_id
    airmeet = desk.by(
        alice,
        airmeets.create,
        community_id=community_id,
        name="Open evening",
        starts_at=STARTS_AT,
        ends_at=ENDS_AT,
        timezone="UTC",
    )
    uid = airmeet.airmeet_id
    desk.by(alice, airmeets.change, uid, plan(airmeet, "Open night"))
    for status in (Status.ONGOING, Status.PAUSED, Status.ONGOING, Status.FINISHED):
        desk.by(alice, airmeets.change_status, uid, status)
    desk.by(alice, airmeets.archive, uid)
    desk.by(alice, airmeets.unarchive, uid)
    made, _ = desk.by(alice, access_keys.create, community_id=community_id, label="CRM sync")
    desk.by(alice, access_keys.rotate, access_key=made.access_key, overlap_hours=1)
    desk.by(Operator(address="command"), access_keys.revoke, access_key=made.access_key)
    crm = key(community_id)
    desk.by(crm, registrations.register, airmeet_id=uid, email=ADA, details=DETAILS)
    desk.by(crm, attendees.authorize, airmeet_id=uid, email=ADA, details=DETAILS)
    desk.by(crm, attendees.revoke, airmeet_id=uid, email=ADA)
    desk.by(crm, attendees.authorize, airmeet_id=uid, email=ADA, details=DETAILS)

    by_alice = (ActorKind.MEMBER, "alice@example.com", "198.51.100.7")
    by_key = (ActorKind.KEY, "CRM sync", "203.0.113.9")
    expected = [
        (by_key, Kind.ATTENDEE_AUTHORIZED, uid, ADA.key, ""),
        (by_key, Kind.ATTENDEE_REVOKED, uid, ADA.key, ""),
        (by_key, Kind.ATTENDEE_AUTHORIZED, uid, ADA.key, ""),
        (by_key, Kind.PERSON_REGISTERED, uid, ADA.key, ""),
        ((ActorKind.OPERATOR, "", "command"), Kind.KEY_REVOKED, None, None, "CRM sync"),
        (by_alice, Kind.KEY_ROTATED, None, None, "CRM sync"),
        (by_alice, Kind.KEY_GENERATED, None, None, "CRM sync"),
        (by_alice, Kind.AIRMEET_UNARCHIVED, uid, None, ""),
        (by_alice, Kind.AIRMEET_ARCHIVED, uid, None, ""),
        (by_alice, Kind.AIRMEET_FINISHED, uid, None, ""),
        (by_alice, Kind.AIRMEET_RESUMED, uid, None, ""),
        (by_alice, Kind.AIRMEET_PAUSED, uid, None, ""),
        (by_alice, Kind.AIRMEET_STARTED, uid, None, ""),
        (by_alice, Kind.AIRMEET_CHANGED, uid, None, "name"),
        (by_alice, Kind.AIRMEET_CREATED, uid, None, ""),
    ]
    rows = log(desk, community_id)
    assert [
        ((row.actor_kind, row.actor_label, row.address), row.kind, row.airmeet_id, row.person, row.subject)
        for row in rows
    ] == expected
    assert {row.at for row in rows} == {desk.clock()}
    assert {row.airmeet_name for row in rows if row.airmeet_id} == {"Open night"}


def test_what_changes_nothing_leaves_no_row(desk: Desk) -> None:
    community_id = desk.community()
    airmeet = desk.airmeet(community_id)
    uid = airmeet.airmeet_id
    crm = key(community_id)
    made, _ = desk.by(OPERATOR, access_keys.create, community_id=community_id, label="Old")
    again: list[Callable[[], object]] = [
        lambda: desk.by(crm, registrations.register, airmeet_id=uid, email=ADA, details=DETAILS),
        lambda: desk.by(crm, attendees.authorize, airmeet_id=uid, email=ADA, details=DETAILS),
        lambda: desk.by(OPERATOR, access_keys.revoke, access_key=made.access_key),
        lambda: desk.by(OPERATOR, airmeets.archive, uid),
        lambda: desk.by(OPERATOR, airmeets.change, uid, plan(airmeet, " Open evening ")),
    ]
    for act in again:
        act()
    before = log(desk, community_id)
    assert len(before) == 6
    for act in again:
        act()
    with pytest.raises(NotAuthorized):
        desk.by(crm, attendees.revoke, airmeet_id=uid, email=None)
    assert log(desk, community_id) == before


def test_it_is_sought_by_airmeet_by_person_and_by_kind(desk: Desk) -> None:
    community_id = desk.community()
    first, second = desk.airmeet(community_id).airmeet_id, desk.airmeet(community_id, "Closed evening").airmeet_id
    crm = key(community_id)
    grace = Email(address="grace_h@example.com", key="grace_h@example.com")
    for uid, email in ((first, ADA), (first, grace), (second, ADA)):
        desk.by(crm, registrations.register, airmeet_id=uid, email=email, details=DETAILS)

    def found(sought: Sought) -> list[tuple[str | None, str | None]]:
        return [(row.airmeet_name, row.person) for row in log(desk, community_id, sought)]

    made = [("Closed evening", None), ("Open evening", None)]
    ada, grace_row = ("Open evening", ADA.key), ("Open evening", grace.key)
    assert found(Sought()) == [("Closed evening", ADA.key), grace_row, ada, *made]
    assert found(Sought(airmeet_id=first)) == [grace_row, ada, made[1]]
    assert found(Sought(text="ADA@")) == [("Closed evening", ADA.key), ada]
    assert found(Sought(airmeet_id=first, text="ada@example.com")) == [ada]
    assert found(Sought(text="e_h")) == [grace_row]
    assert found(Sought(text="a_a")) == []
    assert found(Sought(text="%")) == []
    assert found(Sought(kind=Kind.AIRMEET_CREATED)) == made


def test_pages_follow_each_other_without_a_gap_also_where_a_window_holds_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admit.store.activities.WINDOW", 60)
    community_id = desk.community()
    uid = desk.airmeet(community_id).airmeet_id
    desk.by(key(community_id), registrations.register, airmeet_id=uid, email=ADA, details=DETAILS)
    for _ in range(70):
        desk.by(OPERATOR, airmeets.archive, uid)
        desk.by(OPERATOR, airmeets.unarchive, uid)

    def pages(sought: Sought) -> list[list[str]]:
        lists: list[list[str]] = []
        before = None
        while True:
            page, _ = desk.read(OPERATOR, activities.list_page, community_id, sought, before=before)
            lists.append([row.activity_id for row in page.rows])
            before = page.next_before
            if before is None:
                return lists

    everything = [row for page in pages(Sought()) for row in page]
    kept = desk.rows("SELECT activity_id FROM activities ORDER BY activity_id DESC")
    assert everything == [activity_id for (activity_id,) in kept]
    assert len(everything) == 142
    assert [len(page) for page in pages(Sought(text="ada"))] == [0, 0, 1]


def test_another_communitys_log_and_airmeet_are_not_there(desk: Desk) -> None:
    hers, charlies = desk.community(), desk.community("Charlie's")
    uid = desk.airmeet(hers).airmeet_id
    assert len(log(desk, hers)) == 1
    charlie = member(charlies)
    page, _ = desk.read(charlie, activities.list_page, charlies, Sought())
    assert list(page.rows) == []
    with pytest.raises(CommunityUnknown):
        desk.read(charlie, activities.list_page, hers, Sought())
    with pytest.raises(AirmeetUnknown):
        desk.read(charlie, activities.list_page, charlies, Sought(airmeet_id=uid))


@pytest.mark.parametrize("role", Role)
def test_it_is_for_managers(desk: Desk, role: Role) -> None:
    community_id = desk.community()
    airmeet = desk.airmeet(community_id)
    somebody = member(community_id, role, frozenset({airmeet.airmeet_id}) if role is Role.HELPER else None)
    expect_refusal(desk, somebody, community_id, RoleNotPermitted if role is Role.HELPER else None)


def test_it_is_not_for_keys(desk: Desk) -> None:
    community_id = desk.community()
    expect_refusal(desk, key(community_id), community_id, KeyNotPermitted)


def expect_refusal(desk: Desk, actor: Actor, community_id: str, refusal: type[Refusal] | None) -> None:
    if refusal is None:
        desk.read(actor, activities.list_page, community_id, Sought())
        return
    with pytest.raises(refusal):
        desk.read(actor, activities.list_page, community_id, Sought())
