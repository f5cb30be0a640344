"""Registrations, in the order in which they were committed."""

from admit.model.paging import PageRequest
from admit.model.people import Details, Email
from admit.model.registrations import Registration
from admit.store import paging, people
from admit.store.database import Transaction

FIND_EMAIL = """
SELECT email
FROM registrations
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

INSERT_REGISTRATION = """
INSERT INTO registrations (
    airmeet_id, seq, email_key, email, name, city, country, organisation, designation, registered_at
)
VALUES (:airmeet_id, :seq, :email_key, :email, :name, :city, :country, :organisation, :designation, :now)
"""

DELETE_REGISTRATION = """
DELETE FROM registrations
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

REGISTRATION_COLUMNS = """
SELECT seq, email, name, city, country, organisation, designation, registered_at
FROM registrations
"""

OF_AIRMEET = """
WHERE airmeet_id = :airmeet_id
"""

PAGE_AFTER = REGISTRATION_COLUMNS + OF_AIRMEET + paging.AFTER
PAGE_BEFORE = REGISTRATION_COLUMNS + OF_AIRMEET + paging.BEFORE


async def find_email(tx: Transaction, airmeet_id: str, email_key: str) -> str | None:
    """The address as it was first given to this airmeet, or None if nobody registered it."""
    row = await tx.one(FIND_EMAIL, {"airmeet_id": airmeet_id, "email_key": email_key})
    return row[0] if row else None


async def insert(tx: Transaction, *, airmeet_id: str, seq: int, email: Email, details: Details) -> None:
    await tx.run(
        INSERT_REGISTRATION, {**people.parameters(email, details), "airmeet_id": airmeet_id, "seq": seq, "now": tx.now}
    )


async def delete(tx: Transaction, airmeet_id: str, email_key: str) -> bool:
    """False if there was none."""
    return await tx.run(DELETE_REGISTRATION, {"airmeet_id": airmeet_id, "email_key": email_key}) == 1


async def list_page(tx: Transaction, airmeet_id: str, wanted: PageRequest) -> list[Registration]:
    """Oldest first."""
    rows = await paging.list_rows(
        tx, after=PAGE_AFTER, before=PAGE_BEFORE, parameters={"airmeet_id": airmeet_id}, wanted=wanted
    )
    return [Registration(*row) for row in rows]
