"""The worker: takes what is due out of the outbox and gives it to the mailer, one message at a time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from admit.actions import deliveries
from admit.delivery.mailer import Mailer, SendingFailed
from admit.model.deliveries import Message
from admit.model.errors import DatabaseUnavailable
from admit.store.database import Database

POLL_SECONDS = 5.0
"""How long a message waits at most that another process has left, or whose delay is over."""

log = logging.getLogger("admit.delivery")


class Worker:
    """As many as like may share a database. One without a mailer leaves what is due to the operator."""

    def __init__(self, database: Database, mailer: Mailer | None, *, poll_seconds: float = POLL_SECONDS) -> None:
        self._database = database
        self._mailer = mailer
        self._poll_seconds = poll_seconds
        self._news = asyncio.Event()
        self._is_stopping = False

    def wake(self) -> None:
        """There may be a message now."""
        self._news.set()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """On the way out the message in hand is finished, and no other is begun."""
        work = asyncio.create_task(self._work(), name="admit-delivery")
        try:
            yield
        finally:
            self._is_stopping = True
            self.wake()
            await work

    async def _work(self) -> None:
        while not self._is_stopping:
            self._news.clear()
            try:
                await self._empty_outbox()
            except DatabaseUnavailable:
                log.warning("The outbox cannot be reached; it is looked into again.")
            except Exception:
                log.exception("bug in the delivery of mail")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), self._poll_seconds)

    async def _empty_outbox(self) -> None:
        while not self._is_stopping and await self._database.read(deliveries.is_any_due):
            if self._mailer is None:
                await self._database.write(deliveries.hold_due)
            elif (message := await self._database.write(deliveries.claim)) is not None:
                await self._deliver(message, self._mailer)

    async def _deliver(self, message: Message, mailer: Mailer) -> None:
        """A log line names the message and never the person."""
        try:
            await asyncio.to_thread(mailer.send, message)
        except SendingFailed as failure:
            await self._database.write(deliveries.record_failure, message, failure.error, is_final=failure.is_final)
            log.warning("failed message=%s attempt=%d error=%s", message.message_id, message.attempts, failure.error)
        else:
            await self._database.write(deliveries.record_sent, message)
            log.info("sent message=%s attempt=%d", message.message_id, message.attempts)
