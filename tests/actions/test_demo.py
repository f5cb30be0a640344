"""The demo community."""

import pytest

from admit.actions import airmeets, demo, tokens
from admit.model.airmeets import Status
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk


def filled(desk: Desk) -> demo.Demo:
    made = desk.by(OPERATOR, demo.fill_if_empty)
    assert made is not None
    return made


def test_it_has_an_airmeet_in_every_status_and_200_people_on_the_list_of_the_one_under_way(desk: Desk) -> None:
    made = filled(desk)
    rows = desk.by(OPERATOR, airmeets.list_all)
    assert {row.status: row.registration_count for row in rows} == {
        Status.CREATED: 0,
        Status.ONGOING: 200,
        Status.PAUSED: 0,
        Status.FINISHED: 0,
    }
    assert made.airmeet.status is Status.ONGOING
    assert len(desk.rows("SELECT DISTINCT email_key FROM people")) == 200


def test_the_times_fit_the_statuses_whenever_it_is_made(desk: Desk) -> None:
    desk.clock.advance(days=1000, hours=13.7)
    filled(desk)
    now = desk.clock()
    for row in desk.by(OPERATOR, airmeets.list_all):
        match row.status:
            case Status.CREATED:
                assert now < row.starts_at
            case Status.FINISHED:
                assert row.ends_at < now
            case _:
                assert row.starts_at <= now < row.ends_at


def test_its_token_and_its_pair_are_of_the_same_key(desk: Desk) -> None:
    async def identified(tx: Transaction, _: object) -> list[str]:
        issued, _token = await tokens.issue(tx, made.access_key, made.secret_key)
        return [issued.access_key, (await tokens.identify(tx, made.token)).access_key]

    made = filled(desk)
    assert desk.by(OPERATOR, identified) == [made.access_key] * 2


@pytest.mark.parametrize("was_demo", [True, False])
def test_what_is_there_already_is_left_alone(desk: Desk, *, was_demo: bool) -> None:
    if was_demo:
        filled(desk)
    else:
        desk.community()
    before = desk.everything()
    assert desk.by(OPERATOR, demo.fill_if_empty) is None
    assert desk.everything() == before
