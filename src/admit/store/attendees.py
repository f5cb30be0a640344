"""Authorized attendees and the codes of their entry links."""

from collections.abc import Mapping, Sequence

from admit.model.attendees import Attendee
from admit.model.erasures import NAME
from admit.model.guests import Standing
from admit.model.people import Details, Email
from admit.store import people
from admit.store.database import Transaction

FIND_ATTENDEE = """
SELECT airmeet_id, email, name, code, revoked_at
FROM attendees
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

INSERT_ATTENDEE = """
INSERT INTO attendees (
    airmeet_id, email_key, email, name, city, country, organisation, designation, code, authorized_at,
    seq, is_registered
)
VALUES (
    :airmeet_id, :email_key, :email, :name, :city, :country, :organisation, :designation, :code, :now,
    :seq, :is_registered
)
"""

AUTHORIZE = f"""
{INSERT_ATTENDEE}
ON CONFLICT (airmeet_id, email_key) DO UPDATE
SET revoked_at = NULL
"""

AUTHORIZE_AGAIN = """
UPDATE attendees
SET revoked_at = NULL
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

REVOKE_ATTENDEE = """
UPDATE attendees
SET revoked_at = :now
WHERE airmeet_id = :airmeet_id AND email_key = :email_key AND revoked_at IS NULL
"""

PLACE_BESIDE_REGISTRATION = """
UPDATE attendees
SET seq = :seq, is_registered = TRUE
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

LEAVE_ALONE = """
UPDATE attendees
SET is_registered = FALSE
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

DELETE_ATTENDEE = """
DELETE FROM attendees
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

ERASE_ATTENDEE = """
UPDATE attendees
SET
    email_key = :pseudonym, email = :pseudonym, name = :name, code = :code,
    city = '', country = '', organisation = '', designation = ''
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""


async def find(tx: Transaction, airmeet_id: str, email_key: str) -> Attendee | None:
    """Revoked or not; None if this person was never authorized."""
    row = await tx.one(FIND_ATTENDEE, {"airmeet_id": airmeet_id, "email_key": email_key})
    return Attendee(*row) if row else None


async def insert(
    tx: Transaction, airmeet_id: str, standing: Standing, email: Email, details: Details, code: str
) -> None:
    """Somebody who was never authorized."""
    await tx.run_each(INSERT_ATTENDEE, [_row(tx, airmeet_id, standing, email, details, code)])


async def authorize_again(tx: Transaction, airmeet_id: str, email_key: str) -> None:
    """Somebody whose access was taken away. They keep the details, the code and the place they had."""
    await tx.run_each(AUTHORIZE_AGAIN, [{"airmeet_id": airmeet_id, "email_key": email_key}])


async def authorize_many(
    tx: Transaction, airmeet_id: str, authorized: Sequence[tuple[Standing, Email, Details, str]]
) -> None:
    """Either, for each of them."""
    await tx.run_each(AUTHORIZE, [_row(tx, airmeet_id, *who) for who in authorized])


async def revoke(tx: Transaction, airmeet_id: str, email_key: str) -> bool:
    """False if nobody with this email was authorized."""
    parameters = {"airmeet_id": airmeet_id, "email_key": email_key, "now": tx.now}
    return await tx.run(REVOKE_ATTENDEE, parameters) == 1


async def place_beside_registration(tx: Transaction, *, airmeet_id: str, email_key: str, seq: int) -> None:
    """For who registers after having been authorized: the list shows them once, by their registration."""
    await tx.run(PLACE_BESIDE_REGISTRATION, {"airmeet_id": airmeet_id, "email_key": email_key, "seq": seq})


async def place_beside_registrations(tx: Transaction, airmeet_id: str, seqs: Mapping[str, int]) -> None:
    """The same for each of these keys of emails."""
    rows = [{"airmeet_id": airmeet_id, "email_key": key, "seq": seq} for key, seq in seqs.items()]
    await tx.run_each(PLACE_BESIDE_REGISTRATION, rows)


async def leave_alone(tx: Transaction, airmeet_id: str, email_keys: Sequence[str]) -> None:
    """For those whose registration goes: the list shows them by their authorization, at the place where they stand."""
    await tx.run_each(LEAVE_ALONE, [{"airmeet_id": airmeet_id, "email_key": key} for key in email_keys])


async def delete_many(tx: Transaction, airmeet_id: str, email_keys: Sequence[str]) -> None:
    """As if they had never been authorized: a code that is given later is another one."""
    await tx.run_each(DELETE_ATTENDEE, [{"airmeet_id": airmeet_id, "email_key": key} for key in email_keys])


async def erase(tx: Transaction, airmeet_id: str, email_key: str, pseudonym: Email, *, code: str) -> None:
    """Who was revoked before, stays so as nobody. `code` is one that nobody knows."""
    identity = {"airmeet_id": airmeet_id, "email_key": email_key}
    await tx.run(ERASE_ATTENDEE, {**identity, "pseudonym": pseudonym.key, "name": NAME, "code": code})


def _row(
    tx: Transaction, airmeet_id: str, standing: Standing, email: Email, details: Details, code: str
) -> dict[str, object]:
    return {
        **people.parameters(email, details),
        "airmeet_id": airmeet_id,
        "seq": standing.seq,
        "is_registered": standing.is_registered,
        "code": code,
        "now": tx.now,
    }
