"""Airmeets: made, listed, and moved from one status to the next."""

from admit.actions import activities
from admit.lib import ids
from admit.lib.clock import Timestamp
from admit.model.activities import Kind
from admit.model.actors import Actor, KeyHolder, Member, System
from admit.model.airmeets import Airmeet, Particulars, Plan, Status
from admit.model.errors import StatusUnreachable
from admit.model.paging import CURSOR_MAX, SIZE_DEFAULT, Page, PageRequest
from admit.store import airmeets, communities
from admit.store import particulars as details
from admit.store.database import Transaction

OPENED_AT_ONCE_MAX = 100
KIND_OF = {
    Status.ONGOING: Kind.AIRMEET_STARTED,
    Status.PAUSED: Kind.AIRMEET_PAUSED,
    Status.FINISHED: Kind.AIRMEET_FINISHED,
}


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
    """One with nothing but its name and its time."""
    plan = Plan(name=name, timezone=timezone, starts_at=starts_at, ends_at=ends_at)
    return await create_planned(tx, actor, community_id, plan)


async def create_planned(tx: Transaction, actor: Actor, community_id: str, plan: Plan) -> Airmeet:
    actor.require_managing(community_id)
    plan = plan.cleaned()
    airmeet = Airmeet(
        airmeet_id=ids.new_id(),
        community_id=community_id,
        seq=await communities.take_next_airmeet_seq(tx, community_id),
        name=plan.name,
        status=Status.CREATED,
        timezone=plan.timezone,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        registration_count=0,
    )
    await airmeets.insert(tx, airmeet)
    if plan.particulars != Particulars():
        await details.save(tx, airmeet.airmeet_id, plan.particulars)
    await activities.record(tx, actor, community_id, Kind.AIRMEET_CREATED, airmeet_id=airmeet.airmeet_id)
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
    tx: Transaction,
    actor: Member,
    *,
    text: str = "",
    status: Status | None = None,
    is_archived: bool = False,
    before: int | None = None,
) -> list[Airmeet]:
    """What the member may see, newest first: a page of those before the cursor `before` whose name contains `text`."""
    return await airmeets.search(
        tx,
        actor.membership,
        text=text,
        status=status,
        is_archived=is_archived,
        before=CURSOR_MAX if before is None else before,
        size=SIZE_DEFAULT,
    )


async def list_all(tx: Transaction, actor: Actor, *, community_id: str | None = None) -> list[Airmeet]:
    """Every community's or one's, oldest first, the archived ones too."""
    actor.require_operator()
    return await airmeets.list_all(tx, community_id)


async def get_plan(tx: Transaction, actor: Actor, airmeet_id: str) -> tuple[Airmeet, Plan]:
    """For who may change it."""
    airmeet = await require_managing(tx, actor, airmeet_id)
    return airmeet, await _plan(tx, airmeet)


async def get_repeated_plan(tx: Transaction, actor: Actor, airmeet_id: str) -> Plan:
    """What a duplicate begins with: everything but the status and the people, at a later time."""
    _, plan = await get_plan(tx, actor, airmeet_id)
    return plan.repeated(tx.now)


async def change(tx: Transaction, actor: Actor, airmeet_id: str, plan: Plan) -> Airmeet:
    """The log names what is different. Who has not started it by then finds it opened at its new start."""
    airmeet = await require_managing(tx, actor, airmeet_id)
    plan, old = plan.cleaned(), await _plan(tx, airmeet)
    changed = plan.differences(old)
    if changed:
        await airmeets.update(tx, airmeet_id, plan)
        await details.save(tx, airmeet_id, plan.particulars)
        await activities.record(
            tx,
            actor,
            airmeet.community_id,
            Kind.AIRMEET_CHANGED,
            airmeet_id=airmeet_id,
            subject=", ".join(changed),
        )
    return await airmeets.get(tx, airmeet_id)


async def change_status(tx: Transaction, actor: Actor, airmeet_id: str, status: Status) -> Airmeet:
    """Raises StatusUnreachable where no way leads from the present status to this one."""
    airmeet = await require_managing(tx, actor, airmeet_id)
    airmeet.require_reachable(status)
    if not await airmeets.change_status(tx, airmeet, status):
        raise StatusUnreachable("Somebody else changed the status at the same moment; load the page again.")
    is_resumed = airmeet.status is Status.PAUSED and status is Status.ONGOING
    kind = Kind.AIRMEET_RESUMED if is_resumed else KIND_OF[status]
    await activities.record(tx, actor, airmeet.community_id, kind, airmeet_id=airmeet_id)
    return await airmeets.get(tx, airmeet_id)


async def is_any_due(tx: Transaction) -> bool:
    """Whether an airmeet should be going on that nobody has started."""
    return await airmeets.is_any_due(tx)


async def open_due(tx: Transaction) -> int:
    """Start those whose time has come: how many, at most OPENED_AT_ONCE_MAX. Two that try at once share them."""
    opened = await airmeets.open_due(tx, size=OPENED_AT_ONCE_MAX)
    for airmeet_id, community_id in opened:
        await activities.record(tx, System(), community_id, Kind.AIRMEET_STARTED, airmeet_id=airmeet_id)
    return len(opened)


async def archive(tx: Transaction, actor: Actor, airmeet_id: str) -> Airmeet:
    """Leaves the list; its registrations and its id stay. Archiving again changes nothing."""
    airmeet = await require_managing(tx, actor, airmeet_id)
    if await airmeets.archive(tx, airmeet_id):
        await communities.count_one_airmeet_less(tx, airmeet.community_id)
        await activities.record(tx, actor, airmeet.community_id, Kind.AIRMEET_ARCHIVED, airmeet_id=airmeet_id)
    return await airmeets.get(tx, airmeet_id)


async def unarchive(tx: Transaction, actor: Actor, airmeet_id: str) -> Airmeet:
    """Back in the list, where it was. What is not archived is left as it is."""
    airmeet = await require_managing(tx, actor, airmeet_id)
    if await airmeets.unarchive(tx, airmeet_id):
        await communities.count_one_airmeet_more(tx, airmeet.community_id)
        await activities.record(tx, actor, airmeet.community_id, Kind.AIRMEET_UNARCHIVED, airmeet_id=airmeet_id)
    return await airmeets.get(tx, airmeet_id)


async def _plan(tx: Transaction, airmeet: Airmeet) -> Plan:
    return Plan(
        name=airmeet.name,
        timezone=airmeet.timezone,
        starts_at=airmeet.starts_at,
        ends_at=airmeet.ends_at,
        particulars=await details.get(tx, airmeet.airmeet_id),
    )
