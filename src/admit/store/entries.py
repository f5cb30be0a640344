"""Who an entry link is for, found by its code."""

from admit.model.people import Details, Email
from admit.store.database import Transaction

FIND_ENTRANT = """
SELECT
    a.email_key, a.email, a.name, a.city, a.country, a.designation, a.organisation,
    r.name, r.city, r.country, r.designation, r.organisation
FROM attendees a
LEFT JOIN registrations r ON r.airmeet_id = a.airmeet_id AND r.email_key = a.email_key
WHERE a.airmeet_id = :airmeet_id AND a.code = :code AND a.revoked_at IS NULL
"""


async def find(tx: Transaction, airmeet_id: str, code: str) -> tuple[Email, Details, Details | None] | None:
    """Who is authorized now, with the details of the authorization and of the registration."""
    row = await tx.one(FIND_ENTRANT, {"airmeet_id": airmeet_id, "code": code})
    if row is None:
        return None
    registered = Details(*row[7:]) if row[7] is not None else None
    return Email(address=row[1], key=row[0]), Details(*row[2:7]), registered
