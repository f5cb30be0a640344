"""Registrations: who is on an airmeet's list."""

import msgspec

from admit.actions.airmeets import require_reading, require_writing
from admit.model.actors import Actor
from admit.model.paging import Page, PageRequest
from admit.model.people import Details, Email
from admit.model.registrations import Registration
from admit.store import airmeets, attendees, people, registrations
from admit.store.database import Transaction


async def register(tx: Transaction, actor: Actor, *, airmeet_id: str, email: Email, details: Details) -> str:
    """The person's address as it was first given to this airmeet. Registering again changes nothing."""
    await require_writing(tx, actor, airmeet_id)
    registered = await registrations.find_email(tx, airmeet_id, email.key)
    if registered is not None:
        return registered
    attendee = await attendees.find(tx, airmeet_id, email.key)
    if attendee is not None:
        email = msgspec.structs.replace(email, address=attendee.email)
    await people.insert_if_new(tx, email, details)
    seq = await airmeets.take_next_registration_seq(tx, airmeet_id)
    await registrations.insert(tx, airmeet_id=airmeet_id, seq=seq, email=email, details=details)
    return email.address


async def remove(tx: Transaction, actor: Actor, *, airmeet_id: str, email: Email) -> bool:
    """False if nobody with this email was registered. Its cursor is never given to another."""
    await require_writing(tx, actor, airmeet_id)
    if not await registrations.delete(tx, airmeet_id, email.key):
        return False
    await airmeets.count_one_registration_less(tx, airmeet_id)
    return True


async def list_page(tx: Transaction, actor: Actor, airmeet_id: str, wanted: PageRequest) -> Page[Registration]:
    airmeet = await require_reading(tx, actor, airmeet_id)
    rows = await registrations.list_page(tx, airmeet_id, wanted)
    return Page(rows=rows, count=airmeet.registration_count, size=wanted.size)
