"""Connections to an SQLite file."""

import time
from pathlib import Path

import apsw

from admit.store.database import CannotOpen

BUSY_SECONDS = 5.0
"""How long a statement waits for another process to let go of the file."""
RETRY_SECONDS = 0.001
CHECKPOINT_PAGES = 20_000
"""How long the log grows, to 80 MB, before its pages move into the file: one changed ten times by then moves once."""
CHECKPOINT_PAGES_MAX = 3 * CHECKPOINT_PAGES
"""From here on whoever commits moves them, before anything else."""
FLAGS = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
"""With SQLITE_OPEN_NOMUTEX on top, for what a single thread touches, a page of rows costs a seventh less."""

UNAVAILABLE = (
    apsw.BusyError,
    apsw.CantOpenError,
    apsw.FullError,
    apsw.IOError,
    apsw.LockedError,
    apsw.NoMemError,
    apsw.ProtocolError,
    apsw.ReadOnlyError,
)
"""The driver's errors that speak of the machine's state and not of a bug of ours."""


def connect(path: Path, *, vfs: str | None = None, flags: int = FLAGS) -> apsw.Connection:
    """A connection with the durability that an acknowledged write rests on. Makes the file, readable by its owner.

    Raises CannotOpen.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        connection = apsw.Connection(str(path), flags=flags, vfs=vfs)
        _configure(connection)
    except (OSError, apsw.Error) as error:
        raise CannotOpen(f"The database {path} cannot be opened: {error}.") from error
    return connection


def _configure(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(int(BUSY_SECONDS * 1000))
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)  # Or many a statement is prepared again for each new value.
    connection.create_scalar_function("lower", _lower, 1, deterministic=True)
    _enter_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES_MAX}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.set_busy_timeout(0)  # From here on the event loop does the waiting.


def _enter_wal(connection: apsw.Connection) -> None:
    """Only who finds the file in another mode needs a lock, which SQLite's busy timeout does not cover."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except apsw.BusyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return


def _lower(*values: object) -> str | None:
    """SQL's LOWER for every alphabet, as PostgreSQL has it; SQLite's own knows A to Z."""
    [value] = values
    return None if value is None else str(value).lower()
