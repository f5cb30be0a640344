"""Presences: let in by the queue, kept alive, and ended; and what a process has to know of them."""

from collections.abc import Sequence

import msgspec

from admit.lib.clock import Timestamp
from admit.model.airmeets import Airmeet, Particulars, Status
from admit.model.entries import is_over
from admit.model.people import Details
from admit.model.presences import Beat, Door, Presence, State, lost_before, take_turns
from admit.store import airmeets, doors, particulars, presences
from admit.store.database import Transaction

CHANGED_MAX = 1_000
LET_IN_MAX = 200
"""At once: other writers wait for a few milliseconds."""
ENDED_MAX = 200
NEVER = Timestamp("")
"""Before every time."""
SHOWN_MAX = 100
"""How many of those inside are shown by name."""


class News(msgspec.Struct, frozen=True):
    """What a process has to know of an airmeet whose people have pages open. `changed` is what came after a version."""

    airmeet: Airmeet
    particulars: Particulars
    door: Door
    changed: Sequence[Presence]


async def look(tx: Transaction, airmeet_id: str, *, version: int) -> News:
    """`door.version` is that of the last of `changed` where there is more to come."""
    door = await doors.find(tx, airmeet_id)
    changed: Sequence[Presence] = ()
    if door.version > version:
        changed = await presences.list_changed(tx, airmeet_id, version=version, size=CHANGED_MAX)
    if len(changed) == CHANGED_MAX:
        door = msgspec.structs.replace(door, version=changed[-1].version)
    return News(
        airmeet=await airmeets.get(tx, airmeet_id),
        particulars=await particulars.get(tx, airmeet_id),
        door=door,
        changed=changed,
    )


async def list_inside(tx: Transaction, airmeet_id: str) -> list[Details]:
    """The first SHOWN_MAX who came."""
    return await presences.list_inside(tx, airmeet_id, size=SHOWN_MAX)


async def list_tickets(tx: Transaction, airmeet_id: str) -> list[int]:
    return await presences.list_tickets(tx, airmeet_id)


async def count_before(tx: Transaction, airmeet_id: str, ticket: int) -> int:
    """How many wait with a lower ticket."""
    return await presences.count_before(tx, airmeet_id, ticket)


async def beat(tx: Transaction, beats: Sequence[Beat]) -> list[Beat]:
    """Those of `beats` that came too late: their session has the seat no longer."""
    return [each for each in beats if not await presences.beat(tx, each)]


async def let_in(tx: Transaction, airmeet_id: str, *, rate: float) -> int:
    """Whoever is first in the queue, as many as `rate` a second allows. Processes that try at once share them."""
    airmeet = await airmeets.get(tx, airmeet_id)
    if airmeet.status is not Status.ONGOING or airmeet.archived_at is not None:
        return 0
    door = await doors.change(tx, airmeet_id)
    allowed, _ = take_turns(door, tx.now, rate=rate, wanted=LET_IN_MAX)
    waiting = await presences.list_next(tx, airmeet_id, lost_before=lost_before(tx.now), size=allowed)
    _, free_at = take_turns(door, tx.now, rate=rate, wanted=len(waiting))
    await doors.keep_free_at(tx, airmeet_id, free_at)
    for presence in waiting:
        await go_inside(tx, airmeet_id, presence.email_key, is_first=presence.arrival is None)
    return len(waiting)


async def go_inside(tx: Transaction, airmeet_id: str, email_key: str, *, is_first: bool) -> None:
    door = await doors.change(tx, airmeet_id, waiting=-1, inside=1, came=int(is_first))
    await presences.go_inside(
        tx, airmeet_id=airmeet_id, email_key=email_key, version=door.version, arrival=door.came_count
    )


async def go_out(
    tx: Transaction, airmeet_id: str, presence: Presence, *, left_at: Timestamp, is_lost: bool = False
) -> None:
    """Whoever is out already stays so."""
    if presence.state is State.OUT:
        return
    is_inside = presence.state is State.INSIDE
    door = await doors.change(tx, airmeet_id, waiting=int(is_inside) - 1, inside=-int(is_inside))
    left_at = max(left_at, presence.entered_at or left_at)
    await presences.go_out(tx, airmeet_id, presence, version=door.version, left_at=left_at, is_lost=is_lost)


async def send_away(tx: Transaction, airmeet_id: str, email_key: str) -> None:
    """Whose access ends is out now, if they were in."""
    presence = await presences.find(tx, airmeet_id, email_key)
    if presence is not None:
        await go_out(tx, airmeet_id, presence, left_at=tx.now)


async def clear(tx: Transaction, airmeet_id: str) -> bool:
    """Send those away who are still at an airmeet that is over: whether there may be more of them."""
    if not is_over(await airmeets.get(tx, airmeet_id)):
        return False
    inside = await presences.list_still_inside(tx, airmeet_id, size=ENDED_MAX)
    waiting = await presences.list_next(tx, airmeet_id, lost_before=NEVER, size=ENDED_MAX)
    for presence in (*inside, *waiting):
        await go_out(tx, airmeet_id, presence, left_at=tx.now)
    return ENDED_MAX in {len(inside), len(waiting)}


async def is_any_lost(tx: Transaction) -> bool:
    """Whether somebody who seems to be here was not heard of for too long."""
    return bool(await presences.list_lost(tx, lost_before=lost_before(tx.now), size=1))


async def end_lost(tx: Transaction) -> int:
    """End the presence of such people when they were last heard of: how many, at most ENDED_MAX."""
    lost = await presences.list_lost(tx, lost_before=lost_before(tx.now), size=ENDED_MAX)
    for airmeet_id, email_key in lost:
        presence = await presences.find(tx, airmeet_id, email_key)
        if presence is not None:
            await go_out(tx, airmeet_id, presence, left_at=presence.seen_at, is_lost=True)
    return len(lost)
