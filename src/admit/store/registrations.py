"""Registrations, in the order in which they were committed."""

from collections.abc import Sequence

from admit.lib.clock import Timestamp
from admit.model.erasures import NAME
from admit.model.paging import PageRequest
from admit.model.people import Details, Email
from admit.model.registrations import Registration
from admit.store import paging, people
from admit.store.database import Transaction

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

UPDATE_DETAILS = """
UPDATE registrations
SET name = :name, city = :city, country = :country, organisation = :organisation, designation = :designation
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

ERASE_REGISTRATION = """
UPDATE registrations
SET
    email_key = :pseudonym, email = :pseudonym, name = :name,
    city = '', country = '', organisation = '', designation = ''
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

REGISTRATION_COLUMNS = """
SELECT seq, email, name, city, country, organisation, designation, registered_at
FROM registrations
"""

OF_AIRMEET = """
WHERE airmeet_id = :airmeet_id
"""

FIND_FIRST = REGISTRATION_COLUMNS + OF_AIRMEET + "ORDER BY seq LIMIT 1"
FIND_LAST = REGISTRATION_COLUMNS + OF_AIRMEET + "ORDER BY seq DESC LIMIT 1"

FIND_FROM = """
SELECT seq, registered_at
FROM registrations
WHERE airmeet_id = :airmeet_id AND seq >= :seq
ORDER BY seq
LIMIT 1
"""

COUNT_BETWEEN = """
SELECT COUNT(*)
FROM registrations
WHERE airmeet_id = :airmeet_id AND seq >= :low AND seq < :high
"""

PAGE_AFTER = REGISTRATION_COLUMNS + OF_AIRMEET + paging.AFTER
PAGE_BEFORE = REGISTRATION_COLUMNS + OF_AIRMEET + paging.BEFORE


async def insert(tx: Transaction, airmeet_id: str, registered: Sequence[tuple[int, Email, Details]]) -> None:
    """Each at the number that was taken for it. Who has no account gets one, and who has one keeps it."""
    rows = [
        {**people.parameters(email, details), "airmeet_id": airmeet_id, "seq": seq, "now": tx.now}
        for seq, email, details in registered
    ]
    await tx.run_each(people.INSERT_PERSON, rows)
    await tx.run_each(INSERT_REGISTRATION, rows)


async def update_details(tx: Transaction, *, airmeet_id: str, email: Email, details: Details) -> None:
    """The address stays as it was first given."""
    await tx.run(UPDATE_DETAILS, {**people.parameters(email, details), "airmeet_id": airmeet_id})


async def erase(tx: Transaction, airmeet_id: str, email_key: str, pseudonym: Email) -> None:
    """The registration stays, as nobody's."""
    identity = {"airmeet_id": airmeet_id, "email_key": email_key}
    await tx.run(ERASE_REGISTRATION, {**identity, "pseudonym": pseudonym.key, "name": NAME})


async def find_ends(tx: Transaction, airmeet_id: str) -> tuple[Registration | None, Registration | None]:
    """The first and the last one."""
    first = await tx.one(FIND_FIRST, {"airmeet_id": airmeet_id})
    last = await tx.one(FIND_LAST, {"airmeet_id": airmeet_id})
    return Registration(*first) if first else None, Registration(*last) if last else None


async def find_seq_since(tx: Transaction, airmeet_id: str, at: Timestamp, low: int, high: int) -> int:
    """The first from `low` on that was registered at `at` or later; `high` if none below it was. A binary search."""
    while low < high:
        middle = (low + high) // 2
        row = await tx.one(FIND_FROM, {"airmeet_id": airmeet_id, "seq": middle})
        if row is None or row[1] >= at:
            high = middle
        else:
            low = row[0] + 1
    return low


async def count_between(tx: Transaction, airmeet_id: str, low: int, high: int) -> int:
    """How many there are from `low` on, and before `high`."""
    row = await tx.one(COUNT_BETWEEN, {"airmeet_id": airmeet_id, "low": low, "high": high})
    return int(row[0]) if row else 0


async def delete_many(tx: Transaction, airmeet_id: str, email_keys: Sequence[str]) -> None:
    """Their cursors are never given to others."""
    await tx.run_each(DELETE_REGISTRATION, [{"airmeet_id": airmeet_id, "email_key": key} for key in email_keys])


async def list_page(tx: Transaction, airmeet_id: str, wanted: PageRequest) -> list[Registration]:
    """Oldest first."""
    rows = await paging.list_rows(
        tx, after=PAGE_AFTER, before=PAGE_BEFORE, parameters={"airmeet_id": airmeet_id}, wanted=wanted
    )
    return [Registration(*row) for row in rows]
