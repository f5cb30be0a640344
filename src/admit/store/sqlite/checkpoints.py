"""Moving the log into the file while writes go on (SQLite's checkpoints)."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import apsw

from admit.store.sqlite import connections

log = logging.getLogger("admit.store")

PASSES = 3
"""What came while one was on its way is moved by the next, so that little is left for when nobody may write."""


class Checkpoints:
    """A thread moves the log that has grown long, over a connection of its own.

    The log begins anew once all of it has been moved, so what came meanwhile is moved while nobody writes. A checkpoint
    that fails is no loss: another one comes.
    """

    def __init__(self, connect: Callable[[], apsw.Connection]) -> None:
        self._connection = connect()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="admit-checkpoint")
        self._pages = 0
        self._moved: Future[None] | None = None

    def count(self, writer: apsw.Connection) -> None:
        """After each commit of `writer`."""
        pages, _ = writer.status(apsw.SQLITE_DBSTATUS_CACHE_WRITE, reset=True)
        self._pages += pages
        if self._pages >= connections.CHECKPOINT_PAGES and self._moved is None:
            self._moved = self._thread.submit(_move, self._connection, PASSES)

    async def finish(self) -> None:
        """Before anybody writes: what is left of a log that has been moved."""
        if self._moved is not None and self._moved.done():
            await asyncio.wrap_future(self._thread.submit(_move, self._connection, 1))
            self._pages, self._moved = 0, None

    def close(self) -> None:
        self._thread.shutdown()
        self._connection.close()


def _move(connection: apsw.Connection, passes: int) -> None:
    try:
        for _ in range(passes):
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
    except apsw.BusyError:
        log.debug("Another process is moving the log.")
    except apsw.Error as error:
        log.warning("The log could not be moved into the file, which is tried again later: %s", error)
