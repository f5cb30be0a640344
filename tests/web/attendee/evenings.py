"""Events as their organizers plan them."""

import msgspec

from admit.actions import airmeets
from admit.lib.clock import Timestamp
from admit.model.airmeets import Admission, Airmeet, Particulars, Plan
from tests.harness import Integration

OPEN_EVENING = Plan(
    name="Open evening",
    timezone="Europe/London",
    starts_at=Timestamp("2026-12-10T18:00:00.000Z"),
    ends_at=Timestamp("2026-12-10T20:00:00.000Z"),
    particulars=Particulars(description="Come and see.\n\nBring a friend."),
)
BY_INVITATION = msgspec.structs.replace(OPEN_EVENING, particulars=Particulars(admission=Admission.INVITED))
NO_SUCH_AIRMEET = "018f0000-0000-7000-8000-00000000dead"


def hold(community: Integration, plan: Plan = OPEN_EVENING) -> Airmeet:
    """It is from now on the one that the community's integration speaks of."""
    airmeet = community.server.operate(airmeets.create_planned, community.community_id, plan)
    community.airmeet_id = airmeet.airmeet_id
    return airmeet


def between(starts_at: str, ends_at: str, timezone: str = "Europe/London") -> Plan:
    """The evening at another time, told to the minute in UTC."""
    start, end = (Timestamp(f"{each}:00.000Z") for each in (starts_at, ends_at))
    return msgspec.structs.replace(OPEN_EVENING, starts_at=start, ends_at=end, timezone=timezone)
