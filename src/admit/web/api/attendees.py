"""An airmeet's authorized attendees."""

from admit import present
from admit.actions import attendees
from admit.model.errors import InputWrong
from admit.model.people import Email, parse_email
from admit.web.api import people
from admit.web.calls import Call
from admit.wire.attendees import AuthorizedAttendee


async def authorize(call: Call) -> AuthorizedAttendee:
    email, details = people.described(call)
    attendee = await call.write_about(
        email.key, attendees.authorize, airmeet_id=call.airmeet_id, email=email, details=details
    )
    return present.authorized(attendee, call.site.public_url)


async def revoke(call: Call) -> None:
    await call.write(attendees.revoke, airmeet_id=call.airmeet_id, email=_email_or_none(call.email))


def _email_or_none(text: str) -> Email | None:
    """What is no address can be nobody's: that is a 404 and not a 400."""
    try:
        return parse_email(text)
    except InputWrong:
        return None
