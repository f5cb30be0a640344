"""Registrations: who is on an airmeet's list."""

import msgspec

from admit.actions import activities
from admit.actions.airmeets import require_reading
from admit.model.activities import Kind
from admit.model.actors import Actor
from admit.model.paging import Page, PageRequest
from admit.model.people import Details, Email
from admit.model.registrations import Registration
from admit.store import airmeets, attendees, registrations, standings
from admit.store.database import Transaction


async def register(tx: Transaction, actor: Actor, *, airmeet_id: str, email: Email, details: Details) -> str:
    """The person's address as it was first given to this airmeet. Registering again changes nothing."""
    airmeet, registered, attendee = await standings.find(tx, airmeet_id, email.key)
    actor.require_writing(airmeet)
    if registered is not None:
        address, _ = registered
        return address
    if attendee is not None:
        email = msgspec.structs.replace(email, address=attendee.email)
    seq = await airmeets.take_next_registration_seq(tx, airmeet_id)
    await registrations.insert(tx, airmeet_id, [(seq, email, details)])
    if attendee is not None:
        await attendees.place_beside_registration(tx, airmeet_id=airmeet_id, email_key=email.key, seq=seq)
    await activities.record(
        tx, actor, airmeet.community_id, Kind.PERSON_REGISTERED, airmeet_id=airmeet_id, person=email.key
    )
    return email.address


async def list_page(tx: Transaction, actor: Actor, airmeet_id: str, wanted: PageRequest) -> Page[Registration]:
    airmeet = await require_reading(tx, actor, airmeet_id)
    rows = await registrations.list_page(tx, airmeet_id, wanted)
    return Page(rows=rows, count=airmeet.registration_count, size=wanted.size)
