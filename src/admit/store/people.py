"""People: one account on the platform for each email address."""

import msgspec

from admit.lib.clock import Timestamp
from admit.model.people import Details, Email
from admit.store.database import Transaction

INSERT_PERSON = """
INSERT INTO people (email_key, email, name, city, country, organisation, designation, created_at)
VALUES (:email_key, :email, :name, :city, :country, :organisation, :designation, :now)
ON CONFLICT (email_key) DO NOTHING
"""

FIND_PERSON = """
SELECT name, city, country, designation, organisation, created_at
FROM people
WHERE email_key = :email_key
"""

SAVE_PERSON = """
INSERT INTO people (email_key, email, name, city, country, organisation, designation, created_at)
VALUES (:email_key, :email, :name, :city, :country, :organisation, :designation, :now)
ON CONFLICT (email_key) DO UPDATE
SET name = :name, city = :city, country = :country, organisation = :organisation, designation = :designation
"""

DELETE_PERSON = "DELETE FROM people WHERE email_key = :email_key"


async def find(tx: Transaction, email_key: str) -> tuple[Details, Timestamp] | None:
    """What an account has, and since when there is one."""
    row = await tx.one(FIND_PERSON, {"email_key": email_key})
    return (Details(*row[:5]), Timestamp(row[5])) if row else None


async def save(tx: Transaction, email: Email, details: Details) -> None:
    """Makes the account if there is none."""
    await tx.run(SAVE_PERSON, {**parameters(email, details), "now": tx.now})


async def delete(tx: Transaction, email_key: str) -> None:
    await tx.run(DELETE_PERSON, {"email_key": email_key})


def parameters(email: Email, details: Details) -> dict[str, str]:
    """The columns that tell who somebody is, wherever they are kept."""
    return {"email_key": email.key, "email": email.address, **msgspec.structs.asdict(details)}
