"""What a request may use of the installation it arrived at."""

from collections.abc import Callable

import msgspec

from admit.config import SignUp
from admit.store.database import Database
from admit.web.key_uses import KeyUses
from admit.web.rooms import Rooms


class Site(msgspec.Struct, frozen=True):
    """`public_url` has no slash at its end."""

    database: Database
    public_url: str
    request_timeout_seconds: float
    sign_up: SignUp
    operators: frozenset[str]
    """The email keys of the accounts that may see the outbox."""
    wake_delivery: Callable[[], None]
    """For after a write that posts mail, which then leaves at once and not at the worker's next look."""
    wake_importer: Callable[[], None]
    """For after a write that gives an import something to do."""
    key_uses: KeyUses
    rooms: Rooms
