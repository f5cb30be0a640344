"""Guests: everybody on an airmeet's list, whether registered, authorized or both, and the ways to look through it."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from admit.lib.clock import Timestamp
from admit.model.people import Details, Email
from admit.model.presences import Attendance

Place = int | str
"""Where somebody stands in a list: the key that it is sorted by."""

PLACES_EXAMINED_MAX = 2_000
"""How much of a list a search looks through in one transaction: a few milliseconds."""


class Standing(msgspec.Struct, frozen=True):
    """Where somebody stands by time; once they are registered, where their registration does."""

    seq: int
    is_registered: bool


class Listed(StrEnum):
    """Who is wanted of those on the list."""

    ALL = "all"
    REGISTERED = "registered"
    AUTHORIZED = "authorized"
    REVOKED = "revoked"


class Sort(StrEnum):
    """A place by time moves when somebody authorized registers, one by email never does.

    There is none by name, which would cost each registration a third more: the search finds a name.
    """

    NEWEST = "newest"
    OLDEST = "oldest"
    EMAIL = "email"


class Authorized(StrEnum):
    YES = "yes"
    NO = "no"
    REVOKED = "revoked"


class Registered(msgspec.Struct, frozen=True):
    """The details are those given for the registration."""

    details: Details
    registered_at: Timestamp


class Admission(msgspec.Struct, frozen=True):
    """The details are those given for the authorization. `code` is None for who did not ask for it, or may not know."""

    details: Details
    authorized_at: Timestamp
    revoked_at: Timestamp | None
    code: str | None


class Guest(msgspec.Struct, frozen=True):
    """Registered, authorized (perhaps no longer), or both. `attendance` is None for who has not come."""

    airmeet_id: str
    seq: int
    email: Email
    registered: Registered | None
    admission: Admission | None
    attendance: Attendance | None = None

    @property
    def details(self) -> Details:
        """Those of the registration, which the person completed, go first."""
        given = self.registered or self.admission
        if given is None:
            raise AssertionError("Who is neither registered nor was authorized is not on the list.")
        return given.details

    @property
    def authorized(self) -> Authorized:
        if self.admission is None:
            return Authorized.NO
        return Authorized.YES if self.admission.revoked_at is None else Authorized.REVOKED


class Wanted(msgspec.Struct, frozen=True):
    """Who is looked for: `text` is part of their name, email or organisation, in any letter case."""

    text: str = ""
    listed: Listed = Listed.ALL
    sort: Sort = Sort.NEWEST


class From(msgspec.Struct, frozen=True):
    """From where on in the list, and which way. `place` itself is left out; None is the end that it starts from."""

    place: Place | None = None
    is_backward: bool = False


class Slice(msgspec.Struct, frozen=True):
    """Who was found on a stretch of the list, in the order of reading. `reached` is None where the list ends."""

    rows: Sequence[tuple[Place, Guest]]
    reached: Place | None


class Change(StrEnum):
    """What can be done to many people at once."""

    AUTHORIZE = "authorize"
    REVOKE = "revoke"
