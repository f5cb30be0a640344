"""Many deadlines with one timer."""

import asyncio
import time

from admit.lib.deadlines import Deadlines

SECONDS = 0.05


def due(lifted: set[str]) -> list[tuple[str, float]]:
    """Who of three, set one after another, is due, and how long after each was set."""

    async def waited() -> list[tuple[str, float]]:
        deadlines, seen, is_over = Deadlines(SECONDS), list[tuple[str, float]](), asyncio.Event()

        def see(name: str, since: float) -> None:
            seen.append((name, time.monotonic() - since))
            if name == "last":
                is_over.set()

        for name in ("first", "second", "last"):
            since = time.monotonic()
            deadlines.set(name, lambda name=name, since=since: see(name, since))  # type: ignore[misc]  # lambdas have no types
            await asyncio.sleep(SECONDS / 5)
            if name in lifted:
                deadlines.lift(name)
        await is_over.wait()
        return seen

    return asyncio.run(waited())


def test_each_is_due_after_as_many_seconds_as_the_others() -> None:
    seen = due(set())
    assert [name for name, _ in seen] == ["first", "second", "last"]
    assert all(seconds >= SECONDS * 0.9 for _, seconds in seen)


def test_one_that_is_lifted_is_never_due() -> None:
    assert [name for name, _ in due({"first"})] == ["second", "last"]
    assert [name for name, _ in due({"second"})] == ["first", "last"]


def test_setting_it_again_after_all_were_lifted_or_due_works() -> None:
    async def used() -> int:
        deadlines, is_due = Deadlines(SECONDS), asyncio.Event()
        for _ in range(2):
            deadlines.set("name", is_due.set)
            deadlines.lift("name")
            deadlines.lift("name")
        for _ in range(2):
            deadlines.set("name", is_due.set)
            await is_due.wait()
            is_due.clear()
        return 2

    assert asyncio.run(used()) == 2
