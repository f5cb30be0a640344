"""What a request may use of the installation it arrived at."""

from collections.abc import Callable

import msgspec

from admit.store.database import Database


class Site(msgspec.Struct, frozen=True):
    """`public_url` has no slash at its end."""

    database: Database
    public_url: str
    request_timeout_seconds: float
    wake_importer: Callable[[], None]
    """For after a write that gives an import something to do."""
