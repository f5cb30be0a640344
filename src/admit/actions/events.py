"""Events: what anybody may see of an airmeet."""

from admit.model.errors import AirmeetUnknown
from admit.model.events import Event
from admit.store import airmeets, communities, particulars
from admit.store.database import Transaction


async def open_(tx: Transaction, airmeet_id: str) -> Event:
    """Raises AirmeetUnknown for an archived one, too."""
    airmeet = await airmeets.get(tx, airmeet_id)
    if airmeet.archived_at is not None:
        raise AirmeetUnknown
    return Event(
        airmeet=airmeet,
        particulars=await particulars.get(tx, airmeet_id),
        community=await communities.get_name(tx, airmeet.community_id),
        revision=await particulars.get_revision(tx, airmeet_id),
    )
