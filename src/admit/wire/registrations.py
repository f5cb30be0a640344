"""GET /api/v1/airmeet/{airmeet_id}/registrations and POST /api/v1/airmeet/{airmeet_id}/user."""

from typing import Annotated

import msgspec
from msgspec import Meta

from admit.wire.paging import Cursors


class Registration(msgspec.Struct, frozen=True, gc=False):
    """A detail that nobody gave is the empty string."""

    email: Annotated[str, Meta(description="The address as it was first given to this airmeet.")]
    name: Annotated[str, Meta(description="The person's name, as given for this airmeet.")]
    city: Annotated[str, Meta(description="As given for this airmeet.")]
    country: Annotated[str, Meta(description="As given for this airmeet.")]
    organisation: Annotated[str, Meta(description="As given for this airmeet.")]
    designation: Annotated[str, Meta(description="The person's role; the member has a capital D.")] = msgspec.field(
        name="Designation"
    )
    registration_date: Annotated[str, Meta(description="When the person was registered, in UTC.")] = msgspec.field(
        name="registrationDate"
    )


class RegistrationPage(msgspec.Struct, frozen=True, gc=False):
    data: Annotated[list[Registration], Meta(description="The rows of this page, oldest first.")]
    cursors: Annotated[Cursors, Meta(description="Where this page lies in the list.")]


class Registered(msgspec.Struct, frozen=True):
    email: Annotated[str, Meta(description="The address as it was first given to this airmeet.")]
