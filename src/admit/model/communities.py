"""Communities: whose airmeets, keys and people these are."""

import msgspec

from admit.lib.clock import Timestamp


class Community(msgspec.Struct, frozen=True):
    community_id: str
    name: str
    created_at: Timestamp
