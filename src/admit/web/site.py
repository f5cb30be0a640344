"""What a request may use of the installation it arrived at."""

import msgspec

from admit.store.database import Database
from admit.web.key_uses import KeyUses


class Site(msgspec.Struct, frozen=True):
    """`public_url` has no slash at its end."""

    database: Database
    public_url: str
    request_timeout_seconds: float
    key_uses: KeyUses
