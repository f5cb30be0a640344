"""The activity log: written by every action that changes something, in its own transaction, and read by managers."""

from datetime import timedelta

from admit.lib.clock import Timestamp, timestamp, to_datetime
from admit.model.activities import Activity, ActivityPage, Kind, Sought
from admit.model.actors import Actor
from admit.model.airmeets import Airmeet
from admit.model.errors import AirmeetUnknown
from admit.store import activities, airmeets
from admit.store.database import Transaction

LATEST = 5


async def record(
    tx: Transaction,
    actor: Actor,
    community_id: str,
    kind: Kind,
    *,
    airmeet_id: str | None = None,
    person: str | None = None,
    subject: str = "",
) -> None:
    """`person` is the key of an email. Nothing is recorded of what changed nothing."""
    await activities.insert(
        tx, actor, community_id=community_id, kind=kind, airmeet_id=airmeet_id, person=person, subject=subject
    )


async def list_page(
    tx: Transaction, actor: Actor, community_id: str, sought: Sought, *, before: str | None = None
) -> tuple[ActivityPage, Airmeet | None]:
    """With the airmeet that is asked for. Raises AirmeetUnknown for another community's."""
    actor.require_managing(community_id)
    airmeet = await airmeets.get(tx, sought.airmeet_id) if sought.airmeet_id is not None else None
    if airmeet is not None and airmeet.community_id != community_id:
        raise AirmeetUnknown
    return await activities.list_page(tx, community_id, sought, before=before), airmeet


async def list_latest(tx: Transaction, actor: Actor, airmeet: Airmeet) -> list[Activity]:
    """The last few of an airmeet, newest first."""
    actor.require_managing(airmeet.community_id)
    sought = Sought(airmeet_id=airmeet.airmeet_id)
    return list((await activities.list_page(tx, airmeet.community_id, sought, size=LATEST)).rows)


async def find_forgettable(tx: Transaction, after_community_id: str, kept: timedelta) -> tuple[str, bool]:
    """The community that follows, and whether it has activities older than `kept`; "" behind the last one."""
    community_id = await activities.find_next_community(tx, after_community_id)
    if community_id is None:
        return "", False
    return community_id, await activities.has_old(tx, community_id, _ago(tx.now, kept))


async def forget(tx: Transaction, community_id: str, kept: timedelta, *, size: int) -> int:
    """Deletes the oldest `size` of a community's activities that are older than `kept`: how many there were."""
    return await activities.delete_old(tx, community_id, _ago(tx.now, kept), size=size)


def _ago(now: Timestamp, span: timedelta) -> Timestamp:
    return timestamp(to_datetime(now) - span)
