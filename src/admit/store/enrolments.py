"""Enrolments. Of their codes only the digests are kept."""

from admit.lib.clock import Timestamp
from admit.model.enrolments import Enrolment
from admit.model.people import Details, Email
from admit.store import people
from admit.store.database import Transaction

INSERT_ENROLMENT = """
INSERT INTO enrolments (
    airmeet_id, code_digest, email_key, email, name, city, country, organisation, designation, created_at, expires_at
)
VALUES (
    :airmeet_id, :code_digest, :email_key, :email, :name, :city, :country, :organisation, :designation, :now,
    :expires_at
)
"""

FIND_ENROLMENT = """
SELECT email, email_key, name, city, country, designation, organisation
FROM enrolments
WHERE airmeet_id = :airmeet_id AND code_digest = :code_digest AND expires_at > :now
"""

DELETE_OF_PERSON = "DELETE FROM enrolments WHERE email_key = :email_key"

FIND_ENTRANT = """
SELECT airmeet_id
FROM attendees
WHERE airmeet_id = :airmeet_id AND code = :code AND revoked_at IS NULL
"""


async def insert(
    tx: Transaction, *, airmeet_id: str, code_digest: str, enrolment: Enrolment, expires_at: Timestamp
) -> None:
    place = {"airmeet_id": airmeet_id, "code_digest": code_digest, "now": tx.now, "expires_at": expires_at}
    await tx.run(INSERT_ENROLMENT, {**people.parameters(enrolment.email, enrolment.details), **place})


async def find(tx: Transaction, airmeet_id: str, code_digest: str) -> Enrolment | None:
    """None if it has expired, or never was."""
    parameters = {"airmeet_id": airmeet_id, "code_digest": code_digest, "now": tx.now}
    row = await tx.one(FIND_ENROLMENT, parameters)
    return Enrolment(Email(row[0], row[1]), Details(*row[2:])) if row else None


async def delete_of_person(tx: Transaction, email_key: str) -> None:
    """At every airmeet."""
    await tx.run(DELETE_OF_PERSON, {"email_key": email_key})


async def is_entry_code(tx: Transaction, airmeet_id: str, code: str) -> bool:
    """Whether somebody who is authorized now holds an entry link with this code."""
    return await tx.one(FIND_ENTRANT, {"airmeet_id": airmeet_id, "code": code}) is not None
