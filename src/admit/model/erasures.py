"""Erasures: a person taken out of everything that is kept, a stretch at a time."""

from datetime import timedelta
from enum import StrEnum

import msgspec

from admit.lib import hashing
from admit.model.people import Email

STRETCH = 500
"""How many rows one transaction looks through: a few milliseconds."""
OUT_FOR = timedelta(seconds=10)
"""How long somebody has to be out before that is nobody's: until then every process has told their open pages."""
NAME = "Erased"
PSEUDONYM_DIGITS = 20


class Stage(StrEnum):
    """What is gone through, in this order."""

    AIRMEETS = "airmeets"
    ACTIVITIES = "activities"
    MESSAGES = "messages"
    PRESENCES = "presences"


class Erasure(msgspec.Struct, frozen=True):
    """`community_id` and `reached` are how far its stage has come."""

    email_key: str
    salt: str
    stage: Stage = Stage.AIRMEETS
    community_id: str = ""
    reached: str = ""

    def pseudonym(self, community_id: str) -> Email:
        """What the person is called from now on, another name in each community. No mail goes there (RFC 2606).

        Nobody can come back from it to the person, since the salt goes with the erasure.
        """
        digits = hashing.digest(f"{self.salt} {community_id}")[:PSEUDONYM_DIGITS]
        address = f"erased-{digits}@erased.invalid"
        return Email(address=address, key=address)
