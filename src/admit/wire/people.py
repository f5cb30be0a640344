"""The person in the body of a registration or an authorization."""

import msgspec


class Person(msgspec.Struct, frozen=True):
    """`null` means not given. Both spellings of the organisation are understood; the one with an s wins."""

    email: str
    name: str
    city: str | None = None
    country: str | None = None
    designation: str | None = None
    organisation: str | None = None
    organization: str | None = None
