"""GET /api/v1/airmeet/{airmeet_id}/registrations and POST /api/v1/airmeet/{airmeet_id}/user."""

import msgspec

from admit.wire.paging import Cursors


class Registration(msgspec.Struct, frozen=True, gc=False):
    """A detail that nobody gave is the empty string."""

    email: str
    name: str
    city: str
    country: str
    organisation: str
    designation: str = msgspec.field(name="Designation")
    registration_date: str = msgspec.field(name="registrationDate")


class RegistrationPage(msgspec.Struct, frozen=True, gc=False):
    data: list[Registration]
    cursors: Cursors


class Registered(msgspec.Struct, frozen=True):
    email: str
