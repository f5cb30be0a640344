"""Enrolments: asked for on an event's page, confirmed by the link in a mail, which lets the person in ever after."""

from admit.actions import attendees, entry_links, events, registrations
from admit.lib import hashing, ids
from admit.lib.clock import later
from admit.model.actors import Entrant
from admit.model.attendees import Attendee
from admit.model.deliveries import Kind
from admit.model.enrolments import ENROLMENT_LIFETIME, Enrolment
from admit.model.errors import AccessTakenAway, EnrolmentUnknown, RegistrationClosed
from admit.model.events import Event
from admit.store import attendees as attendee_rows
from admit.store import enrolments
from admit.store.database import Transaction

SUBJECT = "Confirm that you come to {event}"
TEXT = """\
Somebody, most likely you, gave this address to register for

{event}
{community}

Open this link within a day and confirm. Keep it: from then on it lets you in.

{link}

If it was not you, do nothing: then nobody is registered.
"""


async def request(tx: Transaction, enrolment: Enrolment, *, airmeet_id: str, public_url: str) -> None:
    """Nobody can tell who is on the list: only the mail says it, to whoever has the address.

    Raises AirmeetUnknown or RegistrationClosed.
    """
    event = await _open_event(tx, airmeet_id)
    if not await entry_links.may_write_to(tx, airmeet_id, enrolment.email):
        return
    code = ids.new_entry_code()
    await enrolments.insert(
        tx,
        airmeet_id=airmeet_id,
        code_digest=hashing.digest(code),
        enrolment=enrolment,
        expires_at=later(tx.now, ENROLMENT_LIFETIME),
    )
    attendee = await attendee_rows.find(tx, airmeet_id, enrolment.email.key)
    if attendee is not None:
        await entry_links.tell(tx, event, attendee, public_url)
        return
    link = f"{public_url}/e/{airmeet_id}/confirm?code={code}"
    recipient = enrolment.email.address
    await entry_links.post(tx, Kind.CONFIRMATION, event, recipient=recipient, subject=SUBJECT, text=TEXT, link=link)


async def open_(tx: Transaction, *, airmeet_id: str, code: str) -> tuple[Event, Enrolment]:
    """What the link in the mail may confirm. Changes nothing: mail scanners open links.

    Raises EnrolmentUnknown, AirmeetUnknown, RegistrationClosed, or AccessTakenAway.
    """
    enrolment = await enrolments.find(tx, airmeet_id, hashing.digest(code))
    if enrolment is None:
        raise EnrolmentUnknown
    attendee = await attendee_rows.find(tx, airmeet_id, enrolment.email.key)
    if attendee is not None and attendee.revoked_at is not None:
        raise AccessTakenAway
    return await _open_event(tx, airmeet_id), enrolment


async def confirm(tx: Transaction, *, airmeet_id: str, code: str, address: str) -> Attendee:
    """Registered and authorized, with the code of the mail as the entry code. Raises as `open_`.

    Confirming again changes nothing, and whoever was authorized before keeps the link they had.
    """
    _, enrolment = await open_(tx, airmeet_id=airmeet_id, code=code)
    actor = Entrant(airmeet_id, enrolment.email, address)
    email, details = enrolment.email, enrolment.details
    await registrations.register(tx, actor, airmeet_id=airmeet_id, email=email, details=details)
    return await attendees.authorize(tx, actor, airmeet_id=airmeet_id, email=email, details=details, code=code)


async def is_entry_code(tx: Transaction, *, airmeet_id: str, code: str) -> bool:
    """Whether the link in the mail has become somebody's way in."""
    return await enrolments.is_entry_code(tx, airmeet_id, code)


async def _open_event(tx: Transaction, airmeet_id: str) -> Event:
    event = await events.open_(tx, airmeet_id)
    if not event.takes_registrations:
        raise RegistrationClosed
    return event
