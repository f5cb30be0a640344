"""Profiles: opened by whoever proves an address, looked at, changed, and left."""

from admit.actions import deliveries
from admit.lib import hashing, ids
from admit.lib.clock import later
from admit.model.deliveries import Kind
from admit.model.erasures import STRETCH
from admit.model.errors import AddressUnproven, ProfileLinkUnknown
from admit.model.people import Details, Email
from admit.model.profiles import CODE_LIFETIME, CODES_OPEN_MAX, SESSION_LIFETIME, Appearance, Profile
from admit.store import airmeets, guests, people, profiles
from admit.store.database import Transaction

SUBJECT = "Your profile"
TEXT = """\
This link opens your profile, once, within half an hour:

{public_url}/me/open?code={code}

If you did not ask for it, do nothing.
"""


async def request(tx: Transaction, *, email: Email, public_url: str) -> None:
    """A code by mail, to any address: whoever asks cannot tell whether it is known here."""
    code = ids.new_session()
    expires_at = later(tx.now, CODE_LIFETIME)
    is_new = await profiles.insert_code(
        tx, email, code_digest=hashing.digest(code), expires_at=expires_at, open_max=CODES_OPEN_MAX
    )
    if is_new:
        text = TEXT.format(public_url=public_url, code=code)
        await deliveries.post(tx, Kind.PROFILE, recipient=email.address, subject=SUBJECT, body=text)


async def open_(tx: Transaction, code: str) -> Email:
    """Whose profile the code opens. Changes nothing: mail scanners open links. Raises ProfileLinkUnknown."""
    email = await profiles.find_email_by_code(tx, hashing.digest(code))
    if email is None:
        raise ProfileLinkUnknown
    return email


async def begin(tx: Transaction, code: str) -> str:
    """The secret of a new session. The code is used up with it, and all others of this address."""
    email = await open_(tx, code)
    await profiles.delete_codes(tx, email.key)
    session = ids.new_session()
    expires_at = later(tx.now, SESSION_LIFETIME)
    await profiles.insert_session(tx, email, session_digest=hashing.digest(session), expires_at=expires_at)
    return session


async def end(tx: Transaction, session: str | None) -> None:
    """On every device."""
    email = await identify(tx, session)
    await profiles.delete_sessions(tx, email.key)


async def identify(tx: Transaction, session: str | None) -> Email:
    """Raises AddressUnproven."""
    email = await profiles.find_email_by_session(tx, hashing.digest(session)) if session else None
    if email is None:
        raise AddressUnproven
    return email


async def get(tx: Transaction, session: str | None) -> Profile:
    email = await identify(tx, session)
    details, created_at = await people.find(tx, email.key) or (None, None)
    return Profile(email=email, details=details, created_at=created_at)


async def change(tx: Transaction, session: str | None, details: Details) -> None:
    """Of the profile alone: what was told to an event stays as it is there."""
    await people.save(tx, await identify(tx, session), details)


async def list_stretch(tx: Transaction, session: str | None, after: str) -> tuple[list[Appearance], str | None]:
    """Where the person is on the list, with their link, and where to go on looking; None at the end."""
    email = await identify(tx, session)
    stretch = await airmeets.list_ids(tx, after=after, size=STRETCH)
    if not stretch:
        return [], None
    found = await profiles.list_airmeet_ids(tx, email.key, after=after, until=stretch[-1])
    rows = [await _appearance(tx, airmeet_id, email.key) for airmeet_id in found]
    return rows, stretch[-1] if len(stretch) == STRETCH else None


async def _appearance(tx: Transaction, airmeet_id: str, email_key: str) -> Appearance:
    guest = await guests.find(tx, airmeet_id, email_key, with_code=True)
    if guest is None:
        raise AssertionError("Who was found on the list is on it.")
    return Appearance(airmeet=await airmeets.get(tx, airmeet_id), guest=guest)
