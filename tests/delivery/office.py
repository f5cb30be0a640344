"""An outbox in a real file, the test's clock, and a worker for as long as a test wants one."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from admit.actions import deliveries
from admit.delivery.mailer import parse_mailer
from admit.delivery.worker import Worker
from admit.model.actors import Operator
from admit.model.deliveries import Kind, Message
from admit.server import open_database
from admit.store.database import Database, Transaction
from tests.harness import ManualClock

R = TypeVar("R")

SENDER = "Admit <admit@example.com>"
OPERATOR = Operator()
BODY = "Grüße\n\nhttps://events.example.com/reset?code=c0ffee\n"


async def post(tx: Transaction, _: object, recipient: str) -> Message:
    return await deliveries.post(tx, Kind.PASSWORD_RESET, recipient=recipient, subject="Ein Gruß", body=BODY)


class Office:
    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path}"
        self.clock = ManualClock()

    def post(self, recipient: str = "ada@example.com") -> Message:
        return self.with_database(lambda database: database.write(post, OPERATOR, recipient))

    def messages(self) -> list[Message]:
        """Oldest first."""
        return self.with_database(lambda database: database.read(deliveries.list_, OPERATOR))[::-1]

    def work_until(
        self, reached: Callable[[], R], smtp_url: str, *, on_stopping: Callable[[], None] | None = None
    ) -> R:
        """A worker works until `reached` returns, and has recorded what it was doing when this does."""

        async def work(database: Database) -> R:
            async with Worker(database, parse_mailer(smtp_url, SENDER)).at_work():
                answer = await asyncio.to_thread(reached)
                if on_stopping is not None:
                    asyncio.get_running_loop().call_soon(on_stopping)
            return answer

        return self.with_database(work)

    def with_database(self, use: Callable[[Database], Awaitable[R]]) -> R:
        async def opened() -> R:
            async with open_database(self.url, clock=self.clock) as database:
                return await use(database)

        return asyncio.run(opened())
