"""What an airmeet knows of people: of one, and of many at once."""

from collections.abc import Sequence

from admit.model.airmeets import Airmeet
from admit.model.attendees import Attendee
from admit.model.errors import AirmeetUnknown
from admit.model.import_rows import Known
from admit.store.airmeets import airmeet_of
from admit.store.database import Row, Transaction

KEYS_MAX = 500

FIND_STANDING = """
SELECT
    m.seq, m.airmeet_id, m.community_id, m.name, m.status, m.timezone, m.starts_at, m.ends_at, m.registration_count,
    m.archived_at, m.authorized_count,
    r.email, r.seq,
    a.airmeet_id, a.email, a.name, a.code, a.revoked_at
FROM airmeets m
LEFT JOIN registrations r ON r.airmeet_id = m.airmeet_id AND r.email_key = :email_key
LEFT JOIN attendees a ON a.airmeet_id = m.airmeet_id AND a.email_key = :email_key
WHERE m.airmeet_id = :airmeet_id
"""

# Not as a list behind IN, which SQLite would compare with everybody on the airmeet's lists.
LIST_STANDINGS = f"""
WITH wanted (email_key) AS (VALUES {", ".join(f"(:key_{number})" for number in range(KEYS_MAX))})
SELECT wanted.email_key, r.email, r.seq, a.email, a.revoked_at, p.state
FROM wanted
LEFT JOIN registrations r ON r.airmeet_id = :airmeet_id AND r.email_key = wanted.email_key
LEFT JOIN attendees a ON a.airmeet_id = :airmeet_id AND a.email_key = wanted.email_key
LEFT JOIN presences p ON p.airmeet_id = :airmeet_id AND p.email_key = wanted.email_key
WHERE r.seq IS NOT NULL OR a.code IS NOT NULL
"""

_NOBODY = Known()
_NO_KEYS = {f"key_{number}": None for number in range(KEYS_MAX)}


async def find(
    tx: Transaction, airmeet_id: str, email_key: str
) -> tuple[Airmeet, tuple[str, int] | None, Attendee | None]:
    """The airmeet, the address and the number of the registration, and the authorization, revoked or not.

    One question for the busiest writes. Raises AirmeetUnknown.
    """
    row = await tx.one(FIND_STANDING, {"airmeet_id": airmeet_id, "email_key": email_key})
    if row is None:
        raise AirmeetUnknown
    registered = (row[11], row[12]) if row[11] is not None else None
    return airmeet_of(row[:11]), registered, Attendee(*row[13:]) if row[13] is not None else None


async def list_(tx: Transaction, airmeet_id: str, email_keys: Sequence[str]) -> dict[str, Known]:
    """Of each, also of those who are on no list. At most KEYS_MAX at once."""
    keys = {f"key_{number}": key for number, key in enumerate(email_keys)}
    rows = await tx.all(LIST_STANDINGS, {"airmeet_id": airmeet_id, **_NO_KEYS, **keys})
    return {**dict.fromkeys(email_keys, _NOBODY), **{row[0]: _known(row) for row in rows}}


def _known(row: Row) -> Known:
    _, registered_as, seq, authorized_as, revoked_at, state = row
    return Known(
        seq=seq,
        is_attendee=authorized_as is not None,
        is_authorized=authorized_as is not None and revoked_at is None,
        address=registered_as or authorized_as,
        has_come=state is not None,
    )
