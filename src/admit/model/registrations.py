"""Registrations: who is on an airmeet's list, and since when."""

import msgspec

from admit.lib.clock import Timestamp


class Registration(msgspec.Struct, frozen=True, gc=False):
    """`seq` is its cursor in the airmeet's list. The details are those given for this airmeet, and no others."""

    seq: int
    email: str
    name: str
    city: str
    country: str
    organisation: str
    designation: str
    registered_at: Timestamp
