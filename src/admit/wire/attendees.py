"""POST /api/v1/airmeet/{airmeet_id}/attendee."""

from typing import Annotated

import msgspec
from msgspec import Meta


class AuthorizedAttendee(msgspec.Struct, frozen=True, rename="camel"):
    email: Annotated[str, Meta(description="The address as it was first given to this airmeet.")]
    entry_link: Annotated[str, Meta(description="The person's own link to this airmeet, the same every time.")]

    def __repr__(self) -> str:
        """Whoever has the link is let in."""
        return f"AuthorizedAttendee(email={self.email!r}, entry_link='…')"
