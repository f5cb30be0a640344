"""POST /api/v1/airmeet/{airmeet_id}/attendee."""

import msgspec


class AuthorizedAttendee(msgspec.Struct, frozen=True, rename="camel"):
    email: str
    entry_link: str
