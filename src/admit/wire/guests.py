"""A row of an exported list of people. A text or time that is not known, or has not happened, is the empty string."""

import msgspec


class GuestRow(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """The details are those of the registration, or of the authorization for who has not registered."""

    email: str
    name: str
    organisation: str
    designation: str
    city: str
    country: str
    registered_at: str
    authorized: str
    authorized_at: str
    revoked_at: str
    arrived_at: str
    left_at: str
    seconds_inside: int


class GuestRowWithLink(GuestRow, frozen=True, rename="camel", kw_only=True):
    entry_link: str
