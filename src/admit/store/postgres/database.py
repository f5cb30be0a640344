"""A database as every engine offers it, in one process of several."""

from functools import partial
from urllib.parse import urlsplit

from admit.lib.clock import Clock
from admit.store.database import Action, CannotOpen, P, R
from admit.store.groups import Groups
from admit.store.postgres.connections import REFUSED, Connect, Connection, close, connect
from admit.store.postgres.readers import PostgresReaders
from admit.store.postgres.writer import PostgresWriter

CANNOT_OPEN: tuple[type[Exception], ...] = (*REFUSED, ValueError)


class PostgresDatabase:
    """One writer, and as many readers as READERS_MAX. Open it inside the running event loop."""

    def __init__(self, connect: Connect, connection: Connection, clock: Clock) -> None:
        self._readers = PostgresReaders(connect, clock)
        self._writer = PostgresWriter(connect, connection, clock)
        self._groups = Groups(self._writer)

    @classmethod
    async def open(cls, url: str, clock: Clock, *, is_patient: bool = False) -> "PostgresDatabase":
        """Patient: a statement may take as long as it does, as those of a migration must. Raises CannotOpen."""
        connect_again = partial(connect, url, is_patient=is_patient)
        try:
            connection = await connect_again()
        except CANNOT_OPEN as error:
            raise CannotOpen(f"The database {_shown(url)} cannot be opened: {_reason(error)}.") from error
        if connection.get_settings().server_encoding != "UTF8":
            await close(connection)
            raise CannotOpen(f"The database {_shown(url)} is not in UTF-8: make one WITH ENCODING 'UTF8'.")
        return cls(connect_again, connection, clock)

    async def read(self, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._readers.read(lambda tx: action(tx, *args, **kwargs))

    async def write(self, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._groups.submit(lambda tx: action(tx, *args, **kwargs))

    async def write_about(self, person: str, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._groups.submit(lambda tx: action(tx, *args, **kwargs), about=person)

    async def close(self) -> None:
        await self._groups.close()
        await self._readers.close()
        await self._writer.close()


def _shown(url: str) -> str:
    """Without the password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}{parts.path}"


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
