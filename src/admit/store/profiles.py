"""Profiles: the codes and sessions that open them, and the airmeets where somebody is on the list.

There is no index of people by their address alone, which each registration would pay for. What is asked for seldom is
looked for in a stretch of airmeets at a time.
"""

from admit.lib.clock import Timestamp
from admit.model.people import Email
from admit.store.database import Transaction

INSERT_CODE = """
INSERT INTO profile_codes (email_key, code_digest, email, expires_at)
SELECT :email_key, :code_digest, :email, :expires_at
WHERE (SELECT COUNT(*) FROM profile_codes WHERE email_key = :email_key AND expires_at > :now) < :open_max
"""

FIND_CODE = """
SELECT email, email_key
FROM profile_codes
WHERE code_digest = :code_digest AND expires_at > :now
"""

DELETE_CODES = "DELETE FROM profile_codes WHERE email_key = :email_key"

INSERT_SESSION = """
INSERT INTO profile_sessions (email_key, session_digest, email, expires_at)
VALUES (:email_key, :session_digest, :email, :expires_at)
"""

FIND_SESSION = """
SELECT email, email_key
FROM profile_sessions
WHERE session_digest = :session_digest AND expires_at > :now
"""

DELETE_SESSIONS = "DELETE FROM profile_sessions WHERE email_key = :email_key"

LIST_REGISTERED = """
SELECT a.airmeet_id
FROM airmeets a
JOIN registrations r ON r.airmeet_id = a.airmeet_id AND r.email_key = :email_key
WHERE a.airmeet_id > :after AND a.airmeet_id <= :until
"""

LIST_AUTHORIZED = """
SELECT a.airmeet_id
FROM airmeets a
JOIN attendees t ON t.airmeet_id = a.airmeet_id AND t.email_key = :email_key
WHERE a.airmeet_id > :after AND a.airmeet_id <= :until
"""

LIST_PRESENT = """
SELECT a.airmeet_id
FROM airmeets a
JOIN presences p ON p.airmeet_id = a.airmeet_id AND p.email_key = :email_key
WHERE a.airmeet_id > :after AND a.airmeet_id <= :until
ORDER BY a.airmeet_id
"""


async def insert_code(tx: Transaction, email: Email, *, code_digest: str, expires_at: Timestamp, open_max: int) -> bool:
    """False if the address has `open_max` codes already."""
    parameters = {
        "email_key": email.key,
        "email": email.address,
        "code_digest": code_digest,
        "expires_at": expires_at,
        "open_max": open_max,
        "now": tx.now,
    }
    return await tx.run(INSERT_CODE, parameters) == 1


async def find_email_by_code(tx: Transaction, code_digest: str) -> Email | None:
    """None if the code was used or has expired, or never was."""
    row = await tx.one(FIND_CODE, {"code_digest": code_digest, "now": tx.now})
    return Email(*row) if row else None


async def insert_session(tx: Transaction, email: Email, *, session_digest: str, expires_at: Timestamp) -> None:
    parameters = {"email_key": email.key, "email": email.address, "session_digest": session_digest}
    await tx.run(INSERT_SESSION, {**parameters, "expires_at": expires_at})


async def find_email_by_session(tx: Transaction, session_digest: str) -> Email | None:
    row = await tx.one(FIND_SESSION, {"session_digest": session_digest, "now": tx.now})
    return Email(*row) if row else None


async def delete_codes(tx: Transaction, email_key: str) -> None:
    await tx.run(DELETE_CODES, {"email_key": email_key})


async def delete_sessions(tx: Transaction, email_key: str) -> None:
    await tx.run(DELETE_SESSIONS, {"email_key": email_key})


async def list_airmeet_ids(tx: Transaction, email_key: str, *, after: str, until: str) -> list[str]:
    """Where the person is on the list, of the airmeets behind `after` and up to `until`."""
    stretch = {"email_key": email_key, "after": after, "until": until}
    registered, authorized = await tx.all(LIST_REGISTERED, stretch), await tx.all(LIST_AUTHORIZED, stretch)
    return sorted({airmeet_id for (airmeet_id,) in [*registered, *authorized]})


async def list_visited_ids(tx: Transaction, email_key: str, *, after: str, until: str) -> list[str]:
    """The same of the airmeets whose door the person came to."""
    rows = await tx.all(LIST_PRESENT, {"email_key": email_key, "after": after, "until": until})
    return [airmeet_id for (airmeet_id,) in rows]
