"""Actions by whoever a test names, on a database of their own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from admit.actions import airmeets, communities
from admit.lib.clock import Timestamp
from admit.model.actors import Actor, Operator
from admit.model.airmeets import Airmeet
from admit.server import open_database
from admit.store.database import Database, Transaction
from admit.upkeep import Upkeep
from tests.harness import ManualClock, database_url, tables

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A", bound=Actor)

OPERATOR = Operator()
STARTS_AT = Timestamp("2026-12-10T18:00:00.000Z")
ENDS_AT = Timestamp("2026-12-10T20:00:00.000Z")


class Desk:
    def __init__(self, runner: asyncio.Runner, database: Database, clock: ManualClock) -> None:
        self._runner = runner
        self._database = database
        self.clock = clock

    def by(
        self,
        actor: A,
        action: Callable[Concatenate[Transaction, A, P], Awaitable[R]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """What `action` answers to `actor`."""

        async def written() -> R:
            return await self._database.write(lambda tx: action(tx, actor, *args, **kwargs))

        return self._runner.run(written())

    def read(
        self,
        actor: A,
        action: Callable[Concatenate[Transaction, A, P], Awaitable[R]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """The same, out of a snapshot."""

        async def answered() -> R:
            return await self._database.read(lambda tx: action(tx, actor, *args, **kwargs))

        return self._runner.run(answered())

    def write(
        self, action: Callable[Concatenate[Transaction, P], Awaitable[R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """What `action` answers, which is nobody's in particular."""

        async def written() -> R:
            return await self._database.write(action, *args, **kwargs)

        return self._runner.run(written())

    def upkeep(self, *, activity_days: int = 400) -> None:
        """A round of it for each community, and one more."""

        async def rounds() -> None:
            upkeep = Upkeep(self._database, activity_days=activity_days)
            for _ in range(len(await self._database.read(communities.list_, OPERATOR)) + 1):
                await upkeep.round()

        self._runner.run(rounds())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """As they are kept."""

        async def select(tx: Transaction, _: Actor) -> list[tuple[Any, ...]]:
            return await tx.all(sql, {})

        return self.read(OPERATOR, select)

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        return self.read(OPERATOR, lambda tx, _: tables(tx))

    def community(self, name: str = "Alice's community") -> str:
        return self.by(OPERATOR, communities.create, name=name).community_id

    def airmeet(self, community_id: str, name: str = "Open evening") -> Airmeet:
        return self.by(
            OPERATOR,
            airmeets.create,
            community_id=community_id,
            name=name,
            starts_at=STARTS_AT,
            ends_at=ENDS_AT,
            timezone="UTC",
        )


@contextmanager
def open_desk(where: Path | str) -> Iterator[Desk]:
    """`where` is an SQLite file, or the URL of a database."""
    clock = ManualClock()
    with asyncio.Runner() as runner:
        opened = open_database(database_url(where), clock=clock)
        database = runner.run(_entered(opened))
        try:
            yield Desk(runner, database, clock)
        finally:
            runner.run(_left(opened))


async def _entered(opened: AbstractAsyncContextManager[Database]) -> Database:
    return await opened.__aenter__()


async def _left(opened: AbstractAsyncContextManager[Database]) -> None:
    await opened.__aexit__(None, None, None)
