"""Registrations over time, as they are counted."""

from collections.abc import Sequence

import pytest

from admit.actions import registrations, timelines
from admit.model.actors import Operator
from admit.model.airmeets import Airmeet
from admit.model.people import Details, Email
from admit.model.timelines import Bar, Timeline, divide
from admit.store import airmeets
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk


async def timeline(tx: Transaction, _: Operator, airmeet_id: str) -> Timeline | None:
    return await timelines.of_registrations(tx, await airmeets.get(tx, airmeet_id))


async def delete(tx: Transaction, _: Operator, airmeet_id: str, seqs: Sequence[int]) -> None:
    for seq in seqs:
        parameters = {"airmeet_id": airmeet_id, "seq": seq}
        await tx.run("DELETE FROM registrations WHERE airmeet_id = :airmeet_id AND seq = :seq", parameters)
        await tx.run(
            "UPDATE airmeets SET registration_count = registration_count - 1 WHERE airmeet_id = :airmeet_id", parameters
        )


@pytest.fixture
def airmeet(desk: Desk) -> Airmeet:
    return desk.airmeet(desk.community())


def register(desk: Desk, airmeet: Airmeet, count: int) -> None:
    [(known,)] = desk.rows("SELECT COUNT(*) FROM people")
    for number in range(known, known + count):
        email = Email(f"guest{number}@example.com", f"guest{number}@example.com")
        desk.by(
            OPERATOR, registrations.register, airmeet_id=airmeet.airmeet_id, email=email, details=Details(name="Guest")
        )


def counted_row_by_row(desk: Desk, airmeet: Airmeet) -> list[Bar]:
    times = [at for (at,) in desk.rows("SELECT registered_at FROM registrations ORDER BY seq")]
    _, starts = divide(times[0], times[-1], airmeet.timezone)
    return [
        Bar(start, sum(start <= at and (end is None or at < end) for at in times))
        for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]


def test_nobody_makes_no_timeline(desk: Desk, airmeet: Airmeet) -> None:
    assert desk.read(OPERATOR, timeline, airmeet.airmeet_id) is None


@pytest.mark.parametrize("step", [{"minutes": 20}, {"minutes": 30}, {"hours": 7}, {"days": 3}])
@pytest.mark.parametrize("taken_back", [[], [1], [30], [2, 3, 10, 11, 12, 29]])
def test_every_bar_holds_what_was_registered_in_its_time(
    desk: Desk, airmeet: Airmeet, step: dict[str, float], taken_back: list[int]
) -> None:
    for count in (1, 2, 0, 5, 0, 0, 9, 1, 1, 11):
        register(desk, airmeet, count)
        desk.clock.advance(**step)
    desk.by(OPERATOR, delete, airmeet.airmeet_id, taken_back)
    seen = desk.read(OPERATOR, timeline, airmeet.airmeet_id)
    assert seen is not None
    assert sum(bar.count for bar in seen.bars) == 30 - len(taken_back)
    assert seen.bars == counted_row_by_row(desk, airmeet)
