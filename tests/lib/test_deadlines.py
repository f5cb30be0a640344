"""Many deadlines with one timer."""

import asyncio
import time

from admit.lib.deadlines import Deadlines

SECONDS = 0.05


def due(lifted: set[str]) -> list[tuple[str, float]]:
    """Who of three, set one after another, is due, and how long after each was set."""

    async def waited() -> list[tuple[str, float]]:
        set_at, seen, is_over = dict[str, float](), list[tuple[str, float]](), asyncio.Event()

        def see(name: str) -> None:
            seen.append((name, time.monotonic() - set_at[name]))
            if name == "last":
                is_over.set()

        deadlines = Deadlines(SECONDS, see)
        for name in ("first", "second", "last"):
            set_at[name] = time.monotonic()
            deadlines.set(name)
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
    async def used() -> list[str]:
        due, is_due = list[str](), asyncio.Event()

        def see(name: str) -> None:
            due.append(name)
            is_due.set()

        deadlines = Deadlines(SECONDS, see)
        for _ in range(2):
            deadlines.set("lifted")
            deadlines.lift("lifted")
            deadlines.lift("lifted")
        for _ in range(2):
            deadlines.set("name")
            await is_due.wait()
            is_due.clear()
        return due

    assert asyncio.run(used()) == ["name", "name"]
