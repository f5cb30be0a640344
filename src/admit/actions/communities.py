"""Communities, as the operator makes them."""

from admit.lib import ids
from admit.model.actors import Actor
from admit.model.communities import Community
from admit.model.people import clean_text
from admit.store import communities
from admit.store.database import Transaction


async def create(tx: Transaction, actor: Actor, *, name: str) -> Community:
    actor.require_operator()
    community = Community(
        community_id=ids.new_id(), name=clean_text("name", name, is_mandatory=True), created_at=tx.now
    )
    await communities.insert(tx, community)
    return community


async def list_(tx: Transaction, actor: Actor) -> list[Community]:
    """Oldest first."""
    actor.require_operator()
    return await communities.list_(tx)
