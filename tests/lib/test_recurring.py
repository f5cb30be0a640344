"""Work that is done over and over."""

import asyncio
import logging

import pytest

from admit.lib.recurring import Recurring

AN_HOUR = 3600.0


def test_who_hurries_waits_for_a_round_that_began_afterwards() -> None:
    rounds: list[int] = []

    async def work() -> None:
        rounds.append(len(rounds))
        await asyncio.sleep(0)

    async def main() -> None:
        recurring = Recurring(work, pause_seconds=AN_HOUR)
        async with recurring.running():
            await recurring.hurry()
            seen = len(rounds)
            await asyncio.gather(recurring.hurry(), recurring.hurry())
            assert len(rounds) == seen + 1

    asyncio.run(main())


def test_a_round_follows_by_itself() -> None:
    async def main() -> None:
        third = asyncio.Event()
        rounds: list[None] = []

        async def work() -> None:
            rounds.append(None)
            if len(rounds) == 3:
                third.set()

        async with Recurring(work, pause_seconds=0.001).running():
            await third.wait()

    asyncio.run(main())


def test_a_round_that_fails_is_told_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    rounds: list[None] = []

    async def work() -> None:
        rounds.append(None)
        if len(rounds) == 1:
            raise OSError("the disk is gone")

    async def main() -> None:
        recurring = Recurring(work, pause_seconds=AN_HOUR)
        async with recurring.running():
            await recurring.hurry()
            await recurring.hurry()

    with caplog.at_level(logging.ERROR, logger="admit.recurring"):
        asyncio.run(main())
    assert len(rounds) == 2
    [record] = caplog.records
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], OSError)
