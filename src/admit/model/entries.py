"""Entries: what somebody meets who comes by an entry link."""

from enum import StrEnum

import msgspec

from admit.lib import hashing
from admit.lib.clock import Timestamp
from admit.model.airmeets import Airmeet, Particulars, Status
from admit.model.errors import DoorClosed
from admit.model.people import Details, Email
from admit.model.presences import Door, Presence, State

SCENE_LENGTH = 16


class Place(StrEnum):
    """Where an entry session finds itself."""

    DOORSTEP = "doorstep"
    WAITING = "waiting"
    INSIDE = "inside"
    ELSEWHERE = "elsewhere"
    """In another browser, which has the seat."""
    OVER = "over"


class Entry(msgspec.Struct, frozen=True):
    """`given` are the details of the authorization, `registered` those of the registration, None where there is none.

    `session_digest` is of the entry session that asks, `now` of when it did.
    """

    airmeet: Airmeet
    particulars: Particulars
    email: Email
    given: Details
    registered: Details | None
    presence: Presence | None
    door: Door
    session_digest: str
    now: Timestamp

    @property
    def details(self) -> Details:
        return self.registered or self.given

    @property
    def is_over(self) -> bool:
        return is_over(self.airmeet)

    @property
    def place(self) -> Place:
        if self.is_over:
            return Place.OVER
        if self.presence is None or not self.presence.is_here(self.now):
            return Place.DOORSTEP
        if self.presence.session_digest != self.session_digest:
            return Place.ELSEWHERE
        return Place.INSIDE if self.presence.state is State.INSIDE else Place.WAITING

    @property
    def is_resumable(self) -> bool:
        """Whether this browser lost its seat without a word, and nobody has taken it since."""
        presence = self.presence
        if self.place is not Place.DOORSTEP or presence is None or presence.session_digest != self.session_digest:
            return False
        return presence.is_lost or presence.state is not State.OUT

    @property
    def scene(self) -> str:
        """Another one once the page must be shown anew."""
        return scene(self.place, self.airmeet, self.particulars)

    def require_open(self) -> None:
        if self.is_over:
            raise DoorClosed


def is_over(airmeet: Airmeet) -> bool:
    return airmeet.status is Status.FINISHED or airmeet.archived_at is not None


def scene(place: Place, airmeet: Airmeet, particulars: Particulars) -> str:
    """The same for all in this place. Who waits is told the status without a new page, or all would ask at once."""
    status = airmeet.status if place is Place.INSIDE else ""
    stage = f"{particulars.stage} {particulars.stage_url}" if place is Place.INSIDE else ""
    parts = (place, airmeet.name, airmeet.starts_at, airmeet.ends_at, airmeet.timezone, status, stage)
    return hashing.digest("\n".join(parts))[:SCENE_LENGTH]
