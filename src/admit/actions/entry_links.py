"""Entry links, sent to whom they belong, and the other mails that tell people how they stand with an event.

No mail holds what a stranger typed into a form: nobody's words reach anybody through us.
"""

from admit import present
from admit.actions import deliveries, events
from admit.lib.clock import later
from admit.model.attendees import Attendee
from admit.model.deliveries import Kind
from admit.model.enrolments import MAILS_MAX, MAILS_WINDOW
from admit.model.events import Event
from admit.model.people import Email
from admit.store import attendees, mail_requests
from admit.store.database import Transaction

LINK_SUBJECT = "Your link to {event}"
LINK_TEXT = """\
This link lets you in to

{event}
{community}

{link}

It is yours alone: keep it, and do not pass it on. If you did not ask for it, do nothing.
"""
REVOKED_SUBJECT = "You cannot enter {event}"
REVOKED_TEXT = """\
Somebody, most likely you, asked for a link to

{event}
{community}

Its organizers have taken your access away. If that is not right, ask them: they keep the guest list.
"""


async def send(tx: Transaction, *, airmeet_id: str, email: Email, public_url: str) -> None:
    """To who was authorized. Whoever asks sees the same, after the same work. Raises AirmeetUnknown."""
    event = await events.open_(tx, airmeet_id)
    attendee = await attendees.find(tx, airmeet_id, email.key)
    if await may_write_to(tx, airmeet_id, email) and attendee is not None:
        await tell(tx, event, attendee, public_url)


async def may_write_to(tx: Transaction, airmeet_id: str, email: Email) -> bool:
    """Counts it. A row is kept for any address, so that asking takes as long for each."""
    return await mail_requests.insert(
        tx, airmeet_id, email.key, expires_at=later(tx.now, MAILS_WINDOW), open_max=MAILS_MAX
    )


async def tell(tx: Transaction, event: Event, attendee: Attendee, public_url: str) -> None:
    """The link, or that it opens nothing any more: to the address that was first given to the airmeet."""
    is_revoked = attendee.revoked_at is not None
    subject, text = (REVOKED_SUBJECT, REVOKED_TEXT) if is_revoked else (LINK_SUBJECT, LINK_TEXT)
    link = "" if is_revoked else present.entry_link(attendee, public_url)
    await post(tx, Kind.ENTRY_LINK, event, recipient=attendee.email, subject=subject, text=text, link=link)


async def post(
    tx: Transaction, kind: Kind, event: Event, *, recipient: str, subject: str, text: str, link: str
) -> None:
    words = {"event": event.airmeet.name, "community": event.community, "link": link}
    await deliveries.post(tx, kind, recipient=recipient, subject=subject.format(**words), body=text.format(**words))
