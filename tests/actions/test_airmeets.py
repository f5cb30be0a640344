"""Airmeets, as the operator makes and moves them."""

from typing import Any

import pytest

from admit.actions import airmeets
from admit.lib.clock import Timestamp
from admit.model.access_keys import Access
from admit.model.actors import KeyHolder, Member
from admit.model.airmeets import Airmeet, Status
from admit.model.communities import Community
from admit.model.errors import AirmeetUnknown, CommunityUnknown, InputWrong, Refusal, StatusUnreachable
from admit.model.members import Membership, Role
from admit.model.paging import Page, PageRequest
from tests.actions.desk import ENDS_AT, OPERATOR, STARTS_AT, Desk


def listed(desk: Desk, community_id: str) -> Page[Airmeet]:
    holder = KeyHolder(community_id=community_id, access_key="key", access=Access.READ_ONLY)
    return desk.by(holder, airmeets.list_page, PageRequest())


def test_each_community_counts_its_own_airmeets(desk: Desk) -> None:
    alices, charlies = desk.community(), desk.community("Charlie's community")
    seqs = [desk.airmeet(community_id).seq for community_id in (alices, charlies, alices, alices, charlies)]
    assert seqs == [1, 1, 2, 3, 2]
    assert [row.seq for row in listed(desk, alices).rows] == [1, 2, 3]


@pytest.mark.parametrize(
    "wrong, refusal",
    [
        ({"ends_at": STARTS_AT}, InputWrong),
        ({"ends_at": Timestamp("2026-12-10T17:59:59.999Z")}, InputWrong),
        ({"name": "\n"}, InputWrong),
        ({"community_id": "nowhere"}, CommunityUnknown),
    ],
)
def test_an_airmeet_that_is_refused_takes_no_number(desk: Desk, wrong: dict[str, str], refusal: type[Refusal]) -> None:
    right: dict[str, Any] = {"name": "Open evening", "starts_at": STARTS_AT, "ends_at": ENDS_AT, "timezone": "UTC"}
    community_id = desk.community()
    before = desk.everything()
    with pytest.raises(refusal):
        desk.by(OPERATOR, airmeets.create, **{"community_id": community_id, **right, **wrong})
    assert desk.everything() == before
    assert desk.airmeet(community_id).seq == 1


def test_the_operator_sees_the_archived_ones_too_and_a_key_does_not(desk: Desk) -> None:
    community_id = desk.community()
    first, second = desk.airmeet(community_id), desk.airmeet(community_id)
    archived = desk.by(OPERATOR, airmeets.archive, first.airmeet_id)
    assert archived.archived_at == desk.clock()
    assert desk.by(OPERATOR, airmeets.list_all) == [archived, second]
    assert desk.by(OPERATOR, airmeets.list_all, community_id=community_id) == [archived, second]
    assert desk.by(OPERATOR, airmeets.list_all, community_id=desk.community("Charlie's")) == []
    page = listed(desk, community_id)
    assert (page.rows, page.count) == ([second], 1)


def test_archiving_again_changes_nothing_the_count_neither(desk: Desk) -> None:
    community_id = desk.community()
    airmeet_id = desk.airmeet(community_id).airmeet_id
    desk.airmeet(community_id)
    desk.by(OPERATOR, airmeets.archive, airmeet_id)
    before = desk.everything()
    desk.clock.advance(days=1)
    desk.by(OPERATOR, airmeets.archive, airmeet_id)
    assert desk.everything() == before
    assert listed(desk, community_id).count == 1


def test_a_number_is_not_used_again_after_an_archive(desk: Desk) -> None:
    community_id = desk.community()
    desk.by(OPERATOR, airmeets.archive, desk.airmeet(community_id).airmeet_id)
    assert desk.airmeet(community_id).seq == 2


def test_a_status_that_cannot_be_reached_changes_nothing(desk: Desk) -> None:
    airmeet = desk.airmeet(desk.community())
    desk.by(OPERATOR, airmeets.change_status, airmeet.airmeet_id, Status.FINISHED)
    before = desk.everything()
    for status in Status:
        with pytest.raises(StatusUnreachable):
            desk.by(OPERATOR, airmeets.change_status, airmeet.airmeet_id, status)
    assert desk.everything() == before


def test_an_archived_airmeet_can_still_be_finished(desk: Desk) -> None:
    airmeet = desk.by(OPERATOR, airmeets.archive, desk.airmeet(desk.community()).airmeet_id)
    finished = desk.by(OPERATOR, airmeets.change_status, airmeet.airmeet_id, Status.FINISHED)
    assert (finished.status, finished.archived_at) == (Status.FINISHED, airmeet.archived_at)


def test_what_is_not_there_can_be_neither_moved_nor_archived(desk: Desk) -> None:
    before = desk.everything()
    with pytest.raises(AirmeetUnknown):
        desk.by(OPERATOR, airmeets.change_status, "nowhere", Status.ONGOING)
    with pytest.raises(AirmeetUnknown):
        desk.by(OPERATOR, airmeets.archive, "nowhere")
    assert desk.everything() == before


@pytest.mark.parametrize("text", ["école", "ÉCOLE", "D'ÉTÉ", "été"])
def test_a_search_heeds_the_letter_case_of_no_alphabet(desk: Desk, text: str) -> None:
    community_id = desk.community()
    airmeet = desk.airmeet(community_id, name="École d'Été")
    desk.airmeet(community_id, name="Open evening")
    owner = Member(
        Membership(
            community=Community(community_id=community_id, name="Alice's community", created_at=STARTS_AT),
            account_id="alice",
            email="alice@example.com",
            role=Role.OWNER,
            joined_at=STARTS_AT,
        )
    )
    assert desk.by(owner, airmeets.search, text=text) == [airmeet]
