"""People: one account on the platform for each email address."""

import msgspec

from admit.model.people import Details, Email
from admit.store.database import Transaction

INSERT_PERSON = """
INSERT INTO people (email_key, email, name, city, country, organisation, designation, created_at)
VALUES (:email_key, :email, :name, :city, :country, :organisation, :designation, :now)
ON CONFLICT (email_key) DO NOTHING
"""


async def insert_if_new(tx: Transaction, email: Email, details: Details) -> None:
    """An account that is there keeps everything it has."""
    await tx.run(INSERT_PERSON, {**parameters(email, details), "now": tx.now})


def parameters(email: Email, details: Details) -> dict[str, str]:
    """The columns that tell who somebody is, wherever they are kept."""
    return {"email_key": email.key, "email": email.address, **msgspec.structs.asdict(details)}
