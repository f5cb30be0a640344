"""What access keys are used for: by which call, from where, and how often."""

import msgspec

from admit.lib.clock import Timestamp


class KeyDay(msgspec.Struct):
    """The calls with one key on one day (UTC), and the last of them. It counts on while they come."""

    community_id: str
    access_key: str
    day: str
    calls: int
    last_at: Timestamp
    last_call: str
    last_address: str
