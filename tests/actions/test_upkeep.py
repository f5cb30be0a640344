"""What Admit does by itself."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from admit.actions import activities, airmeets, communities
from admit.lib.clock import Timestamp
from admit.model.activities import ActorKind, Kind, Sought
from admit.model.airmeets import Airmeet, Plan, Status
from admit.server import open_database
from admit.upkeep import FORGOTTEN_AT_ONCE_MAX, Upkeep
from tests.actions.desk import ENDS_AT, OPERATOR, STARTS_AT, Desk
from tests.harness import ManualClock

START_AFTER = {"days": 16, "hours": 13, "minutes": 30}
"""From the clock's beginning to STARTS_AT."""
STATUSES = "SELECT status FROM airmeets ORDER BY community_id, seq"


@pytest.fixture
def airmeet(desk: Desk) -> Airmeet:
    return desk.airmeet(desk.community())


def statuses(desk: Desk) -> list[str]:
    desk.upkeep()
    return [status for (status,) in desk.rows(STATUSES)]


def kinds(desk: Desk, community_id: str) -> list[tuple[Kind, ActorKind]]:
    page, _ = desk.read(OPERATOR, activities.list_page, community_id, Sought())
    return [(row.kind, row.actor_kind) for row in page.rows]


def test_an_airmeet_nobody_started_opens_at_its_start_and_not_a_moment_before(desk: Desk, airmeet: Airmeet) -> None:
    desk.clock.advance(**START_AFTER)
    desk.clock.advance(milliseconds=-1)
    assert statuses(desk) == ["CREATED"]
    desk.clock.advance(milliseconds=1)
    assert desk.clock() == STARTS_AT
    assert statuses(desk) == ["ONGOING"]
    assert kinds(desk, airmeet.community_id) == [
        (Kind.AIRMEET_STARTED, ActorKind.SYSTEM),
        (Kind.AIRMEET_CREATED, ActorKind.OPERATOR),
    ]


def test_one_that_is_archived_stays_shut_until_it_is_back(desk: Desk, airmeet: Airmeet) -> None:
    desk.by(OPERATOR, airmeets.archive, airmeet.airmeet_id)
    desk.clock.advance(**START_AFTER)
    assert statuses(desk) == ["CREATED"]
    desk.by(OPERATOR, airmeets.unarchive, airmeet.airmeet_id)
    assert statuses(desk) == ["ONGOING"]


def test_one_whose_end_has_passed_is_left_to_the_organizer(desk: Desk, airmeet: Airmeet) -> None:
    desk.clock.advance(**START_AFTER)
    desk.clock.advance(hours=2)
    assert desk.clock() == ENDS_AT
    before = desk.everything()
    desk.upkeep()
    assert desk.everything() == before
    started = desk.by(OPERATOR, airmeets.change_status, airmeet.airmeet_id, Status.ONGOING)
    assert started.status is Status.ONGOING


@pytest.mark.parametrize("status", [Status.ONGOING, Status.FINISHED])
def test_what_somebody_moved_is_left_alone(desk: Desk, airmeet: Airmeet, status: Status) -> None:
    desk.by(OPERATOR, airmeets.change_status, airmeet.airmeet_id, status)
    desk.clock.advance(**START_AFTER)
    before = desk.everything()
    desk.upkeep()
    assert desk.everything() == before


def test_a_start_that_was_moved_is_the_one_that_counts(desk: Desk, airmeet: Airmeet) -> None:
    plan = Plan(
        name=airmeet.name, timezone="UTC", starts_at=Timestamp("2026-12-10T19:00:00.000Z"), ends_at=airmeet.ends_at
    )
    desk.by(OPERATOR, airmeets.change, airmeet.airmeet_id, plan)
    desk.clock.advance(**START_AFTER)
    assert statuses(desk) == ["CREATED"]
    desk.clock.advance(hours=1)
    assert statuses(desk) == ["ONGOING"]


def test_more_than_one_call_opens_them_all(desk: Desk) -> None:
    community_id = desk.community()
    for _ in range(airmeets.OPENED_AT_ONCE_MAX + 1):
        desk.airmeet(community_id)
    desk.clock.advance(**START_AFTER)
    assert set(statuses(desk)) == {"ONGOING"}


def test_two_processes_at_the_same_moment_open_it_once(database: str) -> None:
    clock = ManualClock()

    async def main() -> list[str]:
        async with AsyncExitStack() as stack:
            one = await stack.enter_async_context(open_database(database, clock=clock))
            other = await stack.enter_async_context(open_database(database, clock=clock))
            community = await one.write(communities.create, OPERATOR, name="Alice's community")
            for name in "abcde":
                await one.write(
                    airmeets.create,
                    OPERATOR,
                    community_id=community.community_id,
                    name=name,
                    starts_at=STARTS_AT,
                    ends_at=ENDS_AT,
                    timezone="UTC",
                )
            clock.advance(**START_AFTER)
            # Both have looked before either opens anything.
            assert [await database.read(airmeets.is_any_due) for database in (one, other)] == [True, True]
            opened = await asyncio.gather(
                *(database.write(airmeets.open_due) for database in (one, other, one, other)),
                *(Upkeep(database, activity_days=400).round() for database in (one, other)),
            )
            assert sum(count for count in opened if count) == 5
            page, _ = await one.read(
                activities.list_page, OPERATOR, community.community_id, Sought(kind=Kind.AIRMEET_STARTED)
            )
            return sorted(str(row.airmeet_name) for row in page.rows)

    assert asyncio.run(main()) == list("abcde")


def test_two_processes_in_which_somebody_presses_start_leave_one_row(database: str) -> None:

    async def main() -> tuple[list[str], list[Kind]]:
        async with AsyncExitStack() as stack:
            one, other = [await stack.enter_async_context(open_database(database)) for _ in range(2)]
            community = await one.write(communities.create, OPERATOR, name="Alice's community")
            made = await one.write(
                airmeets.create,
                OPERATOR,
                community_id=community.community_id,
                name="Open evening",
                starts_at=STARTS_AT,
                ends_at=ENDS_AT,
                timezone="UTC",
            )
            answers = await asyncio.gather(
                *(
                    database.write(airmeets.change_status, OPERATOR, made.airmeet_id, Status.ONGOING)
                    for database in (one, other)
                ),
                return_exceptions=True,
            )
            page, _ = await one.read(activities.list_page, OPERATOR, community.community_id, Sought())
            return sorted(type(answer).__name__ for answer in answers), [row.kind for row in page.rows]

    assert asyncio.run(main()) == (
        ["Airmeet", "StatusUnreachable"],
        [Kind.AIRMEET_STARTED, Kind.AIRMEET_CREATED],
    )


def test_the_log_is_forgotten_after_its_days_in_every_community(desk: Desk) -> None:
    first, second = desk.community(), desk.community("Charlie's")
    desk.airmeet(first)
    desk.airmeet(second)
    desk.clock.advance(days=1)
    young = desk.airmeet(second).airmeet_id
    desk.clock.advance(days=29)
    desk.upkeep(activity_days=30)
    assert len(desk.rows("SELECT activity_id FROM activities")) == 3
    desk.clock.advance(milliseconds=1)
    desk.upkeep(activity_days=30)
    assert desk.rows("SELECT airmeet_id FROM activities") == [(young,)]


def test_a_long_past_is_forgotten_in_more_than_one_bite(desk: Desk, airmeet: Airmeet) -> None:
    for _ in range(FORGOTTEN_AT_ONCE_MAX // 2 + 1):
        desk.by(OPERATOR, airmeets.archive, airmeet.airmeet_id)
        desk.by(OPERATOR, airmeets.unarchive, airmeet.airmeet_id)
    desk.clock.advance(days=401)
    desk.upkeep()
    assert desk.rows("SELECT activity_id FROM activities") == []
