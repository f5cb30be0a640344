"""Profiles: what a person is known by on this installation, apart from what each event was told."""

from datetime import timedelta

import msgspec

from admit.lib.clock import Timestamp
from admit.model.airmeets import Airmeet
from admit.model.guests import Guest
from admit.model.people import Details, Email

CODE_LIFETIME = timedelta(minutes=30)
SESSION_LIFETIME = timedelta(hours=2)
CODES_OPEN_MAX = 5
"""Codes that one address may have at a time: nobody's mailbox is filled through us."""


class Profile(msgspec.Struct, frozen=True):
    """`details` is None for who has none, or had it erased."""

    email: Email
    details: Details | None
    created_at: Timestamp | None


class Appearance(msgspec.Struct, frozen=True):
    """A person on the list of an airmeet."""

    airmeet: Airmeet
    guest: Guest
