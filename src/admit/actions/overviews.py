"""All that the page of an airmeet shows at a glance, out of one snapshot."""

from collections.abc import Sequence

import msgspec

from admit.actions import activities, timelines
from admit.actions.airmeets import require_reading
from admit.lib.clock import Timestamp
from admit.model.activities import Activity
from admit.model.actors import Member
from admit.model.airmeets import Airmeet, Particulars
from admit.model.members import MANAGING
from admit.model.presences import Door
from admit.model.timelines import Timeline
from admit.store import doors, particulars
from admit.store.database import Transaction


class Overview(msgspec.Struct, frozen=True):
    """`latest` is empty for who may not see the log."""

    airmeet: Airmeet
    particulars: Particulars
    registrations: Timeline | None
    door: Door
    arrivals: Timeline | None
    latest: Sequence[Activity]
    now: Timestamp


async def look(tx: Transaction, actor: Member, airmeet_id: str) -> Overview:
    airmeet = await require_reading(tx, actor, airmeet_id)
    door = await doors.find(tx, airmeet_id)
    is_manager = actor.membership.role in MANAGING
    return Overview(
        airmeet=airmeet,
        particulars=await particulars.get(tx, airmeet_id),
        registrations=await timelines.of_registrations(tx, airmeet),
        door=door,
        arrivals=await timelines.of_arrivals(tx, airmeet, door),
        latest=await activities.list_latest(tx, actor, airmeet) if is_manager else (),
        now=tx.now,
    )
