"""One visit to a page for guests."""

from typing import ClassVar

from admit.web import visits

PROFILE_COOKIE = "admit_profile"
PROFILE_PATH = "/me"


class Visit(visits.Visit):
    """Of somebody who has no account; `session` is that of a profile, and is sent to its pages alone."""

    session_cookie: ClassVar[str] = PROFILE_COOKIE

    @property
    def event_path(self) -> str:
        """The path of the event that this page belongs to."""
        return f"/e/{self.airmeet_id}"
