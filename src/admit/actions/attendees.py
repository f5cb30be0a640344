"""Attendees: authorized, and sent away."""

import msgspec

from admit.actions import activities, presences
from admit.actions.airmeets import require_writing
from admit.lib import ids
from admit.model.activities import Kind
from admit.model.actors import Actor
from admit.model.attendees import Attendee
from admit.model.errors import NotAuthorized
from admit.model.guests import Standing
from admit.model.people import Details, Email
from admit.store import airmeets, attendees, standings
from admit.store.database import Transaction


async def authorize(
    tx: Transaction, actor: Actor, *, airmeet_id: str, email: Email, details: Details, code: str | None = None
) -> Attendee:
    """The attendee with their code, the same every time. Only a revocation is undone by doing it again.

    `code` is for somebody new who was told it already.
    """
    airmeet, registered, attendee = await standings.find(tx, airmeet_id, email.key)
    actor.require_writing(airmeet)
    if attendee is not None and attendee.revoked_at is None:
        return attendee
    seq = await airmeets.take_next_attendee_seq(tx, airmeet_id)
    standing = Standing(seq=seq, is_registered=False)
    if registered is not None:
        address, registered_seq = registered
        standing = Standing(seq=registered_seq, is_registered=True)
        email = msgspec.structs.replace(email, address=address)
    await activities.record(
        tx, actor, airmeet.community_id, Kind.ATTENDEE_AUTHORIZED, airmeet_id=airmeet_id, person=email.key
    )
    if attendee is not None:
        await attendees.authorize_again(tx, airmeet_id, email.key)
        return msgspec.structs.replace(attendee, revoked_at=None)
    new_code = code or ids.new_entry_code()
    await attendees.insert(tx, airmeet_id, standing, email, details, new_code)
    return Attendee(airmeet_id=airmeet_id, email=email.address, name=details.name, code=new_code)


async def revoke(tx: Transaction, actor: Actor, *, airmeet_id: str, email: Email | None) -> None:
    """From this commit on the entry link opens nothing, and who was inside is out; a registration stays.

    `email` None is no address at all.
    """
    airmeet = await require_writing(tx, actor, airmeet_id)
    if email is None or not await attendees.revoke(tx, airmeet_id, email.key):
        raise NotAuthorized
    await airmeets.count_one_authorized_less(tx, airmeet_id)
    await presences.send_away(tx, airmeet_id, email.key)
    await activities.record(
        tx, actor, airmeet.community_id, Kind.ATTENDEE_REVOKED, airmeet_id=airmeet_id, person=email.key
    )
