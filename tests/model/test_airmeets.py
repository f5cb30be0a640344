"""The life of an airmeet."""

import msgspec
import pytest

from admit.lib.clock import Timestamp
from admit.model.airmeets import Airmeet, Status
from admit.model.errors import StatusUnreachable

OPEN_EVENING = Airmeet(
    airmeet_id="airmeet",
    community_id="community",
    seq=1,
    name="Open evening",
    status=Status.CREATED,
    timezone="UTC",
    starts_at=Timestamp("2026-12-10T18:00:00.000Z"),
    ends_at=Timestamp("2026-12-10T20:00:00.000Z"),
    registration_count=0,
)
REACHABLE = {
    "CREATED": ["ONGOING", "FINISHED"],
    "ONGOING": ["PAUSED", "FINISHED"],
    "PAUSED": ["ONGOING", "FINISHED"],
    "FINISHED": [],
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("wanted", Status)
def test_a_status_leads_to_these_and_no_others(status: Status, wanted: Status) -> None:
    airmeet = msgspec.structs.replace(OPEN_EVENING, status=status)
    if wanted in REACHABLE[status]:
        airmeet.require_reachable(wanted)
        return
    with pytest.raises(StatusUnreachable) as refused:
        airmeet.require_reachable(wanted)
    assert refused.value.sentences == (f"An airmeet that is {status} cannot become {wanted}.",)
