"""Entries: what whoever holds an entry link does with it."""

from admit.actions import activities, presences, registrations
from admit.lib import hashing
from admit.model.activities import Kind
from admit.model.actors import Entrant
from admit.model.airmeets import Status
from admit.model.entries import Entry, Place
from admit.model.errors import InputWrong, LinkUnknown, SeatTaken
from admit.model.people import Details
from admit.model.presences import State, take_turns
from admit.store import airmeets, doors, entries, particulars
from admit.store import presences as presence_rows
from admit.store import registrations as registration_rows
from admit.store.database import Transaction


async def require_link(tx: Transaction, *, airmeet_id: str, code: str) -> None:
    """Opening a link changes nothing, since mail scanners open links too. Raises LinkUnknown."""
    if await entries.find(tx, airmeet_id, code) is None:
        raise LinkUnknown


async def open_(tx: Transaction, *, airmeet_id: str, code: str, session: str) -> Entry:
    """What the browser with the entry session of this secret is shown. Raises LinkUnknown."""
    found = await entries.find(tx, airmeet_id, code)
    if found is None:
        raise LinkUnknown
    email, given, registered = found
    return Entry(
        airmeet=await airmeets.get(tx, airmeet_id),
        particulars=await particulars.get(tx, airmeet_id),
        email=email,
        given=given,
        registered=registered,
        presence=await presence_rows.find(tx, airmeet_id, email.key),
        door=await doors.find(tx, airmeet_id),
        session_digest=hashing.digest(session),
        now=tx.now,
    )


async def register_and_enter(
    tx: Transaction, *, airmeet_id: str, code: str, session: str, address: str, details: Details, rate: float
) -> None:
    """One step for somebody new. Whoever is registered by now keeps the details they have."""
    entry = await open_(tx, airmeet_id=airmeet_id, code=code, session=session)
    entry.require_open()
    actor = Entrant(airmeet_id, entry.email, address)
    await registrations.register(tx, actor, airmeet_id=airmeet_id, email=entry.email, details=details)
    await enter(tx, airmeet_id=airmeet_id, code=code, session=session, rate=rate)


async def enter(tx: Transaction, *, airmeet_id: str, code: str, session: str, rate: float, moves: bool = False) -> None:
    """Inside, or into the queue: before the doors open, and while more come than `rate` a second.

    Entering again changes nothing. Raises SeatTaken where another browser is in, unless that seat `moves` here.
    """
    entry = await open_(tx, airmeet_id=airmeet_id, code=code, session=session)
    entry.require_open()
    if entry.registered is None:
        raise InputWrong("Complete your registration first.")
    if entry.place in {Place.WAITING, Place.INSIDE}:
        return
    if entry.place is Place.ELSEWHERE:
        if not moves:
            raise SeatTaken
        door = await doors.change(tx, airmeet_id)
        await presence_rows.move(
            tx,
            airmeet_id=airmeet_id,
            email_key=entry.email.key,
            session_digest=entry.session_digest,
            version=door.version,
        )
        return
    await _take_seat(tx, entry, rate)


async def resume(tx: Transaction, *, airmeet_id: str, code: str, session: str, rate: float) -> None:
    """Back in for a page that had lost its connection for long. Whoever left by themselves stays out."""
    entry = await open_(tx, airmeet_id=airmeet_id, code=code, session=session)
    if entry.is_resumable:
        await _take_seat(tx, entry, rate)


async def leave(tx: Transaction, *, airmeet_id: str, code: str, session: str) -> None:
    """Out, if this browser was in."""
    entry = await open_(tx, airmeet_id=airmeet_id, code=code, session=session)
    if entry.presence is not None and entry.place in {Place.WAITING, Place.INSIDE}:
        await presences.go_out(tx, airmeet_id, entry.presence, left_at=tx.now)


async def change_details(
    tx: Transaction, *, airmeet_id: str, code: str, session: str, address: str, details: Details
) -> None:
    """Those shown at this airmeet, and nowhere else."""
    entry = await open_(tx, airmeet_id=airmeet_id, code=code, session=session)
    entry.require_open()
    if entry.registered is None:
        raise InputWrong("Complete your registration first.")
    if entry.registered == details:
        return
    await registration_rows.update_details(tx, airmeet_id=airmeet_id, email=entry.email, details=details)
    if entry.presence is not None:
        door = await doors.change(tx, airmeet_id)
        await presence_rows.touch(tx, airmeet_id=airmeet_id, email_key=entry.email.key, version=door.version)
    actor = Entrant(airmeet_id, entry.email, address)
    await activities.record(
        tx, actor, entry.airmeet.community_id, Kind.DETAILS_CHANGED, airmeet_id=airmeet_id, person=entry.email.key
    )


async def _take_seat(tx: Transaction, entry: Entry, rate: float) -> None:
    """Through the queue, which is short most of the time."""
    airmeet_id, email = entry.airmeet.airmeet_id, entry.email
    if entry.presence is not None and entry.presence.state is not State.OUT:
        await presences.go_out(tx, airmeet_id, entry.presence, left_at=entry.presence.seen_at, is_lost=True)
    door = await doors.change(tx, airmeet_id, tickets=1, waiting=1)
    await presence_rows.wait(
        tx,
        airmeet_id=airmeet_id,
        email_key=email.key,
        session_digest=entry.session_digest,
        version=door.version,
        ticket=door.ticket,
    )
    if entry.airmeet.status is not Status.ONGOING or door.waiting_count > 1:
        return
    taken, free_at = take_turns(door, tx.now, rate=rate, wanted=1)
    if taken:
        await doors.keep_free_at(tx, airmeet_id, free_at)
        is_first = entry.presence is None or entry.presence.arrival is None
        await presences.go_inside(tx, airmeet_id, email.key, is_first=is_first)
