"""Airmeets: made, listed, and moved from one status to the next."""

from admit.lib import ids
from admit.lib.clock import Timestamp
from admit.model.actors import Actor, KeyHolder, Member
from admit.model.airmeets import Airmeet, Status
from admit.model.errors import InputWrong
from admit.model.paging import CURSOR_MAX, SIZE_DEFAULT, Page, PageRequest
from admit.model.people import clean_text
from admit.store import airmeets, communities
from admit.store.database import Transaction


async def create(
    tx: Transaction,
    actor: Actor,
    *,
    community_id: str,
    name: str,
    starts_at: Timestamp,
    ends_at: Timestamp,
    timezone: str,
) -> Airmeet:
    """`timezone` is the IANA name of a zone that is known to exist."""
    actor.require_managing(community_id)
    if ends_at <= starts_at:
        raise InputWrong("end must come after start.")
    airmeet = Airmeet(
        airmeet_id=ids.new_id(),
        community_id=community_id,
        seq=await communities.take_next_airmeet_seq(tx, community_id),
        name=clean_text("name", name, is_mandatory=True),
        status=Status.CREATED,
        timezone=timezone,
        starts_at=starts_at,
        ends_at=ends_at,
        registration_count=0,
    )
    await airmeets.insert(tx, airmeet)
    return airmeet


async def require_listing(tx: Transaction, actor: Actor) -> None:
    """What must hold before a list's query is looked at."""
    del tx
    actor.require_listing()


async def require_reading(tx: Transaction, actor: Actor, airmeet_id: str) -> Airmeet:
    """The airmeet, if it is there and the actor may read it: in this order."""
    airmeet = await airmeets.get(tx, airmeet_id)
    actor.require_reading(airmeet)
    return airmeet


async def require_writing(tx: Transaction, actor: Actor, airmeet_id: str) -> Airmeet:
    """The airmeet, if it is there and the actor may change who is on its lists: in this order."""
    airmeet = await airmeets.get(tx, airmeet_id)
    actor.require_writing(airmeet)
    return airmeet


async def require_managing(tx: Transaction, actor: Actor, airmeet_id: str) -> Airmeet:
    """The airmeet, if it is there and the actor may change it: in this order."""
    airmeet = await airmeets.get(tx, airmeet_id)
    actor.require_reading(airmeet)
    actor.require_managing(airmeet.community_id)
    return airmeet


async def list_page(tx: Transaction, actor: KeyHolder, wanted: PageRequest) -> Page[Airmeet]:
    """The airmeets that the key may touch, archived ones left out."""
    actor.require_listing()
    if actor.airmeet_ids is None:
        rows = await airmeets.list_page(tx, actor.community_id, wanted)
        count = await communities.get_airmeet_count(tx, actor.community_id)
    else:
        rows = await airmeets.list_page_of_key(tx, actor.community_id, actor.access_key, wanted)
        count = await airmeets.count_of_key(tx, actor.community_id, actor.access_key)
    return Page(rows=rows, count=count, size=wanted.size)


async def search(
    tx: Transaction, actor: Member, *, text: str = "", status: Status | None = None, before: int | None = None
) -> list[Airmeet]:
    """What the member may see, newest first: a page of those before the cursor `before` whose name contains `text`."""
    return await airmeets.search(
        tx,
        actor.membership,
        text=text,
        status=status,
        before=CURSOR_MAX if before is None else before,
        size=SIZE_DEFAULT,
    )


async def list_all(tx: Transaction, actor: Actor, *, community_id: str | None = None) -> list[Airmeet]:
    """Every community's or one's, oldest first, the archived ones too."""
    actor.require_operator()
    return await airmeets.list_all(tx, community_id)


async def change_status(tx: Transaction, actor: Actor, airmeet_id: str, status: Status) -> Airmeet:
    """Raises StatusUnreachable where no way leads from the present status to this one."""
    airmeet = await require_managing(tx, actor, airmeet_id)
    airmeet.require_reachable(status)
    await airmeets.set_status(tx, airmeet_id, status)
    return await airmeets.get(tx, airmeet_id)


async def archive(tx: Transaction, actor: Actor, airmeet_id: str) -> Airmeet:
    """Leaves the list; its registrations and its id stay. Archiving again changes nothing."""
    airmeet = await require_managing(tx, actor, airmeet_id)
    if await airmeets.archive(tx, airmeet_id):
        await communities.count_one_airmeet_less(tx, airmeet.community_id)
    return await airmeets.get(tx, airmeet_id)
