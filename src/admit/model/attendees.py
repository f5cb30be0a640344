"""Attendees: who may enter an airmeet, and by which link."""

import msgspec

from admit.lib.clock import Timestamp


class Attendee(msgspec.Struct, frozen=True):
    """`code` is the secret of the entry link. Revoked means authorized no longer."""

    airmeet_id: str
    email: str
    name: str
    code: str
    revoked_at: Timestamp | None = None
